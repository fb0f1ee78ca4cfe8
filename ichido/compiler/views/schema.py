"""JSON Schema of every kind of document, narrowed to what one catalogue has: for editors that complete and check."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from ichido.compiler.views.narrow import Narrowing, narrow, path_of
from ichido.language.catalogue import Catalogue
from ichido.language.kinds import KINDS
from ichido.language.kinds.model import Labelled
from ichido.language.scalars import Citation, Duration, Unit

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_REF = "#/$defs/{model}"
# The reader tells letters of any alphabet from digits and signs; not every dialect of patterns can, so these are wider.
_NAME = r"[^\s\d_.-][^\s.-]*"
_WIDER = {"Name": f"^{_NAME}$", "Path": rf"^{_NAME}(\.{_NAME})*$"}
_UNITS = "|".join(unit.removesuffix("s") for unit in get_args(Unit))
_SCALARS: Mapping[type, JsonSchemaValue] = {
    Duration: {"type": "string", "pattern": f"^(0|[1-9][0-9]{{0,4}}) ({_UNITS})s?$", "examples": ["14 days"]},
    Citation: {"type": "string", "pattern": r"^\S(.*\S)? \S+$"},
}


class _Generator(GenerateJsonSchema):
    """Schemas of our models as authors write them: scalars with a grammar, labels by language, nothing for defaults."""

    def function_plain_schema(self, schema: core_schema.PlainValidatorFunctionSchema) -> JsonSchemaValue:
        """A scalar that reads itself says what it looks like."""
        scalar = getattr(schema["function"]["function"], "__self__", None)
        if scalar in (Duration, Citation):
            return {"title": scalar.__name__, **_SCALARS[scalar]}
        return super().function_plain_schema(schema)

    def str_schema(self, schema: core_schema.StringSchema) -> JsonSchemaValue:
        """Text; patterns of our names are put in words that every dialect reads alike."""
        found = super().str_schema(schema)
        if r"[^\W\d_]" in found.get("pattern", ""):
            found["pattern"] = _WIDER["Path" if r"\." in found["pattern"] else "Name"]
        return found

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        """A model; its languages are keys, and where nothing is required nothing need be written."""
        found = super().model_schema(schema)
        model: type[BaseModel] = schema["cls"]
        if issubclass(model, Labelled):
            own = found["properties"]
            own.pop("labels")
            keys = "|".join(sorted(own)) or "labels"
            found["patternProperties"] = {f"^(?!({keys})$)[a-z]{{2,3}}(-[A-Za-z0-9]{{2,8}})*$": {"type": "string"}}
        if not found.get("required"):
            found["type"] = ["object", "null"]
        return found

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """What a key means when it is left out is for the guide; a schema only says what may be written."""
        return self.generate_inner(schema["schema"])

    def field_title_should_be_set(self, schema: Any) -> bool:
        """Titles made of Python's names say nothing to an author."""
        return False


def schema(catalogue: Catalogue, kinds: Iterable[str] = ()) -> dict[str, Any]:
    """One JSON Schema (draft 2020-12) for documents of the kinds, all if none is named; KeyError for an unknown one."""
    wanted = {kind: KINDS[kind] for kind in kinds} or KINDS
    definitions = _definitions(wanted.values())
    names = Narrowing.of(catalogue)
    definitions["Path"] = path_of(names)
    for model, changes in narrow(names).items():
        if model in definitions:
            _merge(definitions[model], changes)
    laws = "|".join(re.escape(name) for name in sorted(catalogue.laws, key=len, reverse=True))
    _cite(definitions, f"^({laws}) \\S+$" if laws else _SCALARS[Citation]["pattern"])
    return {
        "$schema": DIALECT,
        "title": "Ichido definitions",
        "type": "object",
        "anyOf": [{"required": [kind]} for kind in wanted],
        "allOf": [_branch(kind, model) for kind, model in wanted.items()],
        "$defs": definitions,
    }


def _definitions(models: Iterable[type[BaseModel]]) -> dict[str, Any]:
    generator = _Generator(by_alias=True, ref_template=_REF)
    for model in models:
        model.model_rebuild()
    inputs = [(model, "validation", model.__pydantic_core_schema__) for model in models]
    _, definitions = generator.generate_definitions(inputs)  # type: ignore[arg-type]  # its Literal widens in a list
    return dict(sorted(definitions.items()))


def _branch(kind: str, model: type[BaseModel]) -> dict[str, Any]:
    """A document is of a kind if it has its key, unless that key is one of a kind that also has its own."""
    owners = [other for other, owner in KINDS.items() if other != kind and kind in owner.model_fields]
    condition: dict[str, Any] = {"required": [kind]}
    if owners:
        condition["not"] = {"anyOf": [{"required": [owner]} for owner in owners]}
    return {"if": condition, "then": {"$ref": _REF.format(model=model.__name__)}}


def _cite(node: Any, pattern: str) -> None:
    """Every citation begins with a law of the catalogue."""
    if isinstance(node, dict):
        if node.get("title") == Citation.__name__ and "pattern" in node:
            node["pattern"] = pattern
        for value in node.values():
            _cite(value, pattern)
    elif isinstance(node, list):
        for value in node:
            _cite(value, pattern)


def _merge(target: dict[str, Any], changes: Mapping[str, Any]) -> None:
    """Lay changes over a schema key by key."""
    for key, value in changes.items():
        if isinstance(value, Mapping) and isinstance(target.get(key), dict):
            _merge(target[key], value)
        else:
            target[key] = value
