"""What to tell a person whose server or process would not start: what, why, and what to do."""

from pathlib import Path

SHOWN_LINES = 12

# What a log says, why that is, what to do about it.
KNOWN = (
    (("address already in use",), "its port is taken", "stop the program that listens there, or start again"),
    (
        ("no space left on device", "database or disk is full"),
        "the disk is full",
        "free some space, or keep the data elsewhere: ICHIDO_VAR=/another/folder",
    ),
    (
        ("permission denied", "readonly database", "unable to open database file", "operation not permitted"),
        "it may not write or enter its folder",
        "run as the owner of the folder, or keep the data elsewhere: ICHIDO_VAR=/another/folder",
    ),
    (
        ("database files are incompatible with server",),
        "its data was written by another version of PostgreSQL",
        "`make clean` throws the data away; to keep it, dump it with the old version first",
    ),
    (
        ("could not create shared memory", "could not map anonymous shared memory", "cannot allocate memory"),
        "there is not enough memory",
        "close something, or give the container more memory",
    ),
    (("file is not a database", "database disk image is malformed"), "its data file is damaged", "run `make clean`"),
    (("no module named",), "something is not installed", "run `make install`"),
)


class StartFailure(Exception):
    """A server or process did not start, or ended too early; the message says why and what to do."""


def last_lines(log: Path, offset: int = 0) -> list[str]:
    """The last lines a program wrote to its log after an offset in bytes."""
    if not log.exists():
        return []
    with log.open("rb") as file:
        file.seek(offset)
        return file.read().decode("utf-8", "replace").splitlines()[-SHOWN_LINES:]


def explain(name: str, happened: str, log: Path, offset: int = 0) -> StartFailure:
    """The failure to raise when a program's log is all there is to go by."""
    lines = last_lines(log, offset)
    text = "\n".join(lines).casefold()
    reason, remedy = next(
        ((why, remedy) for words, why, remedy in KNOWN if any(word in text for word in words)),
        ("", f"read {log}"),
    )
    message = f"{name} {happened}: {reason}" if reason else f"{name} {happened}"
    shown = "".join(f"\n  | {line}" for line in lines)
    return StartFailure(f"{message}{shown}\n  = help: {remedy}")


def unusable(var: Path, error: OSError) -> StartFailure:
    """The failure to raise when the folder that keeps our data cannot be used."""
    return StartFailure(
        f"Ichido cannot keep its data in {var}: {error.strerror} ({error.filename})\n"
        "  = help: make that folder yours, or keep the data elsewhere: ICHIDO_VAR=/another/folder"
    )
