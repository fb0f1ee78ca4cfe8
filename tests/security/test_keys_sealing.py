"""What is sealed opens with its key, in its place, and unaltered only."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ichido.security.keys import new_data_key
from ichido.security.sealing import SealBroken, open_sealed, place, seal

KEY = new_data_key().secret
HERE = place("facts", "MV-1", "person.name")


@given(st.binary(max_size=200))
def test_what_was_sealed_is_opened(plaintext: bytes) -> None:
    assert open_sealed(KEY, seal(KEY, plaintext, HERE), HERE) == plaintext


def test_the_same_bytes_are_never_sealed_the_same_way_twice() -> None:
    assert seal(KEY, b"value", HERE) != seal(KEY, b"value", HERE)


def test_another_key_or_place_opens_nothing() -> None:
    sealed = seal(KEY, b"value", HERE)
    with pytest.raises(SealBroken):
        open_sealed(new_data_key().secret, sealed, HERE)
    with pytest.raises(SealBroken):
        open_sealed(KEY, sealed, place("facts", "MV-2", "person.name"))


def test_every_altered_or_missing_byte_is_found_out() -> None:
    sealed = seal(KEY, b"value", HERE)
    for position in range(len(sealed)):
        altered = bytearray(sealed)
        altered[position] ^= 1
        with pytest.raises(SealBroken):
            open_sealed(KEY, bytes(altered), HERE)
        with pytest.raises(SealBroken):
            open_sealed(KEY, sealed[:position], HERE)


def test_places_that_read_alike_when_joined_are_different() -> None:
    assert place("a", "bc") != place("ab", "c")
    assert place("a", "") != place("a")
