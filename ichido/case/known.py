"""The facts of a case as one reader may see them, for rules to be evaluated over."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

from ichido.case.record import Fact, Record
from ichido.compiler.plan import Plan, PlannedProcedure
from ichido.language.kinds.procedure import OUTCOMES
from ichido.rules.evaluate import evaluate
from ichido.rules.parse import parse
from ichido.rules.tree import Tree
from ichido.rules.values import Address, Cause, Listing, ParameterSet, Subject, Unknown, Value

NOT_PRODUCED = "not-produced"
NOT_ASKED = "not-asked"


@dataclass(frozen=True)
class Reader:
    """For which act facts are read: its article must open them, and `own` data only to their own office."""

    procedure: str
    basis: str
    authority: str | None


@dataclass(frozen=True)
class Known:
    """A world over one record: what `reader` may use, and what `waiting` still has to wait for."""

    plan: Plan
    record: Record
    on: date
    facts: Mapping[tuple[str, str], tuple[Fact, ...]]
    names: Mapping[str, Value] = field(default_factory=dict)
    reader: Reader | None = None
    waiting: str | None = None
    at_opening: bool = False

    def root(self, name: str) -> Value:
        """What a first name stands for."""
        if name in self.names:
            return self.names[name]
        if name == "on":
            return self.on
        if name in self.plan.parameters:
            return ParameterSet(name)
        return self.record.applicant if name == "applicant" else self.record.about

    def fact(self, subject: Subject, term: str) -> Value:
        """A term of a subject: derived, awaited from a procedure, held, or unknown."""
        entry = self.plan.vocabularies[subject.vocabulary].terms[term]
        if entry.is_:
            return evaluate(tree_of(entry.is_), self.naming(**{subject.vocabulary: subject}))
        if entry.at_opening:
            return evaluate(tree_of(entry.at_opening), replace(self, reader=None, waiting=None, at_opening=True))
        name = f"{subject.vocabulary}.{term}"
        if self.waiting and self._awaited(subject, name):
            return Unknown((Cause(subject.id, name, NOT_PRODUCED),))
        held = next(self._usable(subject.id, name), None)
        return held.value if held else Unknown((Cause(subject.id, name, NOT_ASKED),))

    def parameter(self, set: str, name: str, on: date) -> Value:
        """The value in force on a day; before the first one there is none to know."""
        values = self.plan.parameters[set].values[name].from_
        since = max((day for day in values if day <= on), default=None)
        return values[since] if since else Unknown((Cause(set, name, "not-in-force"),))

    def naming(self, **names: Value) -> "Known":
        """This world with more names in it."""
        return replace(self, names={**self.names, **names})

    def value(self, path_or_rule: str) -> Value:
        """What an expression or path comes to here."""
        return evaluate(tree_of(path_or_rule), self)

    def code(self, path: str) -> str | None:
        """The code that picks one of many authorities, from an address or a code."""
        value = self.value(path)
        return value.municipality if isinstance(value, Address) else value if isinstance(value, str) else None

    def _usable(self, subject: str, term: str) -> Iterator[Fact]:
        held = self.facts.get((subject, term), ())
        if self.at_opening:
            return (fact for fact in held if fact.provenance.source != "produced")
        return (fact for fact in reversed(held) if self._may_use(fact))

    def _may_use(self, fact: Fact) -> bool:
        """A registry's fact serves only acts that one of its grants names: rule 10 of the language."""
        source = fact.provenance
        if self.reader is None or source.source != "registry":
            return True
        own = self.reader.authority in (None, source.authority)
        return any(
            self.reader.basis in map(str, grant.for_)
            and (grant.terms is None or fact.term in grant.terms)
            and (grant.channel != "own" or own)
            and ("before-application" in grant.stage or self.record.submitted_on is not None)
            for grant in self.plan.registries[source.registry].gives.values()
        )

    def _awaited(self, subject: Subject, term: str) -> bool:
        """Another procedure will say what the term becomes, and has not yet."""
        for producer in self.plan.procedures[self.waiting or ""].after:
            for path in self.plan.procedures[producer].definition.produces:
                if self._yields(producer, path, subject, term):
                    return True
        return False

    def _yields(self, producer: str, path: str, subject: Subject, term: str) -> bool:
        prefix, _, name = path.rpartition(".")
        free = replace(self, reader=None, waiting=None)
        about = free.value(prefix)
        among = about.items if isinstance(about, Listing) else (about,)
        if term != f"{subject.vocabulary}.{name}" or (subject not in among and not isinstance(about, Unknown)):
            return False
        planned = self.plan.procedures[producer]
        if planned.when and free.value(planned.when) is False:
            return False
        return not any(f.outcome for f in self.record.filings.values() if procedure_of(f.key) == producer)


def knowing(plan: Plan, record: Record, on: date) -> Known:
    """A world in which everything in the record may be read, on one day."""
    facts: dict[tuple[str, str], list[Fact]] = {}
    for fact in record.facts:
        facts.setdefault((fact.subject, fact.term), []).append(fact)
    return Known(plan, record, on, {key: tuple(found) for key, found in facts.items()})


@lru_cache(maxsize=4096)
def tree_of(text: str) -> Tree:
    """The tree of an expression in a plan; the checks passed it before it was compiled."""
    tree = parse(text, None)
    assert not isinstance(tree, tuple), "a plan holds only expressions that passed the checks"
    return tree


def procedure_of(key: str) -> str:
    """`school-support` of `school-support(s-1f…)`."""
    return key.partition("(")[0]


def subject_of(key: str) -> str | None:
    """`s-1f…` of `school-support(s-1f…)`."""
    return key.partition("(")[2].removesuffix(")") or None


def key_of(procedure: str, subject: str | None) -> str:
    """How a procedure for one of several subjects is named in a case."""
    return f"{procedure}({subject})" if subject else procedure


def favourable(planned: PlannedProcedure) -> str:
    """The outcome of a kind of act that yields what the procedure produces."""
    return OUTCOMES[planned.definition.kind][0]
