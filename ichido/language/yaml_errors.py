"""What the YAML parser complains of, said to an author."""

import yaml

from ichido.language.diagnostic import Diagnostic
from ichido.language.source import Place

_SAYINGS = (
    (
        "mapping values are not allowed",
        "there is a second `: ` on this line",
        "put the text in quotes, or begin a new line",
    ),
    ("could not find expected ':'", "the line above has no `:` after its key", "write `key: value`"),
    (
        "did not find expected key",
        "this line is not where a key was expected",
        "line it up with the key it belongs beside",
    ),
    (
        "did not find expected '-'",
        "this line is not an item of the list above",
        "begin it with `- `, or line it up with a key",
    ),
    ("did not find expected ',' or ']'", "this list is not closed", "separate items by `,` and end with `]`"),
    (
        "did not find expected ',' or '}'",
        "these keys are not closed",
        "separate `key: value` pairs by `,` and end with `}`",
    ),
    ("found unexpected end of stream", "a quote is opened and never closed", "close it, or leave both quotes out"),
    ("found unexpected document indicator", "a quote is opened and never closed", "close it, or leave both quotes out"),
    ("cannot start any token", "a value cannot begin with this character", "put the text in quotes"),
    (
        "block sequence entries are not allowed",
        "a list cannot begin here",
        "begin it on the next line, or write `[a, b]`",
    ),
    ("undefined tag handle", "a value has no tag here", "delete the word that begins with `!`"),
    ("unknown escape", "a backslash in double quotes begins an escape", "write `\\\\`, or use single quotes"),
)
_WIDE = "\u3000\uff1a\uff0c\uff3b\uff3d\uff5b\uff5d"


def explain(error: yaml.YAMLError, file: str, rows: list[str]) -> Diagnostic:
    """A syntax error as one problem at the place where the parser gave up."""
    problem = str(getattr(error, "problem", None) or "it could not be read")
    mark = getattr(error, "problem_mark", None)
    if "quoted scalar" in str(getattr(error, "context", "")):
        mark = getattr(error, "context_mark", None) or mark
    row = min(mark.line, len(rows) - 1) if mark else 0
    column = min(mark.column, len(rows[row])) if mark else 0
    place = Place(file, row + 1, column + 1, 1, rows[row])
    for known, message, help_ in _SAYINGS:
        if known in problem:
            return Diagnostic("syntax", message, place, _wide(rows, row) or help_)
    return Diagnostic("syntax", f"this is not YAML: {problem}", place, _wide(rows, row))


def _wide(rows: list[str], row: int) -> str:
    """A full-width space or colon looks right and is not; it is looked for here and on the line above."""
    for number in (row, row - 1):
        if number >= 0 and any(c in _WIDE for c in rows[number].split("#")[0]):
            return f"line {number + 1} has full-width punctuation or a full-width space; use `: ` and ordinary spaces"
    return ""
