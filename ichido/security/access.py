"""Who may do what: one table from role and action to how the caller must stand to the case."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, TypeAlias, assert_never

Role: TypeAlias = Literal["person", "representative", "clerk", "campaign", "operator"]
Action: TypeAlias = Literal[
    "open", "rehearse", "list", "status", "form", "answer", "disclosures", "notices", "act", "task",
    "decode", "delete", "retention", "hold", "dispose", "forget", "protect", "consents", "withdraw", "burden",
]  # fmt: skip
Relation: TypeAlias = Literal["own", "office", "counter", "entrusted", "any"]
Right: TypeAlias = Literal["protection"]


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls: a person by what their authority calls them, or an office by its code, with who acts for it.

    `rights` are what an office has entrusted to somebody beyond their role.
    """

    role: Role
    subject: str | None = None
    authority: str | None = None
    rights: frozenset[Right] = frozenset()


@dataclass(frozen=True, slots=True)
class Target:
    """What is called upon: whose case, known to which authorities, opened by whom, and who else takes part in it.

    `names` are what authorities call whose case it is, as (authority, name).
    """

    names: frozenset[tuple[str, str]] = frozenset()
    known_at: frozenset[str] = frozenset()
    opened_by: Role | None = None
    offices: frozenset[str] = frozenset()


TABLE: MappingProxyType[tuple[Role, Action], Relation] = MappingProxyType(
    {
        ("person", "open"): "own",
        ("person", "rehearse"): "own",
        ("person", "status"): "own",
        ("person", "form"): "own",
        ("person", "answer"): "own",
        ("person", "disclosures"): "own",
        ("person", "notices"): "own",
        # Whoever consented takes it back; nobody does so for another, but a clerk types a paper that says so.
        ("person", "consents"): "own",
        ("person", "withdraw"): "own",
        ("person", "burden"): "own",
        ("clerk", "consents"): "counter",
        ("clerk", "withdraw"): "counter",
        ("clerk", "burden"): "office",
        ("operator", "burden"): "any",
        # What was submitted is an official record: the person deletes drafts only.
        ("person", "delete"): "own",
        ("representative", "open"): "own",
        ("representative", "status"): "own",
        ("representative", "form"): "own",
        ("representative", "answer"): "own",
        ("representative", "notices"): "own",
        ("clerk", "open"): "office",
        ("clerk", "list"): "office",
        ("clerk", "status"): "office",
        # Values are for the desk at which the person stood, not for every desk the case passes.
        ("clerk", "form"): "counter",
        ("clerk", "answer"): "counter",
        ("clerk", "act"): "office",
        # What Temporal keeps of a case names no value: conclusions, references, days.
        ("clerk", "decode"): "office",
        ("clerk", "retention"): "office",
        ("clerk", "hold"): "office",
        # Whoever decides that a record goes does not destroy it, and the other way round.
        ("clerk", "dispose"): "office",
        # Who decides on protections is few people of the office that entered them.
        ("clerk", "protect"): "entrusted",
        ("campaign", "open"): "office",
        ("campaign", "status"): "office",
        ("operator", "rehearse"): "any",
        ("operator", "list"): "any",
        ("operator", "status"): "any",
        ("operator", "task"): "any",
        ("operator", "decode"): "any",
        ("operator", "retention"): "any",
        ("operator", "hold"): "any",
        ("operator", "forget"): "any",
        ("operator", "protect"): "any",
    }
)
"""What is not here is not allowed."""


def may(caller: Caller, action: Action, target: Target) -> bool:
    """Say whether the caller may do this to that."""
    relation = TABLE.get((caller.role, action))
    return relation is not None and _stands(caller, relation, target)


def _stands(caller: Caller, relation: Relation, target: Target) -> bool:
    authority = caller.authority or ""
    match relation:
        case "own":
            # A name means somebody only together with the authority that calls them so.
            return bool(caller.subject) and (authority, caller.subject) in target.names
        case "office":
            return authority in target.known_at | target.offices
        case "counter":
            return authority in target.known_at and target.opened_by == caller.role
        case "entrusted":
            return authority in target.known_at and "protection" in caller.rights
        case "any":
            return True
        case _:
            assert_never(relation)
