"""Each type of value as people and partners write it."""

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from ichido.clocks import parse_era, parse_era_part
from ichido.rules.values import Address, BankAccount, File, PartialDate, PersonName, Value

Places = Mapping[str, str]
"""How an address begins (千葉県市川市) or ends (Αθήνα), and the code of that municipality."""

_PHONE = re.compile(r"\+?[0-9][0-9()\- ]{7,18}[0-9]")
_ACCOUNT = re.compile(r"(?P<bank>[^-]+)-(?P<branch>[^-]+)-(?P<number>[0-9]{1,8})(?:-(?P<holder>.+))?")
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[0-9A-Z]{11,30}")
_CODE = re.compile(r"[0-9A-Z]{1,16}")
_YEAR_OR_MONTH = re.compile(r"(?P<year>[0-9]{4})(?:-(?P<month>0[1-9]|1[0-2]))?")
_INTERVAL = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})/([0-9]{4}-[0-9]{2}-[0-9]{2})")
_HASH = re.compile(r"[0-9a-f]{64}")
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,63}/[a-z0-9][a-z0-9!#$&^_.+-]{0,63}")
# Neither a path, nor marks that would show `photo.exe` as another name than it is.
_FILE_NAME = re.compile("[^/\\\\\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]{1,255}")
_MAX_FILE = 20_000_000
_MAX_TEXT = 1000


def _text(raw: Any, places: Places) -> str:
    if not isinstance(raw, str) or not raw.strip():
        raise ValueError("expected text")
    if len(raw) > _MAX_TEXT or any(ord(c) < 32 and c not in "\n\t" for c in raw):
        raise ValueError(f"expected at most {_MAX_TEXT} characters without control characters")
    return raw.strip()


def _integer(raw: Any, places: Places) -> int:
    if type(raw) is int:
        return raw
    if isinstance(raw, str) and re.fullmatch(r"-?[0-9]{1,15}", raw):
        return int(raw)
    raise ValueError("expected a whole number")


def _boolean(raw: Any, places: Places) -> bool:
    if isinstance(raw, bool):
        return raw
    raise ValueError("expected true or false")


def common_date(raw: Any, places: Places) -> date:
    """A day written `2026-04-01` and in no other way."""
    try:
        if isinstance(raw, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", raw):
            return date.fromisoformat(raw)
    except ValueError:
        pass
    raise ValueError("expected a date such as 2026-04-01")


def _date(raw: Any, places: Places) -> date:
    if not isinstance(raw, str):
        raise ValueError("expected a date such as 2026-04-01")
    try:
        return date.fromisoformat(raw) if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", raw) else parse_era(raw)
    except ValueError:
        raise ValueError("expected a date such as 2026-04-01 or 令和8年4月1日") from None


def date_or_part(raw: Any, places: Places, eras: bool) -> date | PartialDate:
    """A whole day, or a year, a month, or the first and the last day it can be."""
    written = f"{raw:04}" if type(raw) is int and 0 < raw <= 9999 else raw
    part = _part(written, eras) if isinstance(written, str) else None
    if part is not None:
        return PartialDate(*part) if part[0] < part[1] else part[0]
    try:
        return _date(written, places) if eras else common_date(written, places)
    except ValueError:
        such = "1950, 1950-04 or 1950-04-01" + (", 昭和25年, 昭和25年4月" if eras else "")
        raise ValueError(f"expected a date, or as much of it as is known: {such}") from None


def _part(text: str, eras: bool) -> tuple[date, date] | None:
    """The first and the last day of what is written as a part of a date; None for anything else."""
    try:
        if match := _INTERVAL.fullmatch(text):
            first, last = map(date.fromisoformat, match.groups())
            return (first, last) if first <= last else None
        if match := _YEAR_OR_MONTH.fullmatch(text):
            year, months = int(match["year"]), (int(match["month"]),) * 2 if match["month"] else (1, 12)
            return date(year, months[0], 1), date(year, months[1], monthrange(year, months[1])[1])
        return parse_era_part(text) if eras else None
    except ValueError:
        return None


def _phone(raw: Any, places: Places) -> str:
    if not isinstance(raw, str) or _PHONE.fullmatch(raw.strip()) is None:
        raise ValueError("expected a telephone number such as 090-1234-5678")
    return raw.strip()


def _address(raw: Any, places: Places) -> Address:
    if isinstance(raw, Mapping):
        municipality, text = raw.get("municipality"), raw.get("text")
        if isinstance(municipality, str) and _is_code(municipality, places) and isinstance(text, str):
            return Address(municipality, _text(text, places))
        raise ValueError("expected an address with the code of a municipality there is, and its text")
    text = _text(raw, places)
    begins = max((place for place in places if text.startswith(place)), key=len, default=None)
    found = begins or max((place for place in places if _ends_with(text, place)), key=len, default=None)
    if found is None:
        such = f", such as {next(iter(places))}" if places else ""
        raise ValueError(f"expected an address that begins or ends with its municipality{such}")
    return Address(places[found], text)


def _ends_with(text: str, place: str) -> bool:
    """Whether the last words of an address name a place: it stands after a space or a comma, not inside a word."""
    return text.endswith(place) and not text[: -len(place)][-1:].isalnum()


def _is_code(code: str, places: Places) -> bool:
    """Whether it is a municipality's code; where no list of them is known, whether it can be one."""
    return code in places.values() if places else _CODE.fullmatch(code) is not None


def _reading(raw: Any, places: Places) -> str:
    return _text(raw, places) if raw else ""


def _name(raw: Any, places: Places) -> PersonName:
    if not isinstance(raw, Mapping):
        return PersonName(_text(raw, places), "")
    text = _text(raw.get("text"), places)
    kana, register, alias, latin = (_reading(raw.get(part), places) for part in ("kana", "register", "alias", "latin"))
    return PersonName(text, kana, register if register != text else "", alias, latin)


def is_file_name(name: str) -> bool:
    """Whether a file may be called so: neither a path nor a trick."""
    return bool(name.strip()) and _FILE_NAME.fullmatch(name) is not None


def _file(raw: Any, places: Places) -> File:
    if not isinstance(raw, Mapping) or raw.keys() != {"sha256", "media_type", "bytes", "name"}:
        raise ValueError("expected a file as sha256, media_type, bytes and name")
    sha256, media_type, size, name = (raw[part] for part in ("sha256", "media_type", "bytes", "name"))
    if not isinstance(sha256, str) or _HASH.fullmatch(sha256) is None:
        raise ValueError("expected the SHA-256 of a file in 64 hexadecimal digits, small letters")
    if not isinstance(media_type, str) or _MEDIA_TYPE.fullmatch(media_type) is None:
        raise ValueError("expected the media type of a file such as image/jpeg")
    if type(size) is not int or not 0 < size <= _MAX_FILE:
        raise ValueError(f"expected a file of 1 to {_MAX_FILE:,} bytes")
    if not isinstance(name, str) or not is_file_name(name):
        raise ValueError("expected the name of a file, without a path")
    return File(sha256, media_type, size, name)


def _account(raw: Any, places: Places) -> BankAccount:
    iban = _iban(raw.get("number") if isinstance(raw, Mapping) else raw)
    if iban:
        return BankAccount("", "", iban, _reading(raw.get("holder"), places) if isinstance(raw, Mapping) else "")
    if isinstance(raw, Mapping):
        bank, branch, number = (_text(raw.get(part), places) for part in ("bank", "branch", "number"))
        return BankAccount(bank, branch, number, _reading(raw.get("holder"), places))
    match = _ACCOUNT.fullmatch(raw) if isinstance(raw, str) else None
    if match is None:
        raise ValueError("expected a bank account as bank-branch-number or an IBAN")
    return BankAccount(match["bank"], match["branch"], match["number"], match["holder"] or "")


def _iban(raw: Any) -> str | None:
    """An international account number without its spaces, if its check digits are right (ISO 13616)."""
    if not isinstance(raw, str):
        return None
    written = raw.replace(" ", "").upper()
    if _IBAN.fullmatch(written) is None:
        return None
    return written if int("".join(str(int(c, 36)) for c in written[4:] + written[:4])) % 97 == 1 else None


READERS: dict[str, Callable[[Any, Places], Value]] = {
    "text": _text,
    "code": _text,
    "phone": _phone,
    "integer": _integer,
    "money": _integer,
    "boolean": _boolean,
    "date": _date,
    "address": _address,
    "person-name": _name,
    "bank-account": _account,
    "file": _file,
}
"""How a value of each type is read; ValueError says what is expected, never what was given."""
