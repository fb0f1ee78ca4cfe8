"""Bytes and characters before they are YAML: what a file may be made of."""

import re
from codecs import BOM_UTF8

from ichido.language.diagnostic import Diagnostic
from ichido.language.source import Place

MAX_BYTES = 1_000_000

# NEL, LS and PS break lines for some readers and not for others; a lone surrogate is half a character; what cannot be
# seen or turns the order of reading would show a reviewer another text than the one that runs.
_REFUSED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff"
    "\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069]"
)
_BREAK = re.compile("\r\n|\r|\n")


def decode(data: bytes, file: str) -> str | Diagnostic:
    """The text of a file in UTF-8, with or without a byte order mark."""
    if len(data) > MAX_BYTES:
        return _too_large(file)
    body = data.removeprefix(BOM_UTF8)
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        before = body[: error.start].decode("utf-8")
        rows = lines(before)
        place = Place(file, len(rows), len(rows[-1]) + 1)
        return Diagnostic(
            "not-utf-8",
            f"byte 0x{body[error.start]:02X} is not UTF-8",
            place,
            "save the file as UTF-8; a file in Shift_JIS can be converted with `iconv -f CP932 -t UTF-8`",
        )


def lines(text: str) -> list[str]:
    """The lines of a text as YAML counts them; a text ends with a line, however empty."""
    return _BREAK.split(text)


def check_characters(text: str, file: str) -> Diagnostic | None:
    """The first thing that keeps a text from being read at all: its size, a control character, a tab."""
    if len(text) > MAX_BYTES or len(text.encode("utf-8", "replace")) > MAX_BYTES:
        return _too_large(file)
    refused = _REFUSED.search(text)
    if refused:
        code_point = f"U+{ord(refused[0]):04X}"
        message = f"the character {code_point} has no place in a definition"
        shown = _place(text, refused.start(), file)
        return Diagnostic("bad-character", message, shown, "delete it; it often comes along when text is pasted")
    tab = text.find("\t")
    if tab >= 0:
        rows = sum("\t" in line for line in lines(text))
        message = f"{rows} lines have a tab, this one first" if rows > 1 else "this line has a tab"
        return Diagnostic("tab", message, _place(text, tab, file), "indent with two spaces for each level")
    return None


def _place(text: str, offset: int, file: str) -> Place:
    row = len(lines(text[:offset])) - 1
    line = lines(text)[row]
    column = len(lines(text[:offset])[-1])
    # What cannot be shown must not reach a terminal; a tab is shown as the single column that it is.
    return Place(file, row + 1, column + 1, 1, _REFUSED.sub("\N{REPLACEMENT CHARACTER}", line).replace("\t", " "))


def _too_large(file: str) -> Diagnostic:
    message = f"this file is larger than {MAX_BYTES // 1_000_000} MB"
    return Diagnostic("too-large", message, Place(file, 1, 1), "one file a thing: split it into a folder of files")
