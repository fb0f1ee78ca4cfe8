"""Invent what an authority alone can say: a value of a type, decided by the seed."""

from datetime import date, timedelta

from pydantic import JsonValue

from ichido.case.values import Places
from ichido.testbed.references import digits

FIRST_DAY = date(2026, 4, 1)


def invented(seed: int, label: str, type_: str, places: Places) -> JsonValue:
    """Give a value as somebody writes one of this type; None for what is not written, such as a link."""
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
        case "address" if places:
            place, code = sorted(places.items())[number % len(places)]
            return {"municipality": code, "text": f"{place}{number}"}
    return None
