"""An authority, or a role that many authorities have: who is competent."""

from typing import Literal

from ichido.language.kinds.definition import Definition
from ichido.language.kinds.model import Labels, Model
from ichido.language.scalars import Duration, Id, Path


class Acknowledge(Model):
    """How soon an authority says that it has a submission, and what follows if it does not."""

    within: Duration
    else_: Literal["remind", "escalate"] = "remind"


class Reach(Model):
    """How a partner is reached: operation, not law, so it is read at run time and never in a plan.

    `answers` is how offices of this role usually work together. Offices of one role differ, so for each one its entry
    among the partners decides: one without a `url` pulls, that is it fetches submissions from `/outbox/{code}`.
    """

    http: str | None = None
    sql: str | None = None
    answers: Literal["webhook", "pull"] = "webhook"
    reconcile: Literal["by-key", "idempotent", "none"] = "none"


class Authority(Definition):
    """Who decides; `one_per` says which code picks one of many, such as a municipality by address."""

    authority: Id
    title: Labels
    one_per: Path | None = None
    calendar: Id
    acknowledge: Acknowledge | None = None
    reach: Reach = Reach()
