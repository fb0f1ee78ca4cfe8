"""Pseudonyms and letters of introduction: what each says, and to whom alone."""

import base64
import re

import pytest

from ichido.security.introductions import LONGEST, read, write
from ichido.security.pseudonyms import CASE, SUBJECT, partner_key, pseudonym
from ichido.security.signatures import PREFIX

MASTER = b"m" * 32
SECRET, OTHER = (PREFIX + base64.b64encode(letter * 32).decode() for letter in (b"s", b"o"))


def test_a_pseudonym_is_the_partners_own_and_always_the_same() -> None:
    keys = [partner_key(MASTER, partner, n) for partner in ("122033", "141305", "1", "11") for n in (1, 11)]
    found = [pseudonym(key, kind, "s-1") for key in keys for kind in (SUBJECT, CASE)]
    assert len(set(keys)) == len(keys)
    assert len(set(found)) == len(found)
    assert all(re.fullmatch("[nc]-[a-z2-7]{32}", one) for one in found)
    assert pseudonym(partner_key(MASTER, "122033", 1), SUBJECT, "s-1") == found[0]


def test_another_secret_of_the_installation_gives_other_names() -> None:
    first, second = (pseudonym(partner_key(m, "122033", 1), SUBJECT, "s-1") for m in (MASTER, b"n" * 32))
    assert first != second


def test_a_letter_is_read_for_the_name_it_was_written_for_and_for_no_other() -> None:
    letter = write(SECRET, "to-partner", "141305", "n-1", "l-7")
    assert read(SECRET, "to-partner", "141305", "n-1", letter) == "l-7"
    assert read(SECRET, "to-partner", "141305", "n-2", letter) is None
    assert read(SECRET, "to-partner", "122033", "n-1", letter) is None
    assert read(SECRET, "from-partner", "141305", "n-1", letter) is None
    assert read(OTHER, "to-partner", "141305", "n-1", letter) is None


def test_no_two_letters_look_alike_and_none_shows_whom_it_means() -> None:
    letters = {write(SECRET, "to-partner", "141305", "n-1", "l-7") for _ in range(100)}
    assert len(letters) == 100
    assert not any(b"l-7" in base64.urlsafe_b64decode(letter) for letter in letters)


@pytest.mark.parametrize(
    "letter", ["", "x", "ä", "=", "A" * (LONGEST + 1), base64.b64encode(b"\1" + b"0" * 60).decode()]
)
def test_what_is_no_letter_says_nothing(letter: str) -> None:
    assert read(SECRET, "from-partner", "122033", "n-1", letter) is None
