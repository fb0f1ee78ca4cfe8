"""Asking registries: all of a wave at once, each answer or failure for itself."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ichido.case.conclusions import Lookup
from ichido.compiler.plan import Plan
from ichido.doors.reading import Answered
from ichido.language.kinds import Registry
from ichido.partners import Directory
from ichido.security.introductions import write
from ichido.services.data_service import Answer, DataService, Failure, Purpose
from ichido.store.names import Called
from ichido.store.published import Operating


@dataclass(frozen=True, slots=True)
class Wording:
    """What offices call subjects, by office and id, and what each calls the case."""

    subjects: Mapping[tuple[str, str], Called]
    cases: Mapping[str, str]


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

    async def ask(self, plan: Plan, lookups: Iterable[Lookup], wording: Wording, seconds: float) -> Wave:
        """Ask for all lookups at the same time, within `seconds` together; subjects of whom the same is asked at once.

        Of nobody is more asked than what is wanted of them.
        """
        groups: dict[Lookup, list[Lookup]] = {}
        for lookup in lookups:
            groups.setdefault(lookup.model_copy(update={"subject": ""}), []).append(lookup)
        waves = await asyncio.gather(*(self._ask(plan, group, wording, seconds) for group in groups.values()))
        return Wave(
            answered=tuple(answer for wave in waves for answer in wave.answered),
            failed=tuple(failure for wave in waves for failure in wave.failed),
        )

    async def _ask(self, plan: Plan, group: list[Lookup], wording: Wording, seconds: float) -> Wave:
        first, reach = group[0], (await self.operation()).registries.get(group[0].registry)
        partner, resource = self.directory.partner(first.authority), reach.http if reach else None
        called = {one: wording.subjects.get((first.authority, one.subject)) for one in group}
        names = {one: known.name for one, known in called.items() if known}
        strangers = tuple(Answered(one, None) for one in group if one not in names)
        if not names:
            return Wave(strangers, ())
        if partner is None or partner.url is None or resource is None:
            return Wave(strangers, tuple((one, "no-partner") for one in names))
        answer = await self.service.ask(
            partner,
            resource,
            {known.name: self._letter(first.authority, known) for known in called.values() if known},
            _fields(plan.registries[first.registry], first.terms),
            Purpose(procedure=first.procedure, under=first.under, case=wording.cases[first.authority]),
            first.on,
            seconds,
        )
        match answer:
            case Answer(records, letters):
                said = (Answered(one, records[name], name, letters) for one, name in names.items())
                return Wave((*strangers, *said), ())
            case Failure(_, code):
                return Wave(strangers, tuple((one, code) for one in names))

    def _letter(self, office: str, called: Called) -> str | None:
        """A letter that introduces a subject under a name of ours; None where the office knows it by its own."""
        secret = self.directory.linking()
        if secret is None or called.linked is None:
            return None
        return write(secret, "to-partner", office, called.name, called.linked)


def _fields(registry: Registry, terms: Iterable[str]) -> tuple[str, ...]:
    """Where in the record what is asked for stands, without the first stroke: a plain term is simply its name."""
    held = {term: registry.holds[term] for term in terms}
    pointers = [one.pointer(term.partition(".")[2]) for term, one in held.items()]
    since = [one.as_of for one in held.values() if one.as_of]
    beside = [pointer for pointer in since if not any(pointer.startswith(f"{whole}/") for whole in pointers)]
    return tuple(pointer.removeprefix("/") for pointer in dict.fromkeys((*pointers, *beside)))
