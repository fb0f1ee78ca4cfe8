"""What was found of a catalogue without problems, kept in a file until the catalogue or the code changes."""

import hashlib
import json
import os
import platform
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import ichido
from ichido.language.kinds.procedure import ProcedureKind


class Act(NamedTuple):
    """A procedure as far as rules about a whole catalogue look at it: what it rests on, how it ends, its languages."""

    id: str
    basis: str
    kind: ProcedureKind
    languages: tuple[str, ...]


@dataclass(frozen=True)
class Kept:
    """A catalogue without problems: every file with its SHA-256, and the procedures of files that hold nothing else.

    `plans` has the hash of the plan of each of those that was published.
    """

    files: Mapping[str, str]
    alone: Mapping[str, tuple[Act, ...]]
    languages: frozenset[str]
    definitions: int
    plans: Mapping[str, str] = field(default_factory=dict)


class Keeper:
    """One catalogue's file in the cache; whatever is wrong with it, it is as if there were none."""

    def __init__(self, cache: Path, folder: Path) -> None:
        """The file for a folder of definitions, which need not exist."""
        name = hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:32]
        self._file = cache / f"{name}.json"

    def read(self) -> Kept | None:
        """What was kept by this very code, unharmed."""
        try:
            sum_, _, body = self._file.read_bytes().partition(b"\n")
            if hashlib.sha256(body).hexdigest() != sum_.decode():
                return None
            found = json.loads(body)
            if found["code"] != code():
                return None
            return Kept(
                files=found["files"],
                alone={name: tuple(map(_act, acts)) for name, acts in found["alone"].items()},
                languages=frozenset(found["languages"]),
                definitions=found["definitions"],
                plans=found["plans"],
            )
        except (OSError, ValueError, LookupError, TypeError):
            return None

    def write(self, kept: Kept) -> None:
        """Keep it from now on, at once or not at all; a cache that cannot be written is none."""
        found: dict[str, Any] = {
            "code": code(),
            "files": dict(kept.files),
            "alone": dict(kept.alone),
            "languages": sorted(kept.languages),
            "definitions": kept.definitions,
            "plans": dict(kept.plans),
        }
        body = json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()
        with suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self._file.parent, delete=False) as new:
                new.write(hashlib.sha256(body).hexdigest().encode() + b"\n" + body)
            try:
                Path(new.name).replace(self._file)
            finally:
                Path(new.name).unlink(missing_ok=True)


def code() -> str:
    """SHA-256 of all that decides what is said of a catalogue: our code, Python, every library by its version."""
    whole = hashlib.sha256(f"{sys.version} {platform.machine()}".encode())
    for file in sorted(Path(ichido.__file__).parent.rglob("*.py")):
        whole.update(file.as_posix().encode() + b"\n" + hashlib.sha256(file.read_bytes()).digest())
    whole.update("\n".join(sorted(_libraries())).encode())
    return whole.hexdigest()


def _act(written: list[Any]) -> Act:
    id_, basis, kind, languages = written
    return Act(id_, basis, kind, tuple(languages))


def _libraries() -> Iterator[str]:
    """Names such as `pydantic-2.11.7.dist-info`."""
    for folder in map(Path, sys.path):
        if folder.is_dir():
            yield from (file.name for file in folder.glob("*.dist-info"))
