"""The schema for editors takes every definition there is, and knows the names of the catalogue."""

from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from ichido.compiler.views.schema import schema
from ichido.language.catalogue import Catalogue, load
from ichido.language.document import Document
from ichido.language.kinds import KINDS, Model
from ichido.language.nodes import written

JAPAN, PROBLEMS = load(Path("tests/first"))
DOCUMENTS = tuple(JAPAN.documents())
KEPT = {d.id: d for d in DOCUMENTS}
JOB = {"type": "record", "ja": "仕事", "fields": {"since": {"type": "date", "optional": True, "ja": "就職日"}}}
TABLE = {"hit": "first", "rows": [{"when": "on < date('2026-04-01')", "then": 1}], "otherwise": True}


@cache
def validator() -> Draft202012Validator:
    return Draft202012Validator(schema(JAPAN), format_checker=FormatChecker())


def changed(id_: str, *path: str | int, to: Any = None, drop: str = "") -> list[str]:
    """What the schema says after one value of a definition is another, or one key has gone."""
    raw = deepcopy(written(KEPT[id_].node))
    at = raw
    for part in path[:-1]:
        at = at[part]
    if drop:
        value = at.pop(drop)
        at[path[-1]] = value
    elif path:
        at[path[-1]] = to
    return [error.message for error in validator().iter_errors(raw)]


def test_it_is_a_schema_of_the_draft_it_names() -> None:
    Draft202012Validator.check_schema(schema(JAPAN))
    Draft202012Validator.check_schema(schema(Catalogue()))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: f"{document.kind} {document.id}")
def test_every_definition_of_japan_is_valid(document: Document[Model]) -> None:
    assert PROBLEMS == ()
    assert [error.message for error in validator().iter_errors(written(document.node))] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: f"{document.kind} {document.id}")
def test_a_catalogue_that_is_empty_still_knows_the_shape_of_them(document: Document[Model]) -> None:
    empty = Draft202012Validator(schema(Catalogue()))
    assert [error.message for error in empty.iter_errors(written(document.node))] == []


@pytest.mark.parametrize(
    ("id_", "path", "value"),
    [
        ("moving-in", ("authority",), "city-hall"),
        ("moving-in", ("basis",), "住民台帳法 22条1項"),
        ("moving-in", ("basis",), "住民基本台帳法"),
        ("moving-in", ("kind",), "notice"),
        ("moving-in", ("about",), "flat"),
        ("moving-in", ("jurisdiction",), "move.home"),
        ("moving-in", ("needs", "move.movers.brith_date"), None),
        ("moving-in", ("needs", "prescence"), None),
        ("moving-in", ("apply", "within"), "14 dayz"),
        ("moving-in", ("apply", "witin"), "14 days"),
        ("moving", ("procedures", "movingin"), None),
        ("resident-register", ("holder",), "city"),
        ("resident-register", ("holds", "person.nam"), None),
        ("resident-register", ("gives", "own-office", "channel"), "fax"),
        ("resident-register", ("gives", "own-office", "for"), ["番号 1条"]),
        ("municipality", ("calendar",), "school"),
        ("person", ("terms", "phone", "type"), "fone"),
        ("person", ("terms", "phone", "many"), "yes"),
        ("person", ("terms", "phone", "ja"), 1),
        ("support", ("values", "elementary", "from", "2023-13-01"), 1),
        ("support", ("values", "elementary", "from", "2024-04-01"), 1.5),
        ("school-support-2026", ("procedure",), "school"),
        ("municipal", ("zone",), 9),
        ("person", ("terms", "phone", "partial"), "yes"),
        ("person", ("terms", "phone", "mapping"), {"iso": 3}),
        ("person", ("terms", "phone", "fields"), {"since": {"type": "record"}}),
        ("person", ("terms", "phone", "fields"), {"since": {"type": "date", "many": True}}),
        ("support", ("values", "elementary", "type"), "address"),
        ("school-support", ("eligible",), {**TABLE, "hit": "any"}),
        ("school-support", ("eligible",), {**TABLE, "rows": [{"when": "on"}]}),
        ("school-support", ("eligible",), {**TABLE, "rows": []}),
        ("school-support", ("eligible",), {**TABLE, "else": 0}),
    ],
)
def test_a_slip_is_seen_in_the_editor(id_: str, path: tuple[str, ...], value: Any) -> None:
    assert changed(id_, *path, to=value)


@pytest.mark.parametrize(
    ("id_", "path", "value"),
    [
        ("moving-in", ("jurisdiction",), "applicant.household.head.address"),
        ("moving-in", ("needs", "applicant.household.members.name"), {"under": "番号法 9条"}),
        ("moving-in", ("needs", "identify"), {"under": "番号法 16条"}),
        ("municipality", ("one_per",), "address.municipality"),
        ("person", ("terms", "phone", "de"), "Telefon"),
        ("person", ("terms", "phone", "zh-Hant"), "電話號碼"),
        ("resident-register", ("fresh",), "3 business days"),
        ("moving-in", ("accept",), None),
        ("person", ("terms", "birth_date"), {"type": "date", "partial": True, "ja": "生年月日"}),
        ("person", ("terms", "phone", "mapping"), {"gif": "電話番号", "iso": "telephone"}),
        ("person", ("terms", "job"), JOB),
        ("person", ("terms", "photo"), {"type": "file", "many": True, "ja": "写真"}),
        ("school-support", ("eligible",), TABLE),
        ("school-support", ("pays", "amount"), TABLE),
        ("moving-in", ("produces", "move.movers.address"), {"is": TABLE}),
        ("move", ("terms", "leaves_city", "is"), TABLE),
    ],
)
def test_what_the_reader_takes_the_schema_takes(id_: str, path: tuple[str, ...], value: Any) -> None:
    assert changed(id_, *path, to=value) == []


def test_a_document_of_no_kind_is_refused() -> None:
    assert list(validator().iter_errors({"title": {"en": "nothing"}}))


def test_one_kind_can_be_had_alone() -> None:
    alone = Draft202012Validator(schema(JAPAN, ["procedure"]))
    assert alone.is_valid(written(KEPT["moving-in"].node))
    assert not alone.is_valid(written(KEPT["person"].node))


def test_every_kind_says_what_it_is_for() -> None:
    definitions = schema(JAPAN)["$defs"]
    assert all(definitions[model.__name__]["description"] for model in KINDS.values())
