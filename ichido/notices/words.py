"""How days, amounts and lists are written in a language."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

from ichido.notices.letter import NoticeError

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

# ISO 4217 where the smallest unit is not a hundredth; the dinars count in thousandths.
_DIGITS = dict.fromkeys(
    ("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"), 0
) | dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3)


def date_in(language: str) -> Callable[[object], str]:
    """The `date` filter: `2026年4月1日`, `1 April 2026`, elsewhere `2026-04-01`."""

    def write(day: object) -> str:
        # A moment is another day in another zone: whoever knows the zone gives the day.
        if not isinstance(day, date) or isinstance(day, datetime):
            raise NoticeError(f"`date` writes a day, not {_kind(day)}")
        match _main(language):
            case "ja":
                return f"{day.year}年{day.month}月{day.day}日"
            case "en":
                return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
            case _:
                return day.isoformat()

    return write


def money_in(language: str, usual: str = "JPY") -> Callable[..., str]:
    """The `money` filter: `11,630円`, `11,630 yen`; other currencies by their ISO 4217 code, `EUR 40.50`.

    Whole numbers are in the smallest unit of the currency, decimals in the currency itself.
    """

    def write(amount: object, currency: object = usual) -> str:
        if isinstance(amount, bool) or not isinstance(amount, int | Decimal):
            raise NoticeError(f"`money` writes a whole or decimal amount, not {_kind(amount)}")
        match _main(language), currency:
            case "ja", "JPY":
                return f"{amount:,}円"
            case "en", "JPY":
                return f"{amount:,} yen"
            case _:
                return f"{currency} {_in_units(amount, str(currency)):,}"

    return write


def _in_units(amount: int | Decimal, currency: str) -> int | Decimal:
    digits = _DIGITS.get(currency, 2)
    return Decimal(amount).scaleb(-digits) if isinstance(amount, int) and digits else amount


def joined(words: object, separator: object = ", ") -> str:
    """The `join` filter: words of a list one after another."""
    if not isinstance(words, tuple) or not all(isinstance(word, str) for word in words):
        raise NoticeError("`join` writes a list of words")
    return str(separator).join(words)


def _main(language: str) -> str:
    return language.split("-")[0].lower()


def _kind(value: object) -> str:
    return "nothing" if value is None else f"a {type(value).__name__}"
