"""Calling a verb as its person does, and comparing the whole of what it says."""

import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from ichido.cli import main

GOLDEN = Path(__file__).parent / "golden"
_VARYING = (
    (re.compile(r"\b\d+ ms\b"), "N ms"),
    (re.compile(r"\b[0-9a-f]{64}\b"), "HASH"),
    (re.compile(r"[0-9,]+ bytes"), "N bytes"),
)


@dataclass(frozen=True)
class Said:
    """What a verb answered, what it said beside, and how it ended."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Ichido:
    """The command, called in this process."""

    patch: pytest.MonkeyPatch
    capture: pytest.CaptureFixture[str]

    def __call__(self, *words: str) -> Said:
        """Run one command line."""
        self.patch.setattr(sys, "argv", ["ichido", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        said = self.capture.readouterr()
        return Said(int(ended.value.code or 0), said.out, said.err)


def agrees(name: str, text: str) -> None:
    """The text is what `golden/<name>` holds but for times, hashes and sizes; GOLDEN=write makes it so."""
    for pattern, instead in _VARYING:
        text = pattern.sub(instead, text)
    if os.environ.get("GOLDEN") == "write":
        (GOLDEN / name).write_text(text, encoding="utf-8")
    assert text == (GOLDEN / name).read_text(encoding="utf-8")
