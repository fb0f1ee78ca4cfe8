"""A problem in what an author wrote: what is wrong, where, and what to do."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from ichido.language.source import Place


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One problem under a stable kebab-case code; `docs/problems/<code>.md` explains it."""

    code: str
    message: str
    place: Place | None
    help: str = ""


def ordered(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The problems once each, by file, line, column and code."""
    return tuple(sorted(dict.fromkeys(diagnostics), key=_rank))


def did_you_mean(word: str, candidates: Iterable[str]) -> str:
    """The nearest candidate as a question, or nothing when none is near."""
    near = get_close_matches(word, tuple(candidates), n=1, cutoff=0.6)
    return f"did you mean `{near[0]}`?" if near else ""


def listed(words: Iterable[str], most: int = 12) -> str:
    """The words between backquotes, cut short when there are many."""
    known = tuple(words)
    return ", ".join(f"`{word}`" for word in known[:most]) + (" …" if len(known) > most else "")


def render_text(diagnostics: Iterable[Diagnostic], color: bool = False) -> str:
    """Each problem with its line and a caret that also stands right under Japanese text."""
    return "\n".join(_block(d, color) for d in ordered(diagnostics))


def render_json(diagnostics: Iterable[Diagnostic]) -> str:
    """`{"version": 1, "problems": [...]}` for tools."""
    problems = [
        {
            "code": d.code,
            "message": d.message,
            "file": d.place.file if d.place else None,
            "line": d.place.line if d.place else None,
            "column": d.place.column if d.place else None,
            "help": d.help,
        }
        for d in ordered(diagnostics)
    ]
    return json.dumps({"version": 1, "problems": problems}, ensure_ascii=False, indent=2)


def render_github(diagnostics: Iterable[Diagnostic]) -> str:
    """Workflow commands that mark the line in a pull request."""
    return "\n".join(_annotation(d) for d in ordered(diagnostics))


def _rank(d: Diagnostic) -> tuple[str, int, int, str, str]:
    place = d.place
    return (place.file, place.line, place.column, d.code, d.message) if place else ("", 0, 0, d.code, d.message)


def _block(d: Diagnostic, color: bool) -> str:
    bold, red, dim, off = ("\x1b[1m", "\x1b[31m", "\x1b[34m", "\x1b[0m") if color else ("", "", "", "")
    lines = [f"{bold}{red}{d.code}{off}  {bold}{d.message}{off}"]
    if d.place:
        gutter = " " * len(str(d.place.line))
        lines.append(f"{gutter}{dim}-->{off} {d.place.file}:{d.place.line}:{d.place.column}")
        if d.place.excerpt:
            lines.append(f"{gutter} {dim}|{off}")
            lines.append(f"{dim}{d.place.line} |{off} {d.place.excerpt}")
            lines.append(f"{gutter} {dim}|{off} {red}{_caret(d.place)}{off}")
    if d.help:
        gutter = " " * len(str(d.place.line)) if d.place else ""
        lines.append(f"{gutter} {dim}={off} help: {d.help}")
    return "\n".join(lines) + "\n"


def _caret(place: Place) -> str:
    from rich.cells import cell_len

    start = place.column - 1
    before, under = place.excerpt[:start], place.excerpt[start : start + place.length]
    return " " * cell_len(before) + "^" * max(1, cell_len(under))


def _annotation(d: Diagnostic) -> str:
    text = d.message + (f" ({d.help})" if d.help else "")
    escaped = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    if d.place is None:
        return f"::error title={d.code}::{escaped}"
    return f"::error file={d.place.file},line={d.place.line},col={d.place.column},title={d.code}::{escaped}"
