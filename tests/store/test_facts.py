"""Values written and read back."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ichido.rules.values import (
    NONE,
    Address,
    BankAccount,
    Cause,
    Compound,
    File,
    Listing,
    ParameterSet,
    PartialDate,
    PersonName,
    Range,
    Subject,
    Unknown,
    Value,
)
from ichido.store.facts import decode_value, encode_value

text = st.text(max_size=20)
singles = st.one_of(
    text,
    st.integers(),
    st.booleans(),
    st.dates(),
    st.builds(PartialDate, st.dates(), st.dates()),
    st.just(NONE),
    st.builds(Subject, text, text),
    st.builds(Address, text, text),
    st.builds(PersonName, text, text),
    st.builds(PersonName, text, text, text, text, text),
    st.builds(BankAccount, text, text, text, text),
    st.builds(File, text, text, st.integers(), text),
)
causes = st.lists(st.builds(Cause, text, text, text), max_size=2).map(tuple)
values = st.recursive(
    singles,
    lambda inner: st.one_of(
        st.builds(Listing, st.lists(inner, max_size=3).map(tuple), st.booleans(), causes),
        st.builds(Compound, st.lists(st.tuples(text, inner), max_size=3).map(tuple)),
    ),
    max_leaves=5,
)


@given(values)
def test_every_value_is_read_back_as_it_was(value: Value) -> None:
    read = decode_value(encode_value(value))
    assert read == value
    assert type(read) is type(value)


def test_a_name_of_two_parts_is_written_as_it_always_was() -> None:
    assert encode_value(PersonName("a", "b")) == b'{"person_name":["a","b"]}'
    assert decode_value(b'{"person_name":["a","b"]}') == PersonName("a", "b")


def test_a_yes_is_no_number_and_a_day_is_no_text() -> None:
    assert decode_value(encode_value(True)) is True
    assert decode_value(encode_value(1)) == 1
    assert decode_value(encode_value(date(2026, 2, 28))) == date(2026, 2, 28)
    assert decode_value(encode_value("2026-02-28")) == "2026-02-28"


@pytest.mark.parametrize("value", [Unknown(()), ParameterSet("school-support"), Range(75, 76, ())])
def test_what_is_unknown_can_be_no_fact(value: Value) -> None:
    with pytest.raises(TypeError, match="can be no fact"):
        encode_value(value)


@pytest.mark.parametrize("data", [b"1.5", b'{"secret": 1}', b"[]", b"{}"])
def test_foreign_bytes_are_no_value(data: bytes) -> None:
    with pytest.raises(ValueError, match="no value"):
        decode_value(data)
