"""Marks of a person in every form in which they may be written, and where they are found."""

import base64
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote, quote_plus

SHORTEST = 5
"""Bytes: what is shorter is found anywhere."""


def written(mark: str) -> Iterator[bytes]:
    """A mark as UTF-8, UTF-16, JSON escapes, in URLs, in hexadecimal, and in base64 at each of its three offsets."""
    yield mark.encode()
    for encoding in ("utf-16-le", "utf-16-be"):
        yield mark.encode(encoding)
    escaped = json.dumps(mark)[1:-1]
    yield from (escaped.encode(), escaped.upper().replace("\\U", "\\u").encode())
    for url in (quote(mark), quote_plus(mark), quote(mark, safe="")):
        yield from (url.encode(), url.lower().encode())
    yield mark.encode().hex().encode()
    for encoding in ("utf-8", "utf-16-le"):
        yield from _in_base64(mark.encode(encoding))


def _in_base64(mark: bytes) -> Iterator[bytes]:
    for offset in range(3):
        code = base64.b64encode(b"\0" * offset + mark)
        # What is before and after shares its characters with the first and last of ours.
        inner = code[4 if offset else 0 : -4]
        yield from (inner, inner.translate(bytes.maketrans(b"+/", b"-_")))


def found(held: bytes, marks: Iterable[str]) -> list[str]:
    """The marks that bytes hold in some form."""
    return [mark for mark in marks if any(form in held for form in written(mark) if len(form) >= SHORTEST)]


def files(folder: Path) -> Iterator[Path]:
    """Every file below a folder that can be read: not sockets."""
    yield from (file for file in sorted(folder.rglob("*")) if file.is_file() and not file.is_symlink())
