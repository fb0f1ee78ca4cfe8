"""Which readings a person is asked to consent to: of each register, under each grant by consent, for each procedure."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ichido.compiler.plan import Plan, PlannedNeed
from ichido.compiler.terms import term_of
from ichido.language.kinds.permit import EARLIER
from ichido.language.kinds.vocabulary import data_of

PREFIX = "consent:"


class Reading(NamedTuple):
    """A register is read under one of its grants by consent, for one procedure."""

    registry: str
    grant: str
    procedure: str

    @property
    def key(self) -> str:
        """What the answer is filed under; what follows the prefix holds no brackets and no spaces."""
        return f"{PREFIX}{self.registry}.{self.grant}:{self.procedure}"


def reading_of(key: str) -> Reading | None:
    """The reading that a question is about; None for every other question."""
    if not key.startswith(PREFIX):
        return None
    source, _, procedure = key.removeprefix(PREFIX).rpartition(":")
    registry, _, grant = source.partition(".")
    return Reading(registry, grant, procedure)


def readings(needs: Iterable[PlannedNeed]) -> Iterator[Reading]:
    """What a plan is to read by consent, each once, in the order of its needs."""
    of = (one for one in needs if one.origin == "obtained" and one.channel == "consent")
    yield from dict.fromkeys(Reading(one.via, one.grant, one.procedure) for one in of)


def paths_read(plan: Plan, reading: Reading) -> tuple[str, ...]:
    """The paths of all that a procedure needs and the grant opens: what the consent is about, however much is read."""
    registry = plan.registries[reading.registry]
    grant = registry.gives[reading.grant]
    opened = set(registry.holds if grant.terms is None else grant.terms)
    found = (
        need.canonical
        for need in plan.needs
        if need.origin in ("obtained", "asked") and _for(need, reading) and term_of(plan, need.canonical) in opened
    )
    return tuple(dict.fromkeys(found))


def paths_sent(plan: Plan, procedure: str) -> tuple[str, ...]:
    """The paths of all that the authority of a procedure receives."""
    of = (need.canonical for need in plan.needs if need.procedure == procedure and need.use == "payload")
    return tuple(dict.fromkeys(of))


def consentable(plan: Plan, term: str) -> bool:
    """Whether consent can open a term: it is never enough for specific personal information (番号法 19条)."""
    return data_of(plan.vocabularies, term) != "specific-personal"


def rests_on(plan: Plan, procedure: str) -> bool:
    """Whether what is sent for a procedure may rest on consent: to its partner, to a reading, or to use again."""
    definition = plan.procedures[procedure].definition
    if plan.authorities[definition.authority].sector == "private":
        return True
    act = str(definition.basis)
    by_consent = (
        opening.acts
        for opened in plan.openings.values()
        for opening in opened
        if (opening.registry == EARLIER and getattr(opening.grant, "by", "") == "consent")
        or opening.grant.channel == "consent"
    )
    return any(act in acts for acts in by_consent)


def _for(need: PlannedNeed, reading: Reading) -> bool:
    """What the act itself reads, and what is read under the grant to find out whether it applies, or its office."""
    if need.use in ("condition", "key"):
        return (need.via, need.grant) == reading[:2]
    return need.procedure == reading.procedure
