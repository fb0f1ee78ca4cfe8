"""The files of definitions, in layers: a folder is laid over whatever is named before it."""

from collections.abc import Iterable
from pathlib import Path

from ichido.language.diagnostic import Diagnostic
from ichido.language.text import MAX_BYTES, decode


def layers(sources: Iterable[Path], problems: list[Diagnostic]) -> list[list[Path]]:
    """The files of each layer in sorted order; files named one after another are of one layer."""
    found: list[list[Path]] = []
    after_file = False
    for source in sources:
        if source.is_file() and after_file:
            found[-1].append(source)
        else:
            found.append(_files(source, problems))
        after_file = source.is_file()
    return [sorted(dict.fromkeys(layer), key=lambda file: file.as_posix()) for layer in found]


def text_of(file: Path, problems: list[Diagnostic]) -> str | None:
    """The text of a file, or None and one more problem."""
    try:
        with file.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        problems.append(Diagnostic("no-such-file", f"`{shown(file)}` could not be opened: {error.strerror}", None))
        return None
    text = decode(data, shown(file))
    if isinstance(text, Diagnostic):
        problems.append(text)
        return None
    return text


def shown(file: Path) -> str:
    """A name that is the same on every machine where the command is run in the same folder."""
    here = Path.cwd()
    resolved = file.absolute()
    return (resolved.relative_to(here) if resolved.is_relative_to(here) else file).as_posix()


def _files(folder: Path, problems: list[Diagnostic]) -> list[Path]:
    if folder.is_file():
        return [folder]
    if not folder.is_dir():
        help_ = "give a folder of definitions, such as `procedures/jp`"
        problems.append(Diagnostic("no-such-file", f"there is no file or folder `{shown(folder)}`", None, help_))
        return []
    return [file for file in folder.rglob("*") if _is_definition(file, folder)]


def _is_definition(file: Path, folder: Path) -> bool:
    inside = file.relative_to(folder).parts
    if any(part.startswith(".") for part in inside) or not file.is_file():
        return False
    return file.suffix in (".yaml", ".yml") or (file.suffix == ".md" and file.parent.name == "notices")
