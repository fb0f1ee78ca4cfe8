"""A catalogue: everything that a folder of definitions holds, by kind and id."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar, cast

from ichido.language import overlay
from ichido.language.diagnostic import Diagnostic, ordered
from ichido.language.document import Document
from ichido.language.files import Content, contents
from ichido.language.kinds import (
    Authority,
    Calendar,
    Campaign,
    Codes,
    Laws,
    LifeEvent,
    Model,
    Parameters,
    Permit,
    Procedure,
    Registry,
    Scenario,
    Vocabulary,
)
from ichido.language.kinds.laws import Law
from ichido.language.reader import Sketch, drawn, sketches
from ichido.language.text import decode
from ichido.language.versions import in_order, is_dated, overlapping, period_of

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Notice:
    """The text of a letter; its name in the catalogue is `<procedure>.<outcome>.<language>`."""

    text: str
    file: str


@dataclass(frozen=True, slots=True)
class Beyond:
    """What rules about a whole catalogue ask of procedures that are not in it.

    What they rest on, the languages of their titles, and the letters they send.
    """

    acts: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    letters: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What authors defined, by id in sorted order, and of versions the newest; nothing in it has been checked.

    `dated` holds every version of whatever says when it is in force: `on` picks those of a day. `memo` is for `once`,
    `beyond` for procedures that are known to be in order and were left out.
    """

    country: str = ""
    laws: Mapping[str, Law] = field(default_factory=dict)
    law_files: tuple[Document[Laws], ...] = ()
    vocabularies: Mapping[str, Document[Vocabulary]] = field(default_factory=dict)
    codes: Mapping[str, Document[Codes]] = field(default_factory=dict)
    calendars: Mapping[str, Document[Calendar]] = field(default_factory=dict)
    authorities: Mapping[str, Document[Authority]] = field(default_factory=dict)
    registries: Mapping[str, Document[Registry]] = field(default_factory=dict)
    permits: Mapping[str, Document[Permit]] = field(default_factory=dict)
    procedures: Mapping[str, Document[Procedure]] = field(default_factory=dict)
    parameters: Mapping[str, Document[Parameters]] = field(default_factory=dict)
    life_events: Mapping[str, Document[LifeEvent]] = field(default_factory=dict)
    scenarios: tuple[Document[Scenario], ...] = ()
    campaigns: Mapping[str, Document[Campaign]] = field(default_factory=dict)
    notices: Mapping[str, Notice] = field(default_factory=dict)
    dated: tuple[Document[Model], ...] = ()
    beyond: Beyond = field(default_factory=Beyond)
    memo: dict[Any, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def places(self) -> Mapping[str, str]:
        """How an address begins or ends, and the code of that municipality: none where no list of them is written."""
        listed = self.codes.get("municipality")
        entries = listed.model.values.items() if listed else ()
        return {label: code for code, entry in entries for label in entry.labels.values()}

    def documents(self) -> Iterator[Document[Model]]:
        """Every document, kind by kind, with all its versions."""
        yield from self._newest()
        if self.dated:
            shown = {id(document) for document in self._newest()}
            yield from (document for document in self.dated if id(document) not in shown)

    def versions(self, kind: str, id_: str) -> tuple[Document[Model], ...]:
        """Every version of one definition, the oldest first; nothing for an unknown one."""
        dated = tuple(document for document in self.dated if (document.kind, document.id) == (kind, id_))
        newest = getattr(self, _SHELVES[kind]).get(id_)
        return dated or ((newest,) if newest else ())

    def on(self, day: date) -> "Catalogue":
        """The catalogue of one day, with no version that is not in force on it; letters and laws are all there."""
        dated: dict[str, list[Document[Model]]] = {}
        for document in self.dated:
            dated.setdefault(document.kind, []).append(document)
        shelves: dict[str, Any] = {"dated": ()}
        for kind, documents in dated.items():
            shelf: dict[str, Document[Model]] = dict(getattr(self, _SHELVES[kind]))
            for document in documents:
                shelf.pop(document.id, None)
            shelf.update({d.id: d for d in documents if period_of(d.model).covers(day)})
            shelves[_SHELVES[kind]] = dict(sorted(shelf.items()))
        return replace(self, **shelves)

    def _newest(self) -> Iterator[Document[Model]]:
        yield from self.law_files
        yield from self.vocabularies.values()
        yield from self.codes.values()
        yield from self.calendars.values()
        yield from self.authorities.values()
        yield from self.registries.values()
        yield from self.permits.values()
        yield from self.procedures.values()
        yield from self.parameters.values()
        yield from self.life_events.values()
        yield from self.campaigns.values()
        yield from self.scenarios


_SHELVES = {
    "vocabulary": "vocabularies",
    "codes": "codes",
    "calendar": "calendars",
    "authority": "authorities",
    "registry": "registries",
    "permit": "permits",
    "procedure": "procedures",
    "parameters": "parameters",
    "life_event": "life_events",
    "campaign": "campaigns",
}
"""Where the definitions of each kind stand that can have versions."""


def load(*sources: Path) -> tuple[Catalogue, tuple[Diagnostic, ...]]:
    """Read folders (or files) of definitions, each folder laid over those before it key by key.

    The order of files on the disk changes nothing.
    """
    problems: list[Diagnostic] = []
    return compose(contents(sources, problems), problems)


def compose(
    layers: Iterable[Iterable[Content]], unread: Iterable[Diagnostic] = ()
) -> tuple[Catalogue, tuple[Diagnostic, ...]]:
    """The catalogue of files that have been read, in layers; their problems and those of the reading, in order."""
    found: tuple[Sketch, ...] = ()
    notices: dict[str, Notice] = {}
    problems: list[Diagnostic] = list(unread)
    country: str | None = None
    for files in layers:
        layer: list[Sketch] = []
        for file in files:
            text = decode(file.data, file.name)
            if isinstance(text, Diagnostic):
                problems.append(text)
                continue
            if file.name.endswith(".md"):
                notices[Path(file.name).stem] = Notice(text, file.name)
                continue
            sketched, wrong = sketches(text, file.name)
            layer.extend(sketched)
            problems.extend(wrong)
        found, wrong = overlay.lay(found, tuple(layer)) if found else (tuple(layer), ())
        problems.extend(wrong)
        country = country or min((sketch.id for sketch in found if sketch.kind == "laws"), default=None)
    documents, wrong = drawn(found)
    catalogue, twice = assemble(documents, notices, country)
    return catalogue, ordered((*problems, *wrong, *twice))


def assemble(
    documents: Iterable[Document[Model]], notices: Mapping[str, Notice] | None = None, country: str | None = None
) -> tuple[Catalogue, tuple[Diagnostic, ...]]:
    """A catalogue of documents that have been read; an id used twice in one kind at one time is a problem."""
    kinds: dict[str, dict[str, list[Document[Model]]]] = {}
    for document in documents:
        kinds.setdefault(document.kind, {}).setdefault(document.id, []).append(document)
    problems = [
        p for kind in kinds.values() for same in kind.values() if len(same) > 1 for p in overlapping(tuple(same))
    ]
    dated = (
        version for kind in sorted(_SHELVES) for _, same in sorted(kinds.get(kind, {}).items()) for version in same
    )
    laws = tuple(_of(kinds, "laws", Laws).values())
    merged, repeated = _merged(laws)
    catalogue = Catalogue(
        country=country or (laws[0].id if laws else ""),
        laws=merged,
        law_files=laws,
        vocabularies=_of(kinds, "vocabulary", Vocabulary),
        codes=_of(kinds, "codes", Codes),
        calendars=_of(kinds, "calendar", Calendar),
        authorities=_of(kinds, "authority", Authority),
        registries=_of(kinds, "registry", Registry),
        permits=_of(kinds, "permit", Permit),
        procedures=_of(kinds, "procedure", Procedure),
        parameters=_of(kinds, "parameters", Parameters),
        life_events=_of(kinds, "life_event", LifeEvent),
        # Scenarios run and are reported in the order in which they were told.
        scenarios=tuple(cast("Document[Scenario]", same[0]) for same in kinds.get("scenario", {}).values()),
        campaigns=_of(kinds, "campaign", Campaign),
        notices=dict(sorted((notices or {}).items())),
        dated=tuple(version for version in dated if is_dated(version)),
    )
    return catalogue, (*problems, *repeated)


def _of(kinds: Mapping[str, Mapping[str, list[Document[Model]]]], kind: str, model: type[M]) -> dict[str, Document[M]]:
    """The newest version of each definition of a kind; of a thing defined twice, the first."""
    found: dict[str, Document[M]] = {}
    for id_, same in sorted(kinds.get(kind, {}).items()):
        newest = in_order(same)[-1] if all(map(is_dated, same)) else same[0]
        if isinstance(newest.model, model):
            found[id_] = cast("Document[M]", newest)
    return found


def _merged(files: tuple[Document[Laws], ...]) -> tuple[dict[str, Law], tuple[Diagnostic, ...]]:
    laws: dict[str, Law] = {}
    problems: list[Diagnostic] = []
    for document in files:
        for name, law in document.model.names.items():
            if laws.setdefault(name, law) is not law:
                place = document.place("names", name, key=True)
                first = next(d.place("names", name, key=True) for d in files if name in d.model.names)
                where = f"line {first.line} of {first.file}"
                problems.append(Diagnostic("duplicate-id", f"the law `{name}` is named already", place, f"see {where}"))
    return dict(sorted(laws.items())), tuple(problems)
