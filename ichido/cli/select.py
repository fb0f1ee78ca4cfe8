"""Which definitions the words of a command line mean: paths are read, ids are looked up in what was read."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ichido.cli import defaults
from ichido.cli.output import CouldNotRun
from ichido.compiler.checks import check
from ichido.language.catalogue import Catalogue, load
from ichido.language.diagnostic import Diagnostic, did_you_mean, listed
from ichido.language.document import Document
from ichido.language.kinds import Model

_ENDINGS = (".yaml", ".yml", ".md")


@dataclass(frozen=True)
class Selection:
    """A catalogue with its problems, and what of it was asked about; nothing named means all of it."""

    catalogue: Catalogue
    problems: tuple[Diagnostic, ...]
    paths: tuple[Path, ...] = ()
    ids: tuple[str, ...] = ()

    def documents(self) -> tuple[Document[Model], ...]:
        """The documents that were asked about."""
        return tuple(
            d for d in self.catalogue.documents() if self._within(d.file) and (not self.ids or d.id in self.ids)
        )

    def shown(self) -> tuple[Diagnostic, ...]:
        """The problems of what was asked about; one that stands nowhere concerns everything."""
        return tuple(p for p in self.problems if p.place is None or (self._within(p.place.file) and self._about(p)))

    def unknown(self) -> Iterator[str]:
        """Ids that nothing has."""
        known = {document.id for document in self.catalogue.documents()}
        yield from (id_ for id_ in self.ids if id_ not in known)

    def _within(self, file: str) -> bool:
        return not self.paths or any(_real(file).is_relative_to(path) for path in self.paths)

    def _about(self, problem: Diagnostic) -> bool:
        assert problem.place is not None
        file, line = problem.place.file, problem.place.line
        if not self.ids:
            return True
        if file.endswith(".md"):
            return Path(file).name.partition(".")[0] in self.ids
        above = [(d.place(d.kind).line, d.id) for d in self.catalogue.documents() if d.file == file]
        return max(((at, id_) for at, id_ in above if at <= line), default=(0, ""))[1] in self.ids


def select(words: list[str] | None, folder: Path | None) -> Selection:
    """Read and check what the words name: paths inside the catalogue narrow it, others are read in its place."""
    paths = tuple(Path(os.path.normpath(word)) for word in words or () if _is_path(word))
    ids = tuple(word for word in words or () if not _is_path(word))
    whole = Path(os.path.normpath(folder or defaults.catalogue()))
    inside = all(_real(path).is_relative_to(_real(whole)) for path in paths)
    sources = (whole,) if inside else (whole, *paths) if folder else paths
    narrowed = tuple(map(_real, paths)) if sources != paths else ()
    catalogue, problems = load(*sources)
    missing = next((p for p in problems if p.code == "no-such-file"), None)
    if missing:
        raise CouldNotRun(missing.message, missing.help)
    if not problems and not any(True for _ in catalogue.documents()):
        raise CouldNotRun(f"there is no definition in {listed(str(source) for source in sources)}")
    absent = next((path for path in paths if not path.exists()), None)
    if absent:
        raise CouldNotRun(f"there is no file or folder `{absent}`")
    return Selection(catalogue, problems or check(catalogue), narrowed, ids)


def unknown_id(word: str, known: tuple[str, ...], what: str = "definition") -> CouldNotRun:
    """Nothing of this name can be worked on; what to type instead."""
    return CouldNotRun(f"there is no {what} `{word}`", did_you_mean(word, known) or f"there are {listed(known)}")


def _is_path(word: str) -> bool:
    return os.sep in word or word in (".", "..") or word.endswith(_ENDINGS) or Path(word).exists()


def _real(path: Path | str) -> Path:
    return Path(path).resolve()
