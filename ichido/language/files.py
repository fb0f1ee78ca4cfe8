"""The files of definitions, in layers: a folder is laid over whatever is named before it."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from ichido.language.diagnostic import Diagnostic
from ichido.language.text import MAX_BYTES


class File(NamedTuple):
    """A file by its path, and by a name that is the same on every machine where a command is run in the same folder."""

    path: str
    name: str


class Content(NamedTuple):
    """What a file held at the moment when it was read."""

    name: str
    data: bytes


def layers(sources: Iterable[Path], problems: list[Diagnostic]) -> list[tuple[File, ...]]:
    """The files of each layer in sorted order; files named one after another are of one layer."""
    found: list[list[str]] = []
    after_file = False
    for source in sources:
        if source.is_file() and after_file:
            found[-1].append(source.as_posix())
        else:
            found.append(_files(source, problems))
        after_file = source.is_file()
    here = _here()
    return [tuple(File(path, path.removeprefix(here)) for path in sorted(set(layer))) for layer in found]


def contents(sources: Iterable[Path], problems: list[Diagnostic]) -> tuple[tuple[Content, ...], ...]:
    """What the files of each layer hold, each read once; one that cannot be opened is a problem."""
    return tuple(
        tuple(content for file in layer if (content := _content(file, problems))) for layer in layers(sources, problems)
    )


def _content(file: File, problems: list[Diagnostic]) -> Content | None:
    try:
        with open(file.path, "rb") as stream:  # noqa: PTH123 - it takes half as long as with a Path
            return Content(file.name, stream.read(MAX_BYTES + 1))
    except OSError as error:
        problems.append(Diagnostic("no-such-file", f"`{file.name}` could not be opened: {error.strerror}", None))
        return None


def _here() -> str:
    """What paths begin with below the folder in which the command is run."""
    return f"{Path.cwd().as_posix().removesuffix('/')}/"


def _files(folder: Path, problems: list[Diagnostic]) -> list[str]:
    if folder.is_file():
        return [folder.as_posix()]
    if not folder.is_dir():
        help_ = "give a folder of definitions, such as `procedures/jp`"
        message = f"there is no file or folder `{folder.as_posix().removeprefix(_here())}`"
        problems.append(Diagnostic("no-such-file", message, None, help_))
        return []
    return list(_within(folder, "" if folder == Path() else folder.as_posix().removesuffix("/") + "/"))


def _within(folder: Path, above: str) -> Iterator[str]:
    """The definitions below a folder; what is hidden or cannot be opened holds none."""
    # No Path for each file: a country has tens of thousands, and making one takes as long as reading it.
    endings = (".yaml", ".yml", ".md") if folder.name == "notices" else (".yaml", ".yml")
    try:
        entries = os.scandir(folder)
    except OSError:
        return
    with entries:
        for entry in entries:
            name = entry.name
            if name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from _within(folder / name, f"{above}{name}/")
            elif name.endswith(endings) and entry.is_file():
                yield above + name
