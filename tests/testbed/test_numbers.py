"""Check digits against codes that are in use and against an independent implementation."""

from random import Random

import pytest
from stdnum.jp import cn

from ichido.testbed.numbers import (
    corporate_number,
    is_municipality_code,
    municipality_check_digit,
    municipality_corporate_number,
)


@pytest.mark.parametrize("code", ["122033", "141305", "131130", "011002", "271004", "473821"])
def test_codes_in_use_have_the_right_check_digit(code: str) -> None:
    assert municipality_check_digit(code[:5]) == int(code[5])
    assert is_municipality_code(code)


@pytest.mark.parametrize("code", ["122034", "12203", "1220333", "12203x", "１２２０３３"])
def test_other_codes_are_none(code: str) -> None:
    assert not is_municipality_code(code)


def test_the_corporate_number_of_a_ward_embeds_its_code() -> None:
    assert municipality_corporate_number("131130") == "9000020131130"


def test_corporate_numbers_agree_with_an_independent_implementation() -> None:
    rng = Random(1)
    for _ in range(2000):
        assert cn.is_valid(corporate_number(str(rng.randrange(10**11, 10**12))))


def test_anything_but_twelve_digits_has_no_corporate_number() -> None:
    with pytest.raises(ValueError, match="12 digits"):
        corporate_number("80000121300")
