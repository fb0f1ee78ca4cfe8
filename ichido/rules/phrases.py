"""The words explanations are made of, one set a language."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ichido.rules.values import PartialDate

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@dataclass(frozen=True, slots=True)
class Phrases:
    """Templates with `{0}`, `{1}` … for the parts."""

    both: str
    either: str
    contrary: str
    holds: str
    has: str
    then: str
    group: str
    quote: str
    choice: str
    row: str
    otherwise: str
    hits: Mapping[str, str]
    between: str
    such: str
    comma: str
    semicolon: str
    truth: tuple[str, str]
    pairs: Mapping[str, str]
    days: Mapping[str, str]
    from_below: Mapping[str, str]
    limits: Mapping[str, str]
    signs: Mapping[str, str]
    extremes: Mapping[str, str]
    plain: Mapping[str, str]
    loops: Mapping[str, str]
    day: Callable[[datetime.date], str]
    part: Callable[[PartialDate], str]


def _english_day(day: datetime.date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _english_part(part: PartialDate) -> str:
    if "/" in str(part):
        return f"between {_english_day(part.first)} and {_english_day(part.last)}"
    year, _, month = str(part).partition("-")
    return f"{_MONTHS[int(month) - 1]} {int(year)}" if month else str(int(year))


def _japanese_part(part: PartialDate) -> str:
    if "/" in str(part):
        return f"{_japanese_day(part.first)}から{_japanese_day(part.last)}までの日"
    year, _, month = str(part).partition("-")
    return f"{int(year)}年{int(month)}月" if month else f"{int(year)}年"


def _japanese_day(day: datetime.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


EN = Phrases(
    both=" and ",
    either=" or ",
    contrary="it is not so that {0}",
    holds="{0} holds",
    has="there is {0}",
    then="{0} as of {1}",
    group="({0})",
    quote="“{0}”",
    choice="{1} if {0}, otherwise {2}",
    row="{1} if {0}",
    otherwise="otherwise {0}",
    hits={"unique": "what applies of: {0}", "first": "the first that applies of: {0}"},
    between="{0} is {1} and {2}",
    such="{0} of whom {1}",
    comma=", ",
    semicolon="; ",
    truth=("no", "yes"),
    pairs={
        "<": "{0} is under {1}",
        "<=": "{0} is at most {1}",
        ">": "{0} is over {1}",
        ">=": "{0} is at least {1}",
        "==": "{0} is {1}",
        "!=": "{0} is not {1}",
        "in": "{0} is one of {1}",
        "not in": "{0} is none of {1}",
    },
    days={
        "<": "{0} is before {1}",
        "<=": "{0} is on or before {1}",
        ">": "{0} is after {1}",
        ">=": "{0} is on or after {1}",
    },
    from_below={"<": "over {0}", "<=": "at least {0}"},
    limits={"<": "under {0}", "<=": "at most {0}"},
    signs={"+": "+", "-": "−", "*": "×", "//": "÷ (rounded down)"},
    extremes={"min": "the smallest of {0}", "max": "the largest of {0}"},
    plain={
        "any": "at least one of {0} holds",
        "all": "all of {0} hold",
        "sum": "the sum of {0}",
        "count": "the number of {0}",
        "min": "the smallest of {0}",
        "max": "the largest of {0}",
    },
    loops={
        "any": "for at least one of {0}: {1}",
        "all": "for all of {0}: {1}",
        "sum": "the sum over {0} of {1}",
        "count": "the number of {0}",
        "min": "the smallest {1} among {0}",
        "max": "the largest {1} among {0}",
    },
    day=_english_day,
    part=_english_part,
)

JA = Phrases(
    both="、かつ、",
    either="、または、",
    contrary="「{0}」ではない",
    holds="{0}に該当する",
    has="{0}がある",
    then="{1}時点の{0}",
    group="（{0}）",
    quote="「{0}」",
    choice="{0}ときは{1}、それ以外は{2}",
    row="{0}ときは{1}",
    otherwise="いずれでもないときは{0}",
    hits={"unique": "次のうち該当するもの：{0}", "first": "次のうち最初に該当するもの：{0}"},
    between="{0}が{1}{2}である",
    such="{0}（{1}者に限る）",
    comma="、",
    semicolon="；",
    truth=("いいえ", "はい"),
    pairs={
        "<": "{0}が{1}未満である",
        "<=": "{0}が{1}以下である",
        ">": "{0}が{1}を超える",
        ">=": "{0}が{1}以上である",
        "==": "{0}が{1}と同じである",
        "!=": "{0}が{1}と異なる",
        "in": "{0}が{1}に含まれる",
        "not in": "{0}が{1}に含まれない",
    },
    days={
        "<": "{0}が{1}より前である",
        "<=": "{0}が{1}以前である",
        ">": "{0}が{1}より後である",
        ">=": "{0}が{1}以後である",
    },
    from_below={"<": "{0}を超え", "<=": "{0}以上"},
    limits={"<": "{0}未満", "<=": "{0}以下"},
    signs={"+": "+", "-": "−", "*": "×", "//": "÷（端数切捨て）"},
    extremes={"min": "{0}のうち最も小さいもの", "max": "{0}のうち最も大きいもの"},
    plain={
        "any": "{0}のいずれかに該当する",
        "all": "{0}のすべてに該当する",
        "sum": "{0}の合計",
        "count": "{0}の数",
        "min": "{0}のうち最も小さいもの",
        "max": "{0}のうち最も大きいもの",
    },
    loops={
        "any": "{0}のいずれかについて、{1}",
        "all": "{0}のすべてについて、{1}",
        "sum": "{0}それぞれの{1}の合計",
        "count": "{0}の数",
        "min": "{0}それぞれの{1}のうち最も小さいもの",
        "max": "{0}それぞれの{1}のうち最も大きいもの",
    },
    day=_japanese_day,
    part=_japanese_part,
)
