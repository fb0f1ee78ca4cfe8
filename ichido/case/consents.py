"""What a person has consented to, and what rests on it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from ichido.case.conclusions import Lookup
from ichido.case.record import Change, Choice, Consent, Fact, Record
from ichido.compiler.claims import claim
from ichido.compiler.consents import Reading, rests_on
from ichido.compiler.plan import Plan
from ichido.language.kinds.permit import EARLIER
from ichido.rules.values import Listing, Subject

AGREED: tuple[Choice, ...] = ("apply", "give")
"""The answers by which something is consented to."""


class Standpoint(NamedTuple):
    """Whose consents count: those that stand, or for what `was_sent` already also those withdrawn since."""

    record: Record
    was_sent: bool = False

    def consents(self) -> Iterator[Consent]:
        """The consents that count."""
        return (one for one in self.record.consents if self.was_sent or one.withdrawn_at is None)

    def opens(self, registry: str, grant: str, procedure: str) -> bool:
        """Whether a consent opens a grant to a procedure: one to this reading, or to all that its partner is sent."""
        return any(
            procedure in one.procedures and (one.kind == "partner" or _of(one, "registry", registry, grant))
            for one in self.consents()
        )

    def covers(self, plan: Plan, fact: Fact) -> bool:
        """Whether a fact may count as far as consent goes: it needs none, or the one it was obtained under counts."""
        source = fact.provenance
        if source.source == "registry":
            registry = plan.registries.get(source.registry)
            grant = registry.gives.get(source.grant) if registry else None
            if grant is None or grant.channel != "consent":
                return True
            acts = (id_ for id_, one in plan.procedures.items() if str(one.definition.basis) in source.acts)
            return any(self.opens(source.registry, source.grant, id_) for id_ in acts)
        if source.source == "person" and source.earlier:
            permit = plan.permits.get(source.grant)
            about = (fact.subject, fact.term)
            return (
                permit is None
                or permit.by != "consent"
                or any(_of(one, "reuse", EARLIER, source.grant) and _about(one) == about for one in self.consents())
            )
        return True


def answered(plan: Plan, record: Record, procedure: str, registry: str, grant: str) -> bool | None:
    """Whether a grant by consent is open to a procedure; None while the person has not been asked."""
    if Standpoint(record).opens(registry, grant, procedure):
        return True
    definition = plan.procedures[procedure].definition
    if claim(definition, plan.authorities[definition.authority]) == "consent":
        return False  # who agrees that a partner is told anything is asked once, for all of it
    return None if Reading(registry, grant, procedure).key not in record.choices else False


def agreed(plan: Plan, record: Record, lookup: Lookup) -> bool:
    """Whether a lookup may be made as far as consent goes."""
    registry = plan.registries.get(lookup.registry)
    grant = registry.gives.get(lookup.grant) if registry else None
    if grant is None or grant.channel != "consent":
        return True
    return Standpoint(record).opens(lookup.registry, lookup.grant, lookup.procedure)


def taken_back(plan: Plan, record: Record, lookup: Lookup) -> bool:
    """Whether a lookup was agreed to once and may not be made any more."""
    once = Standpoint(record, was_sent=True)
    return not agreed(plan, record, lookup) and once.opens(lookup.registry, lookup.grant, lookup.procedure)


def put_aside(plan: Plan, record: Record, change: Change, lookups: Iterable[Lookup]) -> Change:
    """What registers gave without what nobody agrees to any more: its consent was withdrawn while it was asked."""
    refused = {
        (one.registry, one.authority, one.subject, term)
        for one in lookups
        if not agreed(plan, record, one)
        for term in one.terms
    }
    if not refused:
        return change
    aside, kept = list[Fact](), list[Fact]()
    for fact in change.facts:
        of = (fact.provenance.registry, fact.provenance.authority, fact.subject, fact.term)
        (aside if of in refused else kept).append(fact)
    unmet = {one.id for fact in aside for one in _named(fact)} - {one.id for fact in kept for one in _named(fact)}
    return replace(
        change,
        facts=tuple(kept),
        attempts=tuple(a for a in change.attempts if (a.registry, a.authority, a.subject, a.term) not in refused),
        subjects=tuple(one for one in change.subjects if one[0].id not in unmet),
    )


def anew(plan: Plan, record: Record, registry: str, terms: Iterable[str]) -> int:
    """How many consents to reading one of these terms from a register were withdrawn: so often it is asked anew."""
    withdrawn = (one for one in record.consents if one.withdrawn_at is not None)
    return sum(1 for one in withdrawn if not opened_by(plan, one, registry).isdisjoint(terms))


def opened_by(plan: Plan, consent: Consent, registry: str) -> frozenset[str]:
    """The terms of a register that a consent opens: by itself, or for all that a partner is sent."""
    of = plan.registries.get(registry)
    if of is None or (consent.kind == "registry" and consent.source != registry) or consent.kind == "reuse":
        return frozenset()
    grants = [
        grant
        for name, grant in of.gives.items()
        if grant.channel == "consent"
        and consent.grant in ("", name)
        and not set(map(str, grant.for_)).isdisjoint(consent.acts)
    ]
    return frozenset(term for grant in grants for term in (of.holds if grant.terms is None else grant.terms))


def withdrawn_reuse(record: Record, subject: str, term: str) -> bool:
    """Whether the person has taken back that what another case says of this is used."""
    return any(
        one.kind == "reuse" and one.withdrawn_at is not None and _about(one) == (subject, term)
        for one in record.consents
    )


def standing_under(record: Record, key: str) -> Consent | None:
    """The consent given under a question that stands."""
    return next((one for one in record.consents if one.key == key and one.withdrawn_at is None), None)


def consented(record: Record) -> tuple[str, ...]:
    """The questions under which a consent stands."""
    return tuple(one.key for one in record.consents if one.withdrawn_at is None)


def withdrawn(record: Record) -> tuple[str, ...]:
    """The questions under which a consent was given and withdrawn."""
    return tuple(one.key for one in record.consents if one.withdrawn_at is not None)


def partners_withdrawn(record: Record, keys: Iterable[str]) -> tuple[str, ...]:
    """Those of some filings whose partner is not to have them any more."""
    gone = {one.key for one in record.consents if one.kind == "partner" and one.withdrawn_at is not None}
    return tuple(key for key in keys if key in gone)


def may_be_stopped(plan: Plan, procedures: Iterable[str]) -> bool:
    """Whether something that is sent for these procedures may rest on consent, and so be stopped."""
    return any(rests_on(plan, procedure) for procedure in procedures)


def _named(fact: Fact) -> tuple[Subject, ...]:
    items = fact.value.items if isinstance(fact.value, Listing) else (fact.value,)
    return tuple(item for item in items if isinstance(item, Subject))


def _of(consent: Consent, kind: str, source: str, grant: str) -> bool:
    return (consent.kind, consent.source, consent.grant) == (kind, source, grant)


def _about(consent: Consent) -> tuple[str, str]:
    return consent.subject, consent.terms[0]
