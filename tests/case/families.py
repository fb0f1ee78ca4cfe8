"""The family that moves, on the core: plans of changed catalogues, and cases at each stage."""

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from ichido.case.conclude import conclude
from ichido.case.conclusions import Conclusions
from ichido.case.hear import AuthorityEvent, EventKind
from ichido.case.record import Change, Record, changed
from ichido.case.simulate import Simulation
from ichido.case.town import Town
from ichido.compiler.compile import compile_plan
from ichido.compiler.plan import Plan
from ichido.language.catalogue import Catalogue, assemble, load
from ichido.language.document import Document
from ichido.language.kinds import Model, Scenario
from ichido.language.reader import read

FOLDER = Path("tests/first")
TEXTS = {p.relative_to(FOLDER).as_posix(): p.read_text(encoding="utf-8") for p in sorted(FOLDER.rglob("*.yaml"))}
HOME, NEW = "122033", "141305"
AT = datetime(2026, 3, 20, tzinfo=UTC)
ANSWERS = {
    "move.date": "2026-04-01",
    "move.movers": ["hanako", "taro"],
    "move.new_address": "神奈川県川崎市川崎区宮本町1",
    "applicant.phone": "090-0000-0000",
    "school-support(taro)": "apply",
}
PRIVATE = (
    "佐藤",
    "花子",
    "太郎",
    "八幡",
    "宮本",
    "みずほ",
    "090-0000",
    "TX-4471",
    "1990",
    "2017-09",
    "2016-01",
    "番地",
)
"""Pieces of everything that describes these people, as they stand in the registers or in their answers."""

once = cache(read)
Edit = tuple[str, str, str]
"""A file of the catalogue, what it says, and what it says instead; nothing to begin with adds the file."""


def catalogue(*edits: Edit) -> Catalogue:
    """The catalogue of Japan after some edits; one without a new text is left out."""
    texts = dict(TEXTS)
    for file, old, new in edits:
        assert old in texts.get(file, "") or not old
        texts[file] = texts[file].replace(old, new, 1) if old else new
    documents: list[Document[Model]] = []
    for name, text in texts.items():
        found, problems = once(text, name)
        assert problems == () or not text
        documents += found
    made, twice = assemble(documents, load(FOLDER)[0].notices if not edits else {})
    assert twice == ()
    return made


@cache
def plan(id_: str = "moving", *edits: Edit) -> Plan:
    """The plan of a life event or procedure after some edits of the catalogue."""
    return compile_plan(catalogue(*edits), id_)


@cache
def scenarios() -> tuple[Scenario, ...]:
    """The scenarios of the family's move."""
    return tuple(document.model for document in catalogue().scenarios)


@cache
def places() -> dict[str, str]:
    """Every municipality by how an address in it begins."""
    values = catalogue().codes["municipality"].model.values
    return {label: code for code, named in values.items() for label in named.labels.values()}


def simulation(scenario: Scenario | None = None, of: Plan | None = None, **changes: object) -> Simulation:
    """A case of the first scenario that has not begun; `changes` are to the scenario."""
    told = (scenario or scenarios()[0]).model_copy(update=changes)
    compiled = of or plan()
    town = Town.of(compiled, told, places())
    return Simulation(compiled, told, town, places(), town.opening(compiled), told.today)


def opened(**changes: object) -> Simulation:
    """A case whose opening lookups are back."""
    return stepped(simulation(**changes))  # type: ignore[arg-type]  # keywords of the same function


def stepped(case: Simulation) -> Simulation:
    """The same case after it has done all it can today."""
    case.settle()
    return case


def submitted(**changes: object) -> Simulation:
    """A case whose questions are answered and whose first submissions are sent."""
    case = opened(**changes)
    case.give(ANSWERS)
    return case


def authority(key: str, kind: EventKind, sequence: int, on: date = date(2026, 3, 24), **said: object) -> AuthorityEvent:
    """What an authority says of a filing of this case."""
    event = AuthorityEvent(f"{key}/{sequence}", HOME, "case", key, kind, sequence, on)
    return replace(event, **said)  # type: ignore[arg-type]  # keywords of the event


def concluded(record: Record, on: date = date(2026, 3, 20), of: Plan | None = None, revision: int = 1) -> Conclusions:
    """What follows from a record."""
    return conclude(of or plan(), record, on, revision)


def after(record: Record, *changes: Change) -> Record:
    """A record after some changes."""
    for change in changes:
        record = changed(record, change)
    return record
