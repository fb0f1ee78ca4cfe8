"""Sources that say different things of one term: whose word counts, by which rule, and which were set aside."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ichido.case.canonical import agree
from ichido.case.permits import confirms
from ichido.case.record import Fact
from ichido.compiler.plan import Plan
from ichido.language.kinds.permit import EARLIER
from ichido.language.kinds.vocabulary import EARLIER_CASE, NOT_NAMED, PERSON, Conflict, Term, precedence

Facts = Mapping[tuple[str, str], tuple[Fact, ...]]
"""What counts of a record, by subject and term, in the order in which it came."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What sources say differently of a term of a subject, now or on a day: the newest word of each, the first counts.

    `open`: the person is still to say which of them is right, and none counts until then.
    """

    subject: str
    term: str
    on: date | None
    facts: tuple[Fact, ...]
    rule: Conflict
    open: bool


def differences(plan: Plan, facts: Facts) -> Iterator[Difference]:
    """Every difference among the sources of a case, in the order of its facts."""
    for (subject, term), every in facts.items():
        if len(every) < 2:
            continue
        for on in dict.fromkeys(fact.provenance.on for fact in every):
            said = tuple(_newest(plan, [fact for fact in every if fact.provenance.on == on]))
            found = _differing(plan, said)
            if len(found) > 1:
                entry = entry_of(plan, term)
                asked = entry.conflict == "ask" and said[-1].provenance.source not in ("person", "produced")
                yield Difference(subject, term, on, found, entry.conflict, asked)


def in_order(entry: Term, oldest_first: Sequence[Fact]) -> tuple[Fact, ...]:
    """Facts of one term by whose word counts first: of one source, and of those in one turn, the newest.

    What the person says last, having been asked again, counts. An outcome counts over all that was known before it.
    """
    newest = oldest_first[::-1]
    if newest and newest[0].provenance.source == "person":
        return (newest[0], *_by_turn(entry, newest[1:]))
    return tuple(_by_turn(entry, newest))


def source_of(fact: Fact) -> str:
    """Who says it, as a term's `sources` name it; an outcome by the procedure that it is of."""
    source = fact.provenance
    match source.source:
        case "registry":
            return source.registry
        case "produced":
            return source.filing
    return PERSON if source.source == "person" else EARLIER_CASE


def entry_of(plan: Plan, term: str) -> Term:
    """The entry of a term (`vocabulary.term`) that facts are of."""
    vocabulary, _, name = term.partition(".")
    return plan.vocabularies[vocabulary].terms[name]


def _by_turn(entry: Term, newest: Iterable[Fact]) -> list[Fact]:
    found = tuple(newest)
    turns = [_turn(entry, fact) for fact in found if fact.provenance.source != "produced"]
    # An outcome is of no turn: it goes with the first, so that only what came after it can count over it.
    first = min((turn for turn in turns if turn < NOT_NAMED + 2), default=NOT_NAMED)
    return sorted(found, key=lambda fact: first if fact.provenance.source == "produced" else _turn(entry, fact))


def _turn(entry: Term, fact: Fact) -> int:
    return precedence(entry, source_of(fact))


def _newest(plan: Plan, oldest_first: Sequence[Fact]) -> Iterator[Fact]:
    """The newest word of each source, oldest first: what no outcome superseded, nothing that is yet to be confirmed."""
    produced = max((i for i, fact in enumerate(oldest_first) if fact.provenance.source == "produced"), default=0)
    standing = [fact for fact in oldest_first[produced:] if not _proposed(plan, fact)]
    last = {source_of(fact): fact for fact in standing}
    yield from (fact for fact in standing if last[source_of(fact)] is fact)


def _proposed(plan: Plan, fact: Fact) -> bool:
    return fact.provenance.registry == EARLIER and confirms(plan, fact)


def _differing(plan: Plan, said: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """The fact that counts and those that cannot be so beside it; alone, if all agree."""
    if len(said) < 2:
        return said
    counts, *others = in_order(entry_of(plan, said[0].term), said)
    return (counts, *(fact for fact in others if not agree(counts.value, fact.value, alike=plan.alike)))
