"""Invent what an authority alone can say: a value of a type, decided by the seed."""

from datetime import date, timedelta

from pydantic import JsonValue

from ichido.case.values import Places
from ichido.language.kinds.vocabulary import Term
from ichido.testbed.references import digits

FIRST_DAY = date(2026, 4, 1)


def invented(seed: int, label: str, entry: Term, places: Places) -> JsonValue:
    """Give a value of a term as somebody writes it; None for what is not written, such as a link."""
    if entry.type == "record":
        fields = {name: _one(seed, f"{label}/{name}", field.type, places) for name, field in entry.fields.items()}
        return [fields] if entry.many else fields
    value = _one(seed, label, entry.type, places)
    return [value] if entry.many and value is not None else value


def _one(seed: int, label: str, type_: str, places: Places) -> JsonValue:
    number = int(digits(seed, label, 4))
    match type_:
        case "text" | "person-name":
            return f"TX-{number:04}"
        case "code":
            return f"{number:04}"
        case "integer" | "money":
            return number
        case "boolean":
            return True
        case "date":
            return (FIRST_DAY + timedelta(days=number % 365)).isoformat()
        case "phone":
            return f"03-0000-{number:04}"
        case "bank-account":
            return f"0001-001-{number:07}"
        case "file":
            name, size = f"TX-{number:04}.pdf", 1 + number
            return {"sha256": f"{number:064x}", "media_type": "application/pdf", "bytes": size, "name": name}
        case "address" if places:
            place, code = sorted(places.items())[number % len(places)]
            return {"municipality": code, "text": f"{place}{number}"}
    return None
