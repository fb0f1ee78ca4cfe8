"""Asking registries: all of a wave at once, each answer or failure for itself."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ichido.case.conclusions import Lookup
from ichido.compiler.plan import Plan
from ichido.doors.reading import Answered
from ichido.language.kinds import Registry
from ichido.partners import Directory
from ichido.services.data_service import Answer, DataService, Failure, Purpose
from ichido.store.published import Operating


@dataclass(frozen=True, slots=True)
class Wave:
    """What came of asking: records for some lookups, a code for each that failed and may be tried again."""

    answered: tuple[Answered, ...]
    failed: tuple[tuple[Lookup, str], ...]


@dataclass(frozen=True)
class Registries:
    """The registries as they can be reached now."""

    service: DataService
    directory: Directory
    operation: Operating

    async def ask(
        self, plan: Plan, case: str, lookups: Iterable[Lookup], references: Mapping[str, str], seconds: float
    ) -> Wave:
        """Ask for all lookups at the same time, within `seconds` together; subjects of whom the same is asked at once.

        Of nobody is more asked than what is wanted of them.
        """
        groups: dict[Lookup, list[Lookup]] = {}
        for lookup in lookups:
            groups.setdefault(lookup.model_copy(update={"subject": ""}), []).append(lookup)
        waves = await asyncio.gather(*(self._ask(plan, case, group, references, seconds) for group in groups.values()))
        return Wave(
            answered=tuple(answer for wave in waves for answer in wave.answered),
            failed=tuple(failure for wave in waves for failure in wave.failed),
        )

    async def _ask(
        self, plan: Plan, case: str, group: list[Lookup], references: Mapping[str, str], seconds: float
    ) -> Wave:
        first = group[0]
        known = [lookup for lookup in group if lookup.subject in references]
        strangers = tuple(Answered(lookup, None) for lookup in group if lookup.subject not in references)
        reach = (await self.operation()).registries.get(first.registry)
        partner, resource = self.directory.partner(first.authority), reach.http if reach else None
        if not known:
            return Wave(strangers, ())
        if partner is None or partner.url is None or resource is None:
            return Wave(strangers, tuple((lookup, "no-partner") for lookup in known))
        answer = await self.service.ask(
            partner,
            resource,
            tuple(dict.fromkeys(references[lookup.subject] for lookup in known)),
            _fields(plan.registries[first.registry], first.terms),
            Purpose(procedure=first.procedure, under=first.under, case=case),
            first.on,
            seconds,
        )
        match answer:
            case Answer(records):
                return Wave((*strangers, *(Answered(lk, records[references[lk.subject]]) for lk in known)), ())
            case Failure(_, code):
                return Wave(strangers, tuple((lookup, code) for lookup in known))


def _fields(registry: Registry, terms: Iterable[str]) -> tuple[str, ...]:
    """Where in the record what is asked for stands, without the first stroke: a plain term is simply its name."""
    held = {term: registry.holds[term] for term in terms}
    pointers = [one.pointer(term.partition(".")[2]) for term, one in held.items()]
    since = [one.as_of for one in held.values() if one.as_of]
    beside = [pointer for pointer in since if not any(pointer.startswith(f"{whole}/") for whole in pointers)]
    return tuple(pointer.removeprefix("/") for pointer in dict.fromkeys((*pointers, *beside)))
