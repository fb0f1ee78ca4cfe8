"""A catalogue: everything that a folder of definitions holds, by kind and id."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar, cast

from ichido.language.diagnostic import Diagnostic, ordered
from ichido.language.document import Document
from ichido.language.kinds import (
    Authority,
    Calendar,
    Campaign,
    Codes,
    Laws,
    LifeEvent,
    Model,
    Parameters,
    Procedure,
    Registry,
    Scenario,
    Vocabulary,
)
from ichido.language.kinds.laws import Law
from ichido.language.reader import read
from ichido.language.text import MAX_BYTES, decode

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Notice:
    """The text of a letter; its name in the catalogue is `<procedure>.<outcome>.<language>`."""

    text: str
    file: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What authors defined, by id in sorted order; nothing in it has been checked against anything else."""

    country: str = ""
    laws: Mapping[str, Law] = field(default_factory=dict)
    law_files: tuple[Document[Laws], ...] = ()
    vocabularies: Mapping[str, Document[Vocabulary]] = field(default_factory=dict)
    codes: Mapping[str, Document[Codes]] = field(default_factory=dict)
    calendars: Mapping[str, Document[Calendar]] = field(default_factory=dict)
    authorities: Mapping[str, Document[Authority]] = field(default_factory=dict)
    registries: Mapping[str, Document[Registry]] = field(default_factory=dict)
    procedures: Mapping[str, Document[Procedure]] = field(default_factory=dict)
    parameters: Mapping[str, Document[Parameters]] = field(default_factory=dict)
    life_events: Mapping[str, Document[LifeEvent]] = field(default_factory=dict)
    scenarios: tuple[Document[Scenario], ...] = ()
    campaigns: Mapping[str, Document[Campaign]] = field(default_factory=dict)
    notices: Mapping[str, Notice] = field(default_factory=dict)

    def documents(self) -> Iterator[Document[Model]]:
        """Every document, kind by kind."""
        yield from self.law_files
        yield from self.vocabularies.values()
        yield from self.codes.values()
        yield from self.calendars.values()
        yield from self.authorities.values()
        yield from self.registries.values()
        yield from self.procedures.values()
        yield from self.parameters.values()
        yield from self.life_events.values()
        yield from self.campaigns.values()
        yield from self.scenarios


def load(*folders: Path) -> tuple[Catalogue, tuple[Diagnostic, ...]]:
    """Read folders (or files) of definitions; the order of files on the disk changes nothing."""
    documents: list[Document[Model]] = []
    notices: dict[str, Notice] = {}
    problems: list[Diagnostic] = []
    # A second folder is laid over the first key by key (its ordinance beside each key): that step goes here.
    for file in [file for folder in folders for file in _files(folder, problems)]:
        text = _text(file, problems)
        if text is None:
            continue
        if file.suffix == ".md":
            notices[file.stem] = Notice(text, _shown(file))
            continue
        found, wrong = read(text, _shown(file))
        documents.extend(found)
        problems.extend(wrong)
    catalogue, twice = assemble(documents, notices)
    return catalogue, ordered((*problems, *twice))


def assemble(
    documents: Iterable[Document[Model]], notices: Mapping[str, Notice] | None = None
) -> tuple[Catalogue, tuple[Diagnostic, ...]]:
    """A catalogue of documents that have been read; an id used twice in one kind is a problem."""
    kinds: dict[str, dict[str, Document[Model]]] = {}
    problems: list[Diagnostic] = []
    for document in documents:
        first = kinds.setdefault(document.kind, {}).setdefault(document.id, document)
        if first is not document:
            problems.append(_twice(first, document))
    laws = tuple(_of(kinds, "laws", Laws).values())
    merged, repeated = _merged(laws)
    catalogue = Catalogue(
        country=laws[0].id if laws else "",
        laws=merged,
        law_files=laws,
        vocabularies=_of(kinds, "vocabulary", Vocabulary),
        codes=_of(kinds, "codes", Codes),
        calendars=_of(kinds, "calendar", Calendar),
        authorities=_of(kinds, "authority", Authority),
        registries=_of(kinds, "registry", Registry),
        procedures=_of(kinds, "procedure", Procedure),
        parameters=_of(kinds, "parameters", Parameters),
        life_events=_of(kinds, "life_event", LifeEvent),
        # Scenarios run and are reported in the order in which they were told.
        scenarios=tuple(cast("dict[str, Document[Scenario]]", kinds.get("scenario", {})).values()),
        campaigns=_of(kinds, "campaign", Campaign),
        notices=dict(sorted((notices or {}).items())),
    )
    return catalogue, (*problems, *repeated)


def _of(kinds: Mapping[str, Mapping[str, Document[Model]]], kind: str, model: type[M]) -> dict[str, Document[M]]:
    found = sorted(kinds.get(kind, {}).items())
    return {id_: cast("Document[M]", document) for id_, document in found if isinstance(document.model, model)}


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


def _twice(first: Document[Model], second: Document[Model]) -> Diagnostic:
    where = first.place(first.kind)
    message = f"there is a {first.kind.replace('_', ' ')} `{first.id}` already"
    return Diagnostic(
        "duplicate-id", message, second.place(second.kind), f"the first is on line {where.line} of {where.file}"
    )


def _files(folder: Path, problems: list[Diagnostic]) -> list[Path]:
    if folder.is_file():
        return [folder]
    if not folder.is_dir():
        help_ = "give a folder of definitions, such as `procedures/jp`"
        problems.append(Diagnostic("no-such-file", f"there is no file or folder `{_shown(folder)}`", None, help_))
        return []
    return sorted((f for f in folder.rglob("*") if _is_definition(f, folder)), key=lambda f: f.as_posix())


def _is_definition(file: Path, folder: Path) -> bool:
    inside = file.relative_to(folder).parts
    if any(part.startswith(".") for part in inside) or not file.is_file():
        return False
    return file.suffix in (".yaml", ".yml") or (file.suffix == ".md" and file.parent.name == "notices")


def _text(file: Path, problems: list[Diagnostic]) -> str | None:
    try:
        with file.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        problems.append(Diagnostic("no-such-file", f"`{_shown(file)}` could not be opened: {error.strerror}", None))
        return None
    text = decode(data, _shown(file))
    if isinstance(text, Diagnostic):
        problems.append(text)
        return None
    return text


def _shown(file: Path) -> str:
    """A name that is the same on every machine where the command is run in the same folder."""
    here = Path.cwd()
    resolved = file.absolute()
    return (resolved.relative_to(here) if resolved.is_relative_to(here) else file).as_posix()
