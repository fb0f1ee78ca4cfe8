"""Examine a catalogue: what was in order before, and rests on nothing that changed, is not read again."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ichido.cli.kept import Act, Keeper, Kept
from ichido.compiler.checks import check
from ichido.language.catalogue import Beyond, Catalogue, compose
from ichido.language.diagnostic import Diagnostic
from ichido.language.document import Document
from ichido.language.files import Content, contents
from ichido.language.kinds import Model, Procedure
from ichido.language.kinds.procedure import OUTCOMES

_WORD = re.compile(r"[a-z0-9-]+")


@dataclass(frozen=True)
class Examined:
    """The problems of a catalogue, byte for byte those of reading all of it, and how many definitions it has."""

    problems: tuple[Diagnostic, ...]
    definitions: int


def examine(folder: Path, cache: Path | None) -> Examined:
    """What is to be said of a folder of definitions; without a cache it is read and checked whole."""
    unread: list[Diagnostic] = []
    files = tuple(content for layer in contents((folder,), unread) for content in layer)
    if cache is None or unread:
        return _whole(files, unread).examined
    sums = {file.name: hashlib.sha256(file.data).hexdigest() for file in files}
    keeper = Keeper(cache, folder)
    kept = keeper.read()
    if kept and kept.files == sums:
        return Examined((), kept.definitions)
    read = (_changed(files, sums, kept) if kept else None) or _whole(files)
    if not read.problems and not read.catalogue.dated:
        keeper.write(read.to_keep(sums))
    return read.examined


@dataclass(frozen=True)
class _Read:
    """What was read of a catalogue, its problems, and which files were left out because they were in order before."""

    catalogue: Catalogue
    problems: tuple[Diagnostic, ...]
    same: Mapping[str, tuple[Act, ...]]

    @property
    def examined(self) -> Examined:
        return Examined(self.problems, sum(1 for _ in self.catalogue.documents()) + sum(map(len, self.same.values())))

    def to_keep(self, sums: Mapping[str, str]) -> Kept:
        """What is known of all files now that there is no problem."""
        alone = {**self.same, **_alone(self.catalogue)}
        return Kept(sums, alone, _languages(self.catalogue) | _spoken(self.same), self.examined.definitions)


def _whole(files: tuple[Content, ...], unread: Iterable[Diagnostic] = ()) -> _Read:
    catalogue, problems = compose((files,), unread)
    return _Read(catalogue, problems or check(catalogue), {})


def _changed(files: tuple[Content, ...], sums: Mapping[str, str], kept: Kept) -> _Read | None:
    """What can be said without the procedures that were in order and stand alone; None if nothing can."""
    same = {name: acts for name, acts in kept.alone.items() if sums.get(name) == kept.files[name]}
    if not same:
        return None
    catalogue, problems = compose((tuple(file for file in files if file.name not in same),))
    acts = [act for acts in same.values() for act in acts]
    if not catalogue.procedures.keys().isdisjoint(act.id for act in acts):
        return None  # an id used twice is told of both
    if problems:
        return _Read(catalogue, problems, same)
    alone = _alone(catalogue)
    rest = {name: sum_ for name, sum_ in sums.items() if name not in same and name not in alone}
    if rest != {name: sum_ for name, sum_ in kept.files.items() if name not in kept.alone} or catalogue.dated:
        return None  # what all rest on has changed
    if _languages(catalogue) | _spoken(same) != kept.languages:
        return None
    beyond = Beyond(frozenset(act.basis for act in acts), _spoken(same), _letters(catalogue, acts))
    # A problem may be told with names that were left out, as what might have been meant: then all is read.
    return None if check(replace(catalogue, beyond=beyond)) else _Read(catalogue, (), same)


def _alone(catalogue: Catalogue) -> dict[str, tuple[Act, ...]]:
    """The files that hold only procedures of which no other definition knows, and that change no other.

    What is found of such a procedure follows from its own file and from all files that are not of this kind.
    """
    files: dict[str, list[Document[Model]]] = {}
    for document in catalogue.documents():
        files.setdefault(document.file, []).append(document)
    named = {word for document in catalogue.documents() for word in _named(document)}
    return {
        file: tuple(_act(document.model) for document in documents if isinstance(document.model, Procedure))
        for file, documents in files.items()
        if all(_stands_alone(document.model) and document.id not in named for document in documents)
    }


def _stands_alone(model: Model) -> bool:
    return isinstance(model, Procedure) and not (model.in_force or model.ordinance or model.locked or model.deems)


def _named(document: Document[Model]) -> Iterator[str]:
    """Every word that may be the id of a procedure, in what is no procedure; of a procedure, what it deems filed."""
    if isinstance(document.model, Procedure):
        yield from document.model.deems
    else:
        yield from _words(document.original.value)


def _words(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, held in value.items():
            yield from _words(key)
            yield from _words(held)
    elif isinstance(value, list):
        for held in value:
            yield from _words(held)
    elif isinstance(value, str):
        yield from _WORD.findall(value)


def _act(procedure: Procedure) -> Act:
    return Act(procedure.procedure, str(procedure.basis), procedure.kind, tuple(procedure.title))


def _letters(catalogue: Catalogue, acts: Iterable[Act]) -> frozenset[str]:
    """The letters written for procedures that were left out, as far as those send them."""
    owners = {name.partition(".")[0] for name in catalogue.notices}
    return frozenset(
        f"{act.id}.{outcome}.{language}"
        for act in acts
        if act.id in owners
        for outcome in OUTCOMES[act.kind]
        for language in act.languages
    )


def _languages(catalogue: Catalogue) -> frozenset[str]:
    """The languages in which anything has a title."""
    titles = (getattr(document.model, "title", {}) for document in catalogue.documents())
    return frozenset(language for title in titles for language in title)


def _spoken(files: Mapping[str, tuple[Act, ...]]) -> frozenset[str]:
    """The languages in which procedures that were left out have titles."""
    return frozenset(language for acts in files.values() for act in acts for language in act.languages)
