"""A catalogue in which one register of its own holds birth dates, and what a need says is done while it is down."""

from typing import Literal

from ichido.case.simulate import Simulation
from tests.case.families import ANSWERS, Edit, opened, plan

BIRTHS = """registry: births
title: {ja: 出生台帳, en: register of births}
holder: municipality
jurisdiction: person.address
holds:
  person.birth_date:
gives:
  own-office:
    channel: own
    stage: [before-application, ex-officio]
    under: 住民基本台帳法 1条
    for: [住民基本台帳法 24条, 就学援助要綱 3条]
  city-to-city:
    channel: national-network
    stage: [after-application]
    under: 住民基本台帳法 24条の2
    for: [住民基本台帳法 22条1項]
reach: {http: births}
"""
Meanwhile = Literal["defer", "ask", "stop"]

SPLIT: tuple[Edit, ...] = (
    ("registries/births.yaml", "", BIRTHS),
    ("registries/resident-register.yaml", "  person.birth_date:\n", ""),
)
BORN = {"applicant.birth_date": "1990-05-03", "person.birth_date(taro)": "2017-09-09"}
"""What the register has of them."""


def saying(meanwhile: Meanwhile) -> tuple[Edit, ...]:
    """The edits by which moving out says what it does while birth dates cannot be had."""
    said = f"  move.movers.birth_date: {{on_unavailable: {meanwhile}}}\n"
    return (*SPLIT, ("moving/moving-out.yaml", "  move.movers.birth_date:\n", said))


def without_births(meanwhile: Meanwhile) -> Simulation:
    """The family's case, opened while the register of births is down."""
    return opened(of=plan("moving", *saying(meanwhile)), down=("births",), answers={}, happens=())


def answered(case: Simulation, **more: str) -> Simulation:
    """The case with every question answered that is asked, birth dates as given."""
    case.give({**ANSWERS, **more})
    return case


def back(case: Simulation) -> None:
    """The register of births answers again."""
    case.town.switch("births", "up")
    case.retry()
    case.settle()
