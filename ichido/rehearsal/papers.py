"""The documents of a scenario, made up: of the kind and the size that it says, and always the same."""

import hashlib
from collections.abc import Mapping
from typing import Any

from ichido.documents.kinds import kind_of

_BOX = {"image/heic": b"\x00\x00\x00\x18"}
"""What stands before the beginning of a file that does not begin with it."""


def paper(written: Mapping[str, Any]) -> bytes:
    """The bytes of a file that a scenario names; ValueError for a kind that nobody can recognise."""
    media_type = written["media_type"]
    kind = kind_of(media_type)
    if kind is None:
        raise ValueError(f"a scenario's file of {media_type} cannot be made up")
    head = _BOX.get(media_type, b"") + (kind.beginnings[0] if kind.beginnings else b"")
    seed = hashlib.sha256(str(written["sha256"]).encode()).hexdigest().encode()
    size = max(int(written["bytes"]) - len(head), 1)
    return head + (seed * (size // len(seed) + 1))[:size]
