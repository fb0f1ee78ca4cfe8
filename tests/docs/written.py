"""What a page tells its reader to write, written into a copy of the definitions."""

import re
from pathlib import Path

from tests.docs.blocks import Block

_FILE = re.compile(r"(# |<!-- )(?P<append>at the end of )?(?P<file>[\w./-]+\.(yaml|md))( -->)?\n")
_CHANGED = re.compile(r"--- (?P<file>\S+)\n(-(?P<old>.*)\n\+(?P<new>.*)\n)")


def write(catalogue: Path, block: Block) -> None:
    """Put a block into the file it names: as a new file, at its end, or in place of the line it shows."""
    if block.language == "diff":
        _change(catalogue, block)
        return
    named = _FILE.match(block.text)
    assert named, f"the block in line {block.line} names no file"
    file, text = catalogue / named["file"], block.text[named.end() :]
    if named["append"]:
        text = file.read_text(encoding="utf-8") + text
    else:
        assert not file.exists(), f"{file} is there already"
        file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def _change(catalogue: Path, block: Block) -> None:
    shown = _CHANGED.fullmatch(block.text)
    assert shown, f"the block in line {block.line} does not show one line before and after"
    file = catalogue / shown["file"]
    before = file.read_text(encoding="utf-8")
    assert before.count(shown["old"]) == 1
    file.write_text(before.replace(shown["old"], shown["new"]), encoding="utf-8")
