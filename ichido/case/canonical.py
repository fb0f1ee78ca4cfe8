"""Whether two values say the same, however each was written."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType

from ichido.case.written import Places
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

Alike = Mapping[str, str]
"""Characters a catalogue takes for one another in names (髙 for 高): unless it says so, they are different names."""

_NONE_ALIKE: Alike = MappingProxyType({})
_NO_PLACES: Places = MappingProxyType({})

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−﹣", "-"))
# The mark that lengthens a vowel is typed for a dash among digits: 1ー2.
_LONG_MARK_AS_DASH = re.compile(r"(?<=[0-9])ー(?=[0-9])")
_PHONE = re.compile(r"(?:\+[0-9]{8,15}|0[0-9]{9,10})")
_NOT_IN_PHONES = re.compile(r"[()\s.\-]")
_PREFECTURE = re.compile(r"東京都|北海道|京都府|大阪府|.{2,3}県")
_NUMERAL = re.compile("[〇一二三四五六七八九十百千]+")
_DIGITS = {character: digit for digit, character in enumerate("〇一二三四五六七八九")}
_UNITS = {"十": 10, "百": 100, "千": 1000}
# 番 of a town (六番町, 一番丁) and 号 of a building or a road (2号棟, 5号線) are parts of names.
_COUNTERS = re.compile(r"(?<=[0-9])(?:丁目|番地|番(?![町丁])|号室|号(?![線棟館地]))?[のノ之]?-?(?=[0-9])")
_LAST_COUNTER = re.compile(r"(?<=[0-9])(?:丁目|番地|番(?![町丁])|号室|号(?![線棟館地]))")
_LARGE_KANA = str.maketrans("ぁぃぅぇぉっゃゅょゎゕゖ", "あいうえおつやゆよわかけ")
_ROWS = (
    "あかがさざただなはばぱまやらわ",
    "いきぎしじちぢにひびぴみりゐ",
    "うくぐすずつづぬふぶぷむゆるゔ",
    "えけげせぜてでねへべぺめれゑ",
    "おこごそぞとどのほぼぽもよろを",
)
_VOWELS = {kana: row[0] for row in _ROWS for kana in row}


def same(one: Value, other: Value, places: Places = _NO_PLACES, alike: Alike = _NONE_ALIKE) -> bool:
    """Whether both say the same of the world; a part that one of them leaves out (a reading) is not compared.

    A date known in part is not the same as a day inside it: it says less. What is unknown is the same as nothing.
    """
    match one, other:
        case (PersonName(), PersonName()):
            return _same_name(one, other, alike)
        case (Address(), Address()):
            by = one.municipality == other.municipality
            return by and _address(one, places) == _address(other, places)
        case (BankAccount(), BankAccount()):
            return _same_account(one, other)
        case (File(), File()):
            return one.sha256 == other.sha256
        case (Compound(), Compound()):
            return _fields(one, other, lambda a, b: same(a, b, places, alike))
        case (Listing(), Listing()):
            return _within(one, other, places, alike) and _within(other, one, places, alike)
        case (str(), str()):
            return text_of(one) == text_of(other)
        case (bool(), _) | (_, bool()):
            return one is other
        case (int(), int()) | (date(), date()) | (Subject(), Subject()) | (PartialDate(), PartialDate()):
            return one == other
    return one is NONE and other is NONE


def agree(one: Value, other: Value, places: Places = _NO_PLACES, alike: Alike = _NONE_ALIKE) -> bool:
    """Whether both can be so: the same, or one says only a part of the other.

    A date known in part agrees with every day it can be; a list that may go on, with one that has all of its items.
    """
    match one, other:
        case (PartialDate() | date(), PartialDate() | date()):
            (first, last), (begins, ends) = _span(one), _span(other)
            return first <= ends and begins <= last
        case (Compound(), Compound()):
            return _fields(one, other, lambda a, b: agree(a, b, places, alike))
        case (Listing(), Listing()):
            fits = one.complete is False or _within(other, one, places, alike)
            return fits and (other.complete is False or _within(one, other, places, alike))
    return same(one, other, places, alike)


def text_of(written: str) -> str:
    """A text without what only its writing differs in: width, spaces, dashes; of a telephone number the digits."""
    plain = _LONG_MARK_AS_DASH.sub("-", _width(written))
    digits = _NOT_IN_PHONES.sub("", plain)
    if _PHONE.fullmatch(digits):
        return f"0{digits[3:]}" if digits.startswith("+81") else digits
    return " ".join(plain.split())


def reading_of(kana: str) -> str:
    """A reading as hiragana without spaces, small letters large as banks write them, long vowels written out."""
    letters = "".join(_hiragana(c) for c in _closed_up(kana).casefold())
    # Some write a dash for the mark, and a small letter may lengthen as well.
    letters = letters.translate(_LARGE_KANA).replace("-", "ー")
    spelled = ""
    for letter in letters:
        spelled += _VOWELS.get(spelled[-1:], letter) if letter == "ー" else letter
    return spelled


def _width(text: str) -> str:
    """Full and half width as one; so are 神 and its compatibility form, which no transport keeps apart."""
    return unicodedata.normalize("NFKC", text).translate(_DASHES)


def _closed_up(text: str) -> str:
    return re.sub(r"[\s・·]", "", _width(text))


def _hiragana(letter: str) -> str:
    return chr(ord(letter) - 0x60) if "ァ" <= letter <= "ヶ" else letter


def _same_name(one: PersonName, other: PersonName, alike: Alike) -> bool:
    """A register's spelling and what stands for it where it cannot be shown are spellings of one name."""
    read = not (one.kana and other.kana) or reading_of(one.kana) == reading_of(other.kana)
    return read and not _spellings(one, alike).isdisjoint(_spellings(other, alike))


def _spellings(name: PersonName, alike: Alike) -> frozenset[str]:
    written = (spelling for spelling in (name.text, name.register) if spelling)
    return frozenset("".join(alike.get(c, c) for c in _closed_up(spelling).casefold()) for spelling in written)


def _same_account(one: BankAccount, other: BankAccount) -> bool:
    """By bank, branch and number; whose it is only where both say so."""
    held = not (one.holder and other.holder) or reading_of(one.holder) == reading_of(other.holder)
    parts = ((one.bank, other.bank), (one.branch, other.branch), (one.number, other.number))
    return held and all(_numbered(a) == _numbered(b) for a, b in parts)


def _numbered(text: str) -> str:
    """Numbers of banks are filled up with zeros, or not."""
    plain = _closed_up(text).upper().replace("-", "")
    return plain.lstrip("0") if plain.isdecimal() else plain


def _address(address: Address, places: Places) -> str:
    """What stands behind the municipality: 1丁目2番3号, 一丁目2番地の3 and 1-2-3 are one."""
    text = _LONG_MARK_AS_DASH.sub("-", _width(address.text)).casefold()
    text = re.sub(r"(?<=[0-9])[\s,、]+(?=[0-9])", "-", text)
    text = _without_place(re.sub(r"[\s,、]", "", text), address.municipality, places)
    text = re.sub("[ヶヵが](?=[一-鿿])", "ケ", text).replace("ノ", "の")
    text = _NUMERAL.sub(_arabic, text)
    text = _COUNTERS.sub(lambda found: "-" if found[0] else "", text)
    return _LAST_COUNTER.sub("", text)


def _without_place(text: str, municipality: str, places: Places) -> str:
    """The text without the name of its municipality, which the code says as well."""
    named = (_closed_up(place).casefold() for place, code in places.items() if code == municipality)
    for place in sorted(named, key=len, reverse=True):
        for name in (place, _PREFECTURE.sub("", place, count=1)):
            if text.startswith(name):
                return text.removeprefix(name)
            if text.endswith(name):
                return text.removesuffix(name)
    found = _PREFECTURE.match(text)
    return text[found.end() :] if found else text


def _arabic(found: re.Match[str]) -> str:
    """A run of Japanese numerals in digits; between it and digits beside it stands a dash."""
    run, (before, after) = found[0], (found.string[: found.start()][-1:], found.string[found.end() :][:1])
    return f"{'-' if before.isdecimal() else ''}{_count(run)}{'-' if after.isdecimal() else ''}"


def _count(run: str) -> str:
    """`二十三` is 23; without units each character is a digit."""
    if not _UNITS.keys() & set(run):
        return "".join(str(_DIGITS[c]) for c in run)
    total = digit = 0
    for character in run:
        if character in _UNITS:
            total, digit = total + (digit or 1) * _UNITS[character], 0
        else:
            digit = digit * 10 + _DIGITS[character]
    return str(total + digit)


def _fields(one: Compound, other: Compound, alike: Callable[[Value, Value], bool]) -> bool:
    ours, theirs = dict(one.fields), dict(other.fields)
    return all(alike(ours.get(name, NONE), theirs.get(name, NONE)) for name in {**ours, **theirs})


def _within(some: Listing, every: Listing, places: Places, alike: Alike) -> bool:
    return all(any(same(item, one, places, alike) for one in every.items) for item in some.items)


def _span(day: date | PartialDate) -> tuple[date, date]:
    return (day.first, day.last) if isinstance(day, PartialDate) else (day, day)
