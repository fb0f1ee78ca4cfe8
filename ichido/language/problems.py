"""What the models refuse, said to an author."""

import re
from collections.abc import Callable, Iterable, Iterator
from types import NoneType, UnionType
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from ichido.language.diagnostic import Diagnostic, did_you_mean, listed
from ichido.language.kinds.definition import Definition
from ichido.language.kinds.table import Ruled, Table
from ichido.language.nodes import Items, Keys, Node, Scalar, at, existing, find
from ichido.language.scalars import SHAPES

Path = tuple[str | int, ...]


class _Fault(NamedTuple):
    """One complaint of a model, with where it stands in what was written."""

    root: Node
    model: type[BaseModel]
    path: Path
    on_key: bool
    error: ErrorDetails

    @property
    def node(self) -> Node | None:
        return at(self.root, self.path)

    @property
    def word(self) -> str:
        return str(self.path[-1]) if self.path else ""


def explain(errors: Iterable[ErrorDetails], root: Node, model: type[BaseModel]) -> Iterator[Diagnostic]:
    """Each place that a model complains of once, in our words."""
    faults: dict[tuple[Path, bool, str], list[_Fault]] = {}
    for error in errors:
        fault = _fault(error, root, model)
        # Several keys can be missing at one place; anything else said twice is a union trying each of its sides.
        what = str(error["loc"][-1]) if error["type"] == "missing" else ""
        faults.setdefault((fault.path, fault.on_key, what), []).append(fault)
    for group in faults.values():
        yield _diagnostic(group)


def _fault(error: ErrorDetails, root: Node, model: type[BaseModel]) -> _Fault:
    location = error["loc"]
    on_key = "[key]" in location or error["type"] == "extra_forbidden"
    before = location[: location.index("[key]")] if "[key]" in location else location
    return _Fault(root, model, tuple(existing(root, before)), on_key, error)


def _diagnostic(group: list[_Fault]) -> Diagnostic:
    fault = group[0]
    code, message, help_ = _SAYINGS.get(fault.error["type"], _other)(fault)
    wanted = dict.fromkeys(_WANTED[f.error["type"]] for f in group if f.error["type"] in _WANTED)
    if len(wanted) > 1:
        message = f"expected {' or '.join(wanted)}, found {_found(fault.node)}"
    return Diagnostic(code, message, find(fault.root, fault.path, fault.on_key), help_)


Saying = tuple[str, str, str]


def _unknown_key(fault: _Fault) -> Saying:
    allowed = keys_at(fault.model, fault.path[:-1])
    help_ = did_you_mean(fault.word, allowed) or (f"the keys here are {listed(allowed)}" if allowed else "")
    return "unknown-key", f"`{fault.word}` is not a key here", help_


def _missing(fault: _Fault) -> Saying:
    missing = str(fault.error["loc"][-1])
    node = fault.node
    holder = f"`{fault.word}`" if fault.path and isinstance(fault.path[-1], str) else "this"
    if not fault.path and isinstance(node, Keys):
        holder = f"this {next(iter(node.entries)).replace('_', ' ')}"
    near = did_you_mean(missing, node.entries) if isinstance(node, Keys) else ""
    help_ = near.replace("did you mean", "did you write it as") if near else f"add `{missing}: …`"
    return "missing-key", f"{holder} has no `{missing}`", help_


def _literal(fault: _Fault) -> Saying:
    allowed = re.findall(r"'([^']*)'", str(fault.error.get("ctx", {}).get("expected", "")))
    word = _raw(fault.node)
    near = did_you_mean(word, allowed)
    return "wrong-value", _cannot(fault), f"{near} it is one of {listed(allowed)}".strip()


def _shape(fault: _Fault) -> Saying:
    pattern = str(fault.error.get("ctx", {}).get("pattern", ""))
    what, help_ = SHAPES.get(pattern, ("an id", "write it as its source writes it, letter by letter"))
    word = fault.word if fault.on_key else _raw(fault.node)
    return "bad-id", f"`{word}` is not {what}", help_


def _wrong_type(fault: _Fault) -> Saying:
    kind = fault.error["type"]
    node = fault.node
    help_ = ""
    if kind == "string_type" and isinstance(node, Scalar) and node.raw:
        help_ = f'put it in quotes: `"{node.raw}"`'
    elif kind == "tuple_type" and isinstance(node, Scalar) and node.raw:
        help_ = f"write `[{node.raw}]`"
    elif kind == "int_type" and isinstance(node, Scalar) and not node.plain:
        help_ = "leave the quotes out"
    found = f"`{fault.word}`" if fault.on_key else _found(node)
    return "wrong-type", f"expected {_WANTED[kind]}, found {found}", help_


def _own(fault: _Fault) -> Saying:
    """The error's type is already one of our codes, and its message says what is expected."""
    code, expected = fault.error["type"], fault.error["msg"]
    if code == "wrong-value":
        return code, expected, "look the date up"
    return code, f"{_found(fault.node)} is not a {code.removeprefix('bad-')}", expected


def _value(fault: _Fault) -> Saying:
    message = fault.error["msg"].removeprefix("Value error, ")
    return "wrong-value", _cannot(fault), message


def _length(fault: _Fault) -> Saying:
    ctx = fault.error.get("ctx", {})
    kind = fault.error["type"]
    if kind in ("string_too_long", "too_long"):
        unit = "characters" if kind == "string_too_long" else "rows"
        return "wrong-value", "this is too long", f"at most {ctx.get('max_length')} {unit}"
    if kind in ("string_too_short", "too_short"):
        return "wrong-value", "there is nothing here", "at least one is needed"
    return "wrong-value", f"{_found(fault.node)} is too small", f"at least {ctx.get('ge', 0)}"


def _other(fault: _Fault) -> Saying:
    return "wrong-value", _cannot(fault), fault.error["msg"]


def _cannot(fault: _Fault) -> str:
    holder = next((f"`{part}`" for part in reversed(fault.path) if isinstance(part, str)), "this")
    return f"{holder} cannot be {_found(fault.node)}"


_WANTED = {
    "string_type": "text",
    "bool_type": "`true` or `false`",
    "int_type": "a whole number",
    "dict_type": "keys with values",
    "model_type": "keys with values",
    "model_attributes_type": "keys with values",
    "tuple_type": "a list",
    "date_type": "a date such as `2026-04-01`",
}

_SAYINGS: dict[str, Callable[[_Fault], Saying]] = {
    "extra_forbidden": _unknown_key,
    "missing": _missing,
    "literal_error": _literal,
    "string_pattern_mismatch": _shape,
    "bad-duration": _own,
    "bad-citation": _own,
    "wrong-value": _own,
    "value_error": _value,
    "string_too_long": _length,
    "too_long": _length,
    "string_too_short": _length,
    "too_short": _length,
    "greater_than_equal": _length,
} | dict.fromkeys(_WANTED, _wrong_type)


def keys_at(model: Any, path: Path) -> tuple[str, ...]:
    """The keys that the model allows at a path of keys and indexes."""
    for part in path:
        model = _inner(model, part)
    model = _bare(model)
    if isinstance(model, type) and issubclass(model, BaseModel):
        # What every definition may say comes last: its own keys are what an author looks for first.
        own = sorted(model.model_fields, key=lambda name: name in Definition.model_fields)
        return tuple(model.model_fields[name].alias or name for name in own if name != "labels")
    return ()


def _inner(model: Any, part: str | int) -> Any:
    model = _bare(model)
    if isinstance(model, type) and issubclass(model, BaseModel):
        return next((f.rebuild_annotation() for n, f in model.model_fields.items() if (f.alias or n) == part), None)
    arguments = get_args(model)
    if get_origin(model) is dict:
        return arguments[1]
    return arguments[0] if get_origin(model) is tuple else None


def _bare(model: Any) -> Any:
    while get_origin(model) is Annotated:
        model = Table if Ruled in get_args(model) else get_args(model)[0]
    if get_origin(model) in (Union, UnionType):
        return next((_bare(side) for side in get_args(model) if side is not NoneType), None)
    return model


def _found(node: Node | None) -> str:
    match node:
        case None:
            return "nothing"
        case Keys():
            return "keys with values"
        case Items():
            return "a list"
        case Scalar(value=None):
            return "nothing"
        case Scalar(value=bool() as value):
            return f"`{str(value).lower()}`"
        case Scalar(value=int() as value):
            return f"the number `{value}`"
        case Scalar():
            return f"text `{_short(node.raw)}`"


def _raw(node: Node | None) -> str:
    return _short(node.raw) if isinstance(node, Scalar) else ""


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 40 else line[:39] + "…"
