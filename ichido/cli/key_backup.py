"""`ichido keys backup|restore`: data keys in files that live seven days, and back from one."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from pydantic import ValidationError

from ichido.cli.keys import worked
from ichido.cli.output import CouldNotRun, Output, answer, answer_json, counted
from ichido.store.key_backup import AT_ONCE, KeyCopy, copies, put_back
from ichido.store.rotation import KEPT_DAYS
from ichido.store.store import Store

NAME = "keys-%Y%m%dT%H%M%SZ.jsonl"


def backup(folder: Path, output: Output) -> int:
    """Write every data key, wrapped, into a new file of a folder, and remove backups older than seven days."""
    now = datetime.now(UTC)
    file = folder / now.strftime(NAME)
    try:
        written = worked(lambda store: _write(store, file))
        removed = _remove_old(folder, now)
    except OSError as error:
        raise CouldNotRun(f"`{folder}` cannot be written: {error.strerror}") from None
    if output is Output.JSON:
        answer_json({"version": 1, "file": str(file), "keys": written, "removed": removed})
    else:
        answer(f"{file}: {counted(written, 'data key')}; {counted(len(removed), 'old backup')} removed")
    return 0


def restore(file: Path, output: Output) -> int:
    """Put back data keys that are missing; those of cases that were forgotten since stay away."""
    put, away = worked(lambda store: _restore(store, file))
    if output is Output.JSON:
        answer_json({"version": 1, "put_back": put, "forgotten": away})
    else:
        answer(f"{counted(put, 'data key')} put back; {away} left out, as their cases were forgotten since")
    return 0


async def _write(store: Store, file: Path) -> int:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    count, fresh = 0, file.with_suffix(".part")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
        async for copy in copies(store):
            opened.write(copy.model_dump_json() + "\n")
            count += 1
        opened.flush()
        os.fsync(opened.fileno())
    fresh.rename(file)
    return count


async def _restore(store: Store, file: Path) -> tuple[int, int]:
    put = away = 0
    every = _read(file)
    while some := list(islice(every, AT_ONCE)):
        done, left = await put_back(store, some)
        put, away = put + done, away + left
    return put, away


def _read(file: Path) -> Iterator[KeyCopy]:
    try:
        with file.open(encoding="utf-8") as opened:
            for number, line in enumerate(opened, 1):
                yield _copy(file, number, line)
    except OSError as error:
        raise CouldNotRun(f"`{file}` cannot be read: {error.strerror}") from None


def _copy(file: Path, number: int, line: str) -> KeyCopy:
    try:
        return KeyCopy.model_validate_json(line)
    except ValidationError:
        raise CouldNotRun(f"`{file}`, line {number}, is no data key", "take a file that `keys backup` wrote") from None


def _remove_old(folder: Path, now: datetime) -> list[str]:
    """Whatever the name says is older: the file's own time may be that of a copy."""
    removed = []
    for file in sorted(folder.glob("keys-*.jsonl")):
        try:
            made = datetime.strptime(file.name, NAME).replace(tzinfo=UTC)
        except ValueError:
            continue
        if now - made > timedelta(days=KEPT_DAYS):
            file.unlink()
            removed.append(str(file))
    return removed
