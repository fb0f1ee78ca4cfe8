"""The table of modules in ARCHITECTURE.md, from their docstrings: `python -m tests.docs.modules` writes it anew."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.docs.blocks import ROOT

PAGE = ROOT / "ARCHITECTURE.md"
BEGIN, END = "<!-- modules -->\n", "<!-- /modules -->"
ROOMS = ("language", "rules", "clocks", "compiler", "case", "store", "services", "channels", "doors", "notices")
AROUND = ("documents", "security", "engine", "testbed", "rehearsal", "local", "cli")
FOLDERS = (*(f"ichido/{room}" for room in (*ROOMS, *AROUND)), "workflows", "activities", "portal", "benchmarks")


def says(file: Path) -> str:
    """The first sentence of a module, as it goes into a table."""
    said = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
    return said.partition("\n\n")[0].replace("\n", " ").replace("|", "\\|")


def modules() -> str:
    """A heading and a table for every room, and one for what stands in none."""
    parts = [_room(folder) for folder in FOLDERS]
    loose = [ROOT / "worker.py", *(f for f in sorted((ROOT / "ichido").glob("*.py")) if f.name != "__init__.py")]
    parts.append("\n".join(["### In no room", "", *_table(ROOT, loose)]))
    return "\n\n".join(parts) + "\n"


def _room(folder: str) -> str:
    files = [f for f in sorted((ROOT / folder).rglob("*.py")) if _told(f)]
    return "\n".join([f"### {folder}", "", says(ROOT / folder / "__init__.py"), "", *_table(ROOT / folder, files)])


def _told(file: Path) -> bool:
    """A room's own sentence is its heading's; a released shape of the database is no module to read."""
    return file.name != "__init__.py" and file.parent.name != "versions"


def _table(folder: Path, files: list[Path]) -> Iterator[str]:
    yield from ("| module | |", "|---|---|")
    yield from (f"| `{file.relative_to(folder).as_posix()}` | {says(file)} |" for file in files)


if __name__ == "__main__":
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    PAGE.write_text(before + BEGIN + modules() + END + rest.partition(END)[2], encoding="utf-8")
