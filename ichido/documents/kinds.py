"""The kinds of file that can be taken, each known by its own bytes and never by what somebody calls it."""

import codecs
import re
from collections.abc import Collection
from dataclasses import dataclass

HEAD_BYTES = 1024
"""How far into a file readers of PDF look for its beginning, so that another file may hide one."""
TAIL_BYTES = 22 + 65_535
"""The end of a ZIP archive with the longest comment: programs are found from there, whatever stands before."""
NO_CLAIM = frozenset({"", "application/octet-stream"})
"""What a sender says who does not know the type."""

_PDF = b"%PDF-"
_ZIP_END = b"PK\x05\x06"
_ZIP_END_BYTES = 22
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: its media type, how its names end, and how its bytes begin from `offset`, one way or another.

    Without beginnings it is text, which is known by all of its bytes.
    """

    media_type: str
    endings: tuple[str, ...]
    beginnings: tuple[bytes, ...] = ()
    offset: int = 0

    def begins(self, head: bytes) -> bool:
        """Whether a file that begins so is of this kind."""
        return any(head.startswith(one, self.offset) for one in self.beginnings)


KINDS: tuple[Kind, ...] = (
    Kind("application/pdf", (".pdf",), (_PDF,)),
    Kind("image/png", (".png",), (b"\x89PNG\r\n\x1a\n",)),
    Kind("image/jpeg", (".jpg", ".jpeg"), (b"\xff\xd8\xff",)),
    Kind("image/tiff", (".tif", ".tiff"), (b"II*\x00", b"MM\x00*")),
    Kind("image/heic", (".heic", ".heif"), (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypheim", b"ftypheis"), offset=4),
    Kind("text/plain", (".txt",)),
)
"""All there are; an installation says which of them it takes."""


@dataclass(frozen=True, slots=True)
class NotTaken:
    """A file that is not taken: a stable code, and what is wrong with what to do."""

    code: str
    why: str


def kind_of(media_type: str) -> Kind | None:
    """The kind of a media type."""
    return next((kind for kind in KINDS if kind.media_type == media_type), None)


def kinds(media_types: str) -> tuple[Kind, ...]:
    """The kinds that a setting names, by commas; ValueError for one that is not known."""
    wanted = [one.strip() for one in media_types.split(",") if one.strip()]
    known = {kind.media_type: kind for kind in KINDS}
    if unknown := [one for one in wanted if one not in known]:
        raise ValueError(f"{unknown[0]} is no kind of file that can be recognised: {', '.join(known)}")
    return tuple(known[one] for one in dict.fromkeys(wanted))


class Look:
    """What is seen of a file as its bytes go by: its head, its tail, and whether all of it is text."""

    def __init__(self) -> None:
        """Nothing has gone by yet."""
        self._head = b""
        self._tail = b""
        self._decoder: codecs.IncrementalDecoder | None = codecs.getincrementaldecoder("utf-8")()

    def see(self, piece: bytes) -> None:
        """Bytes go by."""
        if len(self._head) < HEAD_BYTES:
            self._head += piece[: HEAD_BYTES - len(self._head)]
        self._tail = (self._tail + piece)[-TAIL_BYTES:]
        self._read(piece)

    def kind(self) -> Kind | None:
        """What the file is by its bytes; call once all have gone by."""
        self._read(b"", final=True)
        by_head = next((kind for kind in KINDS if kind.begins(self._head)), None)
        return by_head or (next(kind for kind in KINDS if not kind.beginnings) if self._decoder else None)

    def hides(self) -> str | None:
        """What else the file is beside its kind, for those who look elsewhere than at its first bytes."""
        if _PDF in self._head[1:]:
            return "a PDF"
        at = self._tail.rfind(_ZIP_END)
        while at >= 0:
            comment = int.from_bytes(self._tail[at + 20 : at + _ZIP_END_BYTES], "little")
            if len(self._tail) - at == _ZIP_END_BYTES + comment:
                return "a ZIP archive"
            at = self._tail.rfind(_ZIP_END, 0, at)
        return None

    def _read(self, piece: bytes, *, final: bool = False) -> None:
        if self._decoder is None:
            return
        try:
            text = self._decoder.decode(piece, final)
        except UnicodeDecodeError:
            self._decoder = None
            return
        if _NO_TEXT.search(text):
            self._decoder = None


def judge(look: Look, claimed: str, name: str, taken: Collection[Kind]) -> Kind | NotTaken:
    """The kind of a file that is taken; or why it is not: another kind, another than it says, or two at once."""
    kind, every = look.kind(), ", ".join(kind.media_type for kind in taken)
    if kind is None or kind not in taken:
        return NotTaken("type-not-taken", f"this is no file of a kind that is taken here; send one of {every}")
    if claimed not in NO_CLAIM and claimed != kind.media_type:
        why = f"it is sent as another type than it is: by its bytes it is {kind.media_type}; send it as that"
        return NotTaken("type-differs", why)
    if not name.lower().endswith(kind.endings):
        why = f"it is called something else than it is: the name of a file of {kind.media_type} ends with "
        return NotTaken("name-differs", why + " or ".join(kind.endings))
    if hidden := look.hides():
        return NotTaken("two-types", f"it is {kind.media_type} and {hidden} at once; scan or save it anew")
    return kind
