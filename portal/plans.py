"""The plans new cases run, compiled once each from the catalogue."""

from collections.abc import Mapping
from dataclasses import dataclass

from ichido.compiler.compile import compilable, compile_plan, notice_hash
from ichido.compiler.plan import Plan
from ichido.language.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class Compiled:
    """A plan with the texts of its notices by their hashes: what is published before a case begins."""

    plan: Plan
    texts: Mapping[str, str]


class Plans:
    """What can be opened, by life event or procedure."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Compile from a catalogue that has been checked."""
        self._catalogue = catalogue
        self._known = frozenset(compilable(catalogue))
        self._compiled: dict[str, Compiled] = {}

    def of(self, life_event: str) -> Compiled | None:
        """Give the plan of a life event or a single procedure, None for an unknown one."""
        if life_event not in self._known:
            return None
        if life_event not in self._compiled:
            plan = compile_plan(self._catalogue, life_event)
            pinned = {hash_ for one in plan.procedures.values() for of in one.notices.values() for hash_ in of.values()}
            texts = {notice_hash(notice.text): notice.text for notice in self._catalogue.notices.values()}
            self._compiled[life_event] = Compiled(plan, {hash_: texts[hash_] for hash_ in sorted(pinned)})
        return self._compiled[life_event]
