"""A Merkle tree as in RFC 6962 (2.1): the hash of a list, and the proof that something stands in it."""

import hashlib
from collections.abc import Sequence
from typing import Literal

HASH_BYTES = 32
Side = Literal["left", "right"]
Path = tuple[tuple[Side, bytes], ...]
"""The hashes beside a leaf on its way up, nearest first, and on which side each stands."""


def leaf(data: bytes) -> bytes:
    """The hash of one entry; its prefix keeps it from passing for a node."""
    return hashlib.sha256(b"\x00" + data).digest()


def node(left: bytes, right: bytes) -> bytes:
    """The hash of two hashes."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """The hash of a list of leaves; the order counts. ValueError for none."""
    if not leaves:
        raise ValueError("nothing has no root")
    level = list(leaves)
    while len(level) > 1:
        level = [node(*pair) if len(pair) == 2 else pair[0] for pair in _pairs(level)]
    return level[0]


def path(leaves: Sequence[bytes], index: int) -> Path:
    """The proof that a leaf stands at an index; IndexError for one that does not."""
    if not 0 <= index < len(leaves):
        raise IndexError(index)
    found: list[tuple[Side, bytes]] = []
    level = list(leaves)
    while len(level) > 1:
        beside = index ^ 1
        if beside < len(level):
            found.append(("left" if beside < index else "right", level[beside]))
        level = [node(*pair) if len(pair) == 2 else pair[0] for pair in _pairs(level)]
        index //= 2
    return tuple(found)


def climbed(start: bytes, steps: Path) -> bytes:
    """The root that a leaf and its proof lead to."""
    reached = start
    for side, beside in steps:
        reached = node(beside, reached) if side == "left" else node(reached, beside)
    return reached


def _pairs(level: list[bytes]) -> list[list[bytes]]:
    return [level[at : at + 2] for at in range(0, len(level), 2)]
