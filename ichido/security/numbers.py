"""Case numbers: short, random, checkable, and telling nothing about anybody."""

import re
import secrets

# Without 0, 1, I and O, which are misread, and U. Thirty-one is prime, so weights find every slip of one letter
# and every swap of two.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTVWXYZ"
_SHAPE = re.compile(f"[{ALPHABET}]{{2}}-[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}")
_RANDOM_LETTERS = 9


def new_case_number() -> str:
    """A number such as `MV-7K3Q-92XD`: nine random letters (44 bits) and a check letter."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(_RANDOM_LETTERS))
    letters += _check(letters)
    return f"{letters[:2]}-{letters[2:6]}-{letters[6:]}"


def is_case_number(text: str) -> bool:
    """Whether the text can be a case number: its shape and its check letter are right."""
    if _SHAPE.fullmatch(text) is None:
        return False
    letters = text.replace("-", "")
    return _check(letters[:-1]) == letters[-1]


def _check(letters: str) -> str:
    total = sum(weight * ALPHABET.index(letter) for weight, letter in enumerate(letters, start=2))
    return ALPHABET[-total % len(ALPHABET)]
