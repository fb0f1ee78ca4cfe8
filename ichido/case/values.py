"""Reading a value as its term's type says, and writing it so that anybody can read it."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from ichido.case.written import READERS, Places, common_date, date_or_part
from ichido.language.kinds.vocabulary import RecordField, Term
from ichido.rules.values import (
    NONE,
    Address,
    BankAccount,
    Compound,
    File,
    Listing,
    PartialDate,
    PersonName,
    Subject,
    Value,
)

__all__ = ["Places", "is_link", "nothing", "plain", "read", "read_term"]

_MAX_ITEMS = 1000


def read(type_: str, raw: Any, places: Places, *, eras: bool = True) -> Value:
    """The value of a scalar or composite type; ValueError says what is expected, never what was given.

    `eras`: whether a day may also be written in the Japanese calendar.
    """
    reader = READERS.get(type_)
    if type_ == "date" and not eras:
        reader = common_date
    if reader is None:
        raise ValueError(f"a {type_} is not typed in; it is chosen")
    return reader(raw, places)


def read_term(entry: Term, raw: Any, places: Places, *, eras: bool = True) -> Value:
    """The value of a term that is no link, a whole list where the term is one; ValueError as for `read`."""
    if not entry.many:
        return _read_one(entry, raw, places, eras)
    if not isinstance(raw, list | tuple) or len(raw) > _MAX_ITEMS:
        raise ValueError(f"expected a list of at most {_MAX_ITEMS}")
    return Listing(tuple(_read_one(entry, item, places, eras) for item in raw), complete=True)


def _read_one(entry: Term, raw: Any, places: Places, eras: bool) -> Value:
    if entry.partial:
        return date_or_part(raw, places, eras)
    if entry.type != "record":
        return read(entry.type, raw, places, eras=eras)
    if not isinstance(raw, Mapping) or not raw.keys() <= entry.fields.keys():
        raise ValueError(f"expected {', '.join(entry.fields)} and nothing else")
    return Compound(
        tuple((name, _field(name, field, raw.get(name), places, eras)) for name, field in entry.fields.items())
    )


def _field(name: str, field: RecordField, raw: Any, places: Places, eras: bool) -> Value:
    if raw is None and field.optional:
        return NONE
    try:
        return read(field.type, raw, places, eras=eras)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None


def nothing(entry: Term) -> Value:
    """What a term is that is known to be none: of a list, the empty one."""
    return Listing((), complete=True) if entry.many else NONE


def is_link(entry: Term) -> bool:
    """Whether a term leads to another subject, who is chosen or named and never typed in."""
    return entry.type != "record" and entry.type not in READERS


def _by_id(subject: Subject) -> str:
    return subject.id


def plain(value: Value, link: Callable[[Subject], Any] = _by_id) -> Any:
    """The value in JSON's types, for payloads and pages; a link is its subject's id unless something else is wanted."""
    match value:
        case Address(municipality, text):
            return {"municipality": municipality, "text": text}
        case PersonName(text, kana, register, alias, latin):
            parts = {"text": text, "kana": kana, "register": register, "alias": alias, "latin": latin}
            return {name: part for name, part in parts.items() if part}
        case BankAccount(bank, branch, number, holder):
            return {"bank": bank, "branch": branch, "number": number, "holder": holder}
        case File(sha256, media_type, size, name):
            return {"sha256": sha256, "media_type": media_type, "bytes": size, "name": name}
        case Compound(fields):
            return {name: plain(part, link) for name, part in fields}
        case Listing(items):
            return [plain(item, link) for item in items]
        case Subject():
            return link(value)
        case PartialDate():
            return str(value)
        case date():
            return value.isoformat()
        case str() | int():
            return value
    return None if value is NONE else _refuse(value)


def _refuse(value: Value) -> Any:
    raise TypeError(f"a value of class {type(value).__name__} cannot be written")
