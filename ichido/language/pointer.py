"""JSON pointers (RFC 6901): where in a registry's record a value stands."""

from collections.abc import Iterable, Mapping
from typing import Any


def parts(pointer: str) -> tuple[str, ...]:
    """The names a pointer follows: `/address/since` follows `address`, then `since`."""
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in pointer.removeprefix("/").split("/"))


def is_pointer(text: str) -> bool:
    """Whether a text is a pointer to something inside a record."""
    return text.startswith("/") and all(text[1:].split("/"))


def at(record: Mapping[str, Any], pointer: str) -> tuple[bool, Any]:
    """What stands at a pointer, and whether anything does."""
    found: Any = record
    for part in parts(pointer):
        if not isinstance(found, Mapping) or part not in found:
            return False, None
        found = found[part]
    return True, found


def put(record: dict[str, Any], pointer: str, value: Any) -> None:
    """Put a value where a pointer leads, making room on the way; TypeError where something without parts stands."""
    *way, last = parts(pointer)
    for part in way:
        record = record.setdefault(part, {})
        if not isinstance(record, dict):
            raise TypeError(f"{pointer} leads through what has no parts")
    record[last] = value


def only(record: Mapping[str, Any], pointers: Iterable[str]) -> dict[str, Any]:
    """A record with nothing but what stands at some pointers."""
    kept: dict[str, Any] = {}
    for pointer in pointers:
        present, value = at(record, pointer)
        if present:
            put(kept, pointer, value)
    return kept
