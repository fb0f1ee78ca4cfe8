"""Examine a catalogue: what was in order before, and rests on nothing that changed, is not read again."""

import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ichido.cli import defaults
from ichido.cli.kept import Act, Keeper, Kept
from ichido.compiler.checks import check
from ichido.language.catalogue import Beyond, Catalogue, compose
from ichido.language.diagnostic import Diagnostic
from ichido.language.document import Document
from ichido.language.files import contents
from ichido.language.kinds import Model, Procedure
from ichido.language.kinds.procedure import OUTCOMES

_WORD = re.compile(r"[a-z0-9-]+")


@dataclass(frozen=True)
class Examined:
    """The problems of a catalogue, byte for byte those of reading all of it, and how many definitions it has."""

    problems: tuple[Diagnostic, ...]
    definitions: int


@dataclass(frozen=True)
class Reading:
    """What was read of a catalogue, its problems, and which files were left out because they were in order before.

    `plans` has the hashes of the plans of what was left out, as far as they are known.
    """

    catalogue: Catalogue
    problems: tuple[Diagnostic, ...]
    same: Mapping[str, tuple[Act, ...]] = field(default_factory=dict)
    plans: Mapping[str, str] = field(default_factory=dict)

    @property
    def examined(self) -> Examined:
        """What is to be said of the whole."""
        return Examined(self.problems, sum(1 for _ in self.catalogue.documents()) + sum(map(len, self.same.values())))

    def left_out(self) -> Iterator[Act]:
        """The procedures that were left out."""
        return (act for acts in self.same.values() for act in acts)


def examination(folder: Path | None) -> "Examination | None":
    """A look at the folder that a command names, else at that of the settings; None where it cannot be read."""
    named = Path(os.path.normpath(folder or defaults.catalogue()))
    found = Examination(named, defaults.cache()) if named.is_dir() else None
    return found if found and found.readable else None


class Examination:
    """One look at a folder of definitions: each file is read once, and everything is said of what it held then."""

    def __init__(self, folder: Path, cache: Path | None) -> None:
        """Read the files, and what was kept of them in the cache if there is one."""
        self._unread: list[Diagnostic] = []
        self._files = tuple(content for layer in contents((folder,), self._unread) for content in layer)
        self._keeper = None if cache is None or self._unread else Keeper(cache, folder)
        self._sums = {file.name: hashlib.sha256(file.data).hexdigest() for file in self._files if self._keeper}
        self._kept = self._keeper.read() if self._keeper else None

    @property
    def readable(self) -> bool:
        """Whether there is something, and all of it could be opened."""
        return bool(self._files) and not self._unread

    def examined(self) -> Examined:
        """What is to be said; of a catalogue that did not change nothing is read."""
        if self._kept and self._kept.files == self._sums:
            return Examined((), self._kept.definitions)
        return self.reading().examined

    def reading(self, planned: bool = False) -> Reading:
        """What changed, and what all rest on, where that is enough to speak for the whole; else the whole.

        `planned`: nothing is left out of which the plan is not known.
        """
        reading = (self._changed(self._kept, planned) if self._kept else None) or self.whole()
        self.keep(reading, reading.plans)
        return reading

    def whole(self) -> Reading:
        """Everything."""
        catalogue, problems = compose((self._files,), self._unread)
        return Reading(catalogue, problems or check(catalogue))

    def keep(self, reading: Reading, plans: Mapping[str, str]) -> None:
        """Keep what a reading found, if it found no problem, with the hashes of the plans of some procedures."""
        if self._keeper is None or reading.problems or reading.catalogue.dated:
            return
        alone = {**reading.same, **_alone(reading.catalogue)}
        known = {act.id: plans[act.id] for acts in alone.values() for act in acts if act.id in plans}
        languages = _languages(reading.catalogue) | _spoken(reading.left_out())
        kept = Kept(self._sums, alone, languages, reading.examined.definitions, known)
        if kept != self._kept:
            self._keeper.write(kept)
        self._kept = kept

    def _changed(self, kept: Kept, planned: bool) -> Reading | None:
        """What can be said without procedures that were in order and stand alone; None if nothing can."""
        same = {name: acts for name, acts in kept.alone.items() if self._sums.get(name) == kept.files[name]}
        if planned:
            same = {name: acts for name, acts in same.items() if all(act.id in kept.plans for act in acts)}
        if not same:
            return None
        catalogue, problems = compose((tuple(file for file in self._files if file.name not in same),))
        plans = {act.id: kept.plans[act.id] for acts in same.values() for act in acts if act.id in kept.plans}
        reading = Reading(catalogue, problems, same, plans)
        if any(act.id in catalogue.procedures for act in reading.left_out()):
            return None  # an id used twice is told of both
        return reading if problems or self._speaks_for_all(reading, kept) else None

    def _speaks_for_all(self, reading: Reading, kept: Kept) -> bool:
        """Whether what all rest on is as it was, and nothing is to be said of what was read."""
        catalogue, spoken = reading.catalogue, _spoken(reading.left_out())
        alone = reading.same.keys() | _alone(catalogue).keys()
        rest = {name: sum_ for name, sum_ in self._sums.items() if name not in alone}
        if catalogue.dated or rest != {name: sum_ for name, sum_ in kept.files.items() if name not in kept.alone}:
            return False
        if _languages(catalogue) | spoken != kept.languages:
            return False
        acts = frozenset(act.basis for act in reading.left_out())
        beyond = Beyond(acts, spoken, _letters(catalogue, reading.left_out()))
        # A problem may be told with names that were left out, as what might have been meant: then all is read.
        return not check(replace(catalogue, beyond=beyond))


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


def _spoken(acts: Iterable[Act]) -> frozenset[str]:
    """The languages in which procedures that were left out have titles."""
    return frozenset(language for act in acts for language in act.languages)
