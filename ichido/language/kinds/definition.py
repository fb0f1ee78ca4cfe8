"""What every definition may say of itself: when it is in force, what it is changed by, what none may change."""

from datetime import date
from functools import cache

from ichido.language.kinds.model import Model
from ichido.language.scalars import Citation, Day


class InForce(Model):
    """A period from its first day until the first day on which it is over; a side left out is open."""

    from_: Day | None = None
    until: Day | None = None

    @property
    def first(self) -> date:
        """The first day, the calendar's first when there is none before."""
        return self.from_ or date.min

    @property
    def over(self) -> date:
        """The day after the last, the calendar's last when there is no end."""
        return self.until or date.max

    def covers(self, day: date) -> bool:
        """Whether the day lies in the period."""
        return self.first <= day < self.over

    def meets(self, other: "InForce") -> bool:
        """Whether the two have a day in common."""
        return max(self.first, other.first) < min(self.over, other.over)

    def within(self, other: "InForce") -> "InForce":
        """The days the two have in common; meaningless unless they meet."""
        begins = [period.from_ for period in (self, other) if period.from_]
        ends = [period.until for period in (self, other) if period.until]
        return _period(max(begins, default=None), min(ends, default=None))

    def outside(self, other: "InForce") -> "tuple[InForce, ...]":
        """The days of this period before and after the other, which it meets."""
        before = _period(self.from_, other.from_) if other.from_ else None
        after = _period(other.until, self.until) if other.until else None
        return tuple(period for period in (before, after) if period and period.first < period.over)

    def __str__(self) -> str:
        words = (f"from {self.from_}" if self.from_ else "", f"until {self.until}" if self.until else "")
        return " ".join(word for word in words if word) or "always"


class Definition(Model):
    """A document with which law says something: dated, laid over only under an ordinance, in part locked."""

    in_force: InForce | None = None
    ordinance: Citation | None = None
    locked: tuple[str, ...] = ()


@cache
def always() -> InForce:
    """The period of what says none."""
    return InForce()


def _period(from_: date | None, until: date | None) -> InForce:
    return InForce.model_validate({"from": from_, "until": until})
