"""Rows of text in columns that stand straight under Japanese text as well."""

from collections.abc import Iterable, Sequence

from rich.cells import cell_len

GAP = "  "


def columns(rows: Iterable[Sequence[str]], indent: int = 2) -> list[str]:
    """Each row as a line, every column as wide as its widest cell; what ends a row may reach over later columns."""
    table = [tuple(row) for row in rows]
    most = max(map(len, table), default=0)
    widths = [max((cell_len(row[at]) for row in table if at < len(row) - 1), default=0) for at in range(most)]
    return [(" " * indent + GAP.join(_padded(row, widths))).rstrip() for row in table]


def _padded(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    return [cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=False)]
