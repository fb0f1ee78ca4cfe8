"""What follows from something that never changes is worked out once for it, and again for anything else."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from ichido.language.once import gathered, once


@dataclass(frozen=True)
class Words:
    words: tuple[str, ...]
    asked: list[str] = field(default_factory=list, compare=False)
    memo: dict[Any, Any] = field(default_factory=dict, init=False, repr=False, compare=False)


@once
def longest(words: Words, but: str = "") -> str:
    words.asked.append(but)
    return max((word for word in words.words if word != but), key=len)


@gathered
def capitals(words: Words) -> Iterator[str]:
    words.asked.append("capitals")
    yield from (word.upper() for word in words.words)


def test_the_same_question_is_worked_out_once() -> None:
    words = Words(("law", "article"))
    assert [longest(words), longest(words), longest(words, "article"), longest(words, "article")] == [
        "article",
        "article",
        "law",
        "law",
    ]
    assert words.asked == ["", "article"]


def test_what_is_gathered_may_be_gone_through_again() -> None:
    words = Words(("law", "article"))
    assert list(capitals(words)) == list(capitals(words)) == ["LAW", "ARTICLE"]
    assert words.asked == ["capitals"]


def test_another_thing_is_asked_anew_even_a_copy() -> None:
    words = Words(("law", "article"))
    assert longest(words) == "article"
    assert longest(replace(words, words=("law",))) == "law"


def test_what_fails_fails_again() -> None:
    words = Words(())
    for _ in range(2):
        with pytest.raises(ValueError, match="empty"):
            longest(words)
    assert words.asked == ["", ""]
