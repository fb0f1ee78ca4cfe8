"""An authority, or a role that many authorities have: who is competent."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from ichido.language.kinds.definition import Definition
from ichido.language.kinds.model import Labels, Model
from ichido.language.scalars import Duration, Id, Path

_OFFICE = re.compile(r"[a-z0-9*]+(-[a-z0-9*]+)*")


def _office(value: str) -> str:
    if _OFFICE.fullmatch(value) is None or value.count("*") > 1:
        raise ValueError("an office's code is small letters and digits with hyphens; `*` stands for the whole code")
    return value


Office = Annotated[str, AfterValidator(_office)]


class Acknowledge(Model):
    """How soon an authority says that it has a submission, and what follows if it does not."""

    within: Duration
    else_: Literal["remind", "escalate"] = "remind"


class Reach(Model):
    """How a partner is reached: operation, not law, so it is read at run time and never in a plan.

    `answers` is how offices of this role usually work together. Offices of one role differ, so for each one its entry
    among the partners decides: one without a `url` pulls, that is it fetches submissions from `/outbox/{code}`.
    `rate` is how many requests a minute each office is sent at most of what waited while it was in trouble.
    """

    http: str | None = None
    sql: str | None = None
    answers: Literal["webhook", "pull"] = "webhook"
    reconcile: Literal["by-key", "idempotent", "none"] = "none"
    rate: Annotated[int, Field(ge=1, le=60_000)] | None = None


class Authority(Definition):
    """Who decides; `one_per` says which code picks one of many, such as a municipality by address.

    `offices` says which office serves the codes that begin so, `*` all others; the longest beginning counts, and `*`
    in an office's code stands for the whole code. Without it the code itself names the office. A private authority is
    sent nothing without consent.
    """

    authority: Id
    title: Labels
    sector: Literal["public", "private"] = "public"
    one_per: Path | None = None
    offices: dict[str, Office] = Field(default_factory=dict)
    calendar: Id
    acknowledge: Acknowledge | None = None
    reach: Reach = Reach()

    def office_of(self, code: str) -> str | None:
        """The office that serves a code such as a municipality's; None where no office does."""
        if not self.offices:
            return code
        beginning = max((begins for begins in self.offices if code.startswith(begins)), key=len, default="*")
        office = self.offices.get(beginning)
        return office.replace("*", code) if office else None
