"""Who may do what: one table from role and action to how the caller must stand to the case."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, TypeAlias, assert_never

Role: TypeAlias = Literal["person", "representative", "clerk", "campaign", "operator"]
Action: TypeAlias = Literal[
    "open", "rehearse", "list", "status", "form", "answer", "disclosures", "notices", "act", "task",
    "decode", "delete", "retention", "hold", "dispose", "forget", "protect", "consents", "withdraw", "burden",
    "agree", "in-person", "give-mandate", "take-mandate", "record-mandate",
]  # fmt: skip
Relation: TypeAlias = Literal["own", "acting", "asked", "office", "counter", "entrusted", "any"]
Right: TypeAlias = Literal["protection"]


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls: a person, or who acts for one, by what their own authority calls them, or an office by its code.

    With an office's code may come who acts for it; `rights` are what it has entrusted to them beyond their role.
    """

    role: Role
    subject: str | None = None
    authority: str | None = None
    rights: frozenset[Right] = frozenset()


@dataclass(frozen=True, slots=True)
class Target:
    """What is called upon: whose case, known to which authorities, opened by whom, and who else takes part in it.

    `names` are what authorities call whose case it is, as (authority, name), `acting` who acts for them, and `asked`
    those who have to say yes before anything is sent.
    """

    names: frozenset[tuple[str, str]] = frozenset()
    known_at: frozenset[str] = frozenset()
    opened_by: Role | None = None
    offices: frozenset[str] = frozenset()
    acting: frozenset[tuple[str, str]] = frozenset()
    asked: frozenset[tuple[str, str]] = frozenset()


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
        ("person", "in-person"): "own",
        ("person", "give-mandate"): "own",
        ("person", "agree"): "asked",
        # In which procedures, and whether still, their right says each time anew (portal/rights.py).
        ("representative", "open"): "acting",
        ("representative", "rehearse"): "acting",
        ("representative", "status"): "acting",
        ("representative", "form"): "acting",
        ("representative", "answer"): "acting",
        ("representative", "notices"): "acting",
        ("representative", "take-mandate"): "own",
        ("clerk", "open"): "office",
        ("clerk", "list"): "office",
        ("clerk", "status"): "office",
        # Values are for the desk at which the person stood, not for every desk the case passes.
        ("clerk", "form"): "counter",
        ("clerk", "answer"): "counter",
        ("clerk", "act"): "office",
        # A mandate on paper is shown at the desk of an office that knows the person, or whoever they have sent.
        ("clerk", "record-mandate"): "office",
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
    # A name means somebody only together with the authority that calls them so.
    name = (authority, caller.subject) if caller.subject else None
    match relation:
        case "own":
            return name in target.names
        case "acting":
            return name in target.acting
        case "asked":
            return name in target.asked
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
