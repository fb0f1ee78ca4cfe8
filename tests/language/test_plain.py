"""Plain scalars mean what YAML 1.2 says, and nothing surprising."""

import pytest

from ichido.language.plain import is_float, resolve


@pytest.mark.parametrize("text", ["012", "no", "on", "yes", "2026-04-01", "1:30", "0x1F", "0o7", "1_000", "True"])
def test_what_an_older_reader_would_turn_into_something_else_stays_text(text: str) -> None:
    assert resolve(text) == text


@pytest.mark.parametrize(("text", "value"), [("", None), ("~", None), ("null", None), ("true", True), ("false", False)])
def test_the_few_words_that_are_values(text: str, value: object) -> None:
    assert resolve(text) is value


@pytest.mark.parametrize(("text", "value"), [("0", 0), ("11630", 11630), ("-5", -5), ("9" * 18, 10**18 - 1)])
def test_whole_numbers_are_numbers(text: str, value: int) -> None:
    assert resolve(text) == value


def test_a_number_too_long_to_reckon_with_is_a_name() -> None:
    assert resolve("9" * 5000) == "9" * 5000


@pytest.mark.parametrize("text", ["1.5", ".5", "1.", "1e3", "-2.0E-7", ".inf", "-.INF", ".nan"])
def test_numbers_with_a_fraction_are_known(text: str) -> None:
    assert is_float(text)


@pytest.mark.parametrize("text", ["1", "12-29..01-03", "1.2.3", "e3", ".", "宮本町1"])
def test_what_only_looks_like_one_is_not_a_fraction(text: str) -> None:
    assert not is_float(text)
