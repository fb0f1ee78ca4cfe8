"""The plans new cases run, compiled once each from the catalogue."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from ichido.compiler.compile import NotInForce, compilable, compile_plan, notice_hash
from ichido.compiler.plan import Plan
from ichido.language.catalogue import Catalogue

REMEMBERED = 200
"""How many plans a process keeps; a catalogue without dates has one for each life event."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """A plan with the texts of its notices by their hashes: what is published before a case begins."""

    plan: Plan
    texts: Mapping[str, str]


class Plans:
    """What can be opened, by life event or procedure, as it is in force on a day."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Compile from a catalogue that has been checked."""
        self._catalogue = catalogue
        self._known = frozenset(compilable(catalogue))
        self._compiled: OrderedDict[tuple[str, date | None], Compiled | None] = OrderedDict()

    def today(self, now: datetime) -> date:
        """What day it is where the catalogue's calendars are kept, before any plan is known."""
        calendars = self._catalogue.calendars
        zone = calendars[min(calendars)].model.zone if calendars else "UTC"
        return now.astimezone(ZoneInfo(zone)).date()

    def of(self, life_event: str, on: date) -> Compiled | None:
        """Give the plan of a life event or procedure; None for one that is unknown or not in force that day."""
        if life_event not in self._known:
            return None
        key = (life_event, on if self._catalogue.dated else None)
        if key not in self._compiled:
            self._compiled[key] = self._compile(*key)
            if len(self._compiled) > REMEMBERED:
                self._compiled.popitem(last=False)
        return self._compiled[key]

    def _compile(self, life_event: str, on: date | None) -> Compiled | None:
        try:
            plan = compile_plan(self._catalogue, life_event, on)
        except NotInForce:
            return None
        of_outcomes = (of for one in plan.procedures.values() for of in one.notices.values())
        pinned = {hash_ for of in (*of_outcomes, *plan.letters.values()) for hash_ in of.values()}
        texts = {notice_hash(notice.text): notice.text for notice in self._catalogue.notices.values()}
        return Compiled(plan, {hash_: texts[hash_] for hash_ in sorted(pinned)})
