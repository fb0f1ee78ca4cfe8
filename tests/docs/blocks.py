"""The fenced blocks of a page, so that tests can run what a reader reads."""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
GUIDES = tuple(sorted((ROOT / "docs" / "guides").glob("*.md")))
_FENCE = re.compile(r"^```(?P<language>[a-z]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """One block: its language, its text, and the line it begins on."""

    language: str
    text: str
    line: int


def blocks(page: Path, *languages: str) -> tuple[Block, ...]:
    """The blocks of a page in their order; only those in some languages if any are given."""
    text = page.read_text(encoding="utf-8")
    found = (Block(m["language"], m["text"], text.count("\n", 0, m.start()) + 1) for m in _FENCE.finditer(text))
    return tuple(block for block in found if not languages or block.language in languages)
