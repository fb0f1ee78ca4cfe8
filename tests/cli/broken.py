"""Copies of the catalogue of Japan in which something is wrong."""

import shutil
from pathlib import Path

JAPAN = Path("tests/first")


def copied(folder: Path, file: str = "", old: str = "", new: str = "") -> Path:
    """A copy of the catalogue in which one text of one file is another."""
    copy = folder / "jp"
    shutil.copytree(JAPAN, copy)
    if file:
        text = (copy / file).read_text(encoding="utf-8")
        assert old in text
        (copy / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    return copy
