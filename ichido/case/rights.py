"""By what right somebody acts for the applicant, procedure by procedure: shown, refused, or not known yet."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, TypeAlias

from ichido.case.conclusions import Answer
from ichido.case.known import Known
from ichido.case.mandate import Refused, Wish, best
from ichido.case.record import Record
from ichido.case.standing import Standing, causes, subjects
from ichido.language.kinds.right import Right
from ichido.rules.values import NONE, Cause, Listing, Unknown, Value

Refusal: TypeAlias = Refused | Literal["not-shown", "applicant-only"]


@dataclass(frozen=True)
class Shown:
    """Whether who acts may act in a procedure: yes by `right`, no as `refusal` says, or not known yet.

    `missing` is what registers have yet to say, `agreements` are those whose word is still wanted beside theirs;
    `tried` says of each right why it does not do.
    """

    answer: Answer
    right: str = ""
    refusal: Refusal | None = None
    missing: tuple[Cause, ...] = ()
    agreements: tuple[str, ...] = ()
    tried: tuple[tuple[str, Refusal], ...] = ()


OWN = Shown("yes")
"""Who applies for themselves needs no other right."""


def shown(standing: Standing, today: date | None = None) -> Shown:
    """By what right who acts in a case may act in one procedure of it; only registers and mandates show any.

    What was applied for stands as it was on the day of application; whether more may be done is asked of `today`.
    """
    record, rights = standing.free.record, standing.planned.definition.may_act
    found = OWN
    if is_represented(record):
        found = _best(_one(standing, name, right, today) for name, right in rights.items())
    together = [right for right in rights.values() if right.how == "both"]
    return _agreeing(standing, found, together) if together and found.answer == "yes" else found


def may(standing: Standing) -> bool:
    """Whether a filing can be made by who acts, with the word of everybody whose word it takes."""
    found = shown(standing)
    return found.answer == "yes" and not found.agreements


def is_represented(record: Record) -> bool:
    """Whether somebody else than the applicant acts in a case."""
    return record.actor is not None and record.actor != record.applicant


def _best(found: Iterable[Shown]) -> Shown:
    """Any right will do; of several refusals the one that somebody can do something about."""
    every = tuple(found)
    yes = next((one for one in every if one.answer == "yes"), None)
    if yes:
        return yes
    unknown = tuple(one for one in every if one.answer == "unknown")
    if unknown:
        return replace(unknown[0], missing=tuple(dict.fromkeys(c for one in unknown for c in one.missing)))
    telling = sorted(every, key=lambda one: one.refusal == "not-shown")
    tried = tuple((one.right, one.refusal) for one in every if one.refusal)
    return replace(telling[0], tried=tried) if telling else Shown("no", refusal="applicant-only")


def _one(standing: Standing, name: str, right: Right, today: date | None) -> Shown:
    refused = _by_mandate(standing, right, today) if right.by else None
    if refused:
        return Shown("no", name, refused)
    told = tuple(_told(_all_seen(standing), right))
    if any(one is False or one is NONE for one in told):
        return Shown("no", name, "not-shown")
    if any(isinstance(one, Unknown) for one in told):
        return Shown("unknown", name, missing=tuple(dict.fromkeys(c for one in told for c in causes(one))))
    return Shown("yes", name)


def _by_mandate(standing: Standing, right: Right, today: date | None) -> Refused | None:
    record = standing.free.record
    applied = None if today else record.submitted_on
    wish = Wish(
        life_event=standing.free.plan.life_event,
        procedure=standing.id,
        authority=standing.authority,
        profession=right.profession,
        day=today or applied or standing.free.on,
        applied=applied is not None,
    )
    return best(record.mandates, wish)


def _told(world: Known, right: Right) -> Iterator[Value]:
    """What registers say of who acts: that they are among certain people, and that a condition is met."""
    if right.of:
        yield _among(world.root("actor"), world.value(right.of))
    if right.when:
        yield world.value(right.when)


def _among(who: Value, people: Value) -> Value:
    if who in subjects(people):
        return True
    return Unknown(causes(people)) if _is_open(people) else False


def _is_open(people: Value) -> bool:
    return isinstance(people, Unknown) or (isinstance(people, Listing) and not people.complete)


def _all_seen(standing: Standing) -> Known:
    """Who may act is for the case to know before any of its acts: what one act may see of it serves all."""
    return replace(standing.free, reader=None, waiting=None)


def _agreeing(standing: Standing, found: Shown, together: Iterable[Right]) -> Shown:
    """Where all have to act together, those who have not said yes; whoever the applicant has sent speaks for them."""
    world, record = _all_seen(standing), standing.free.record
    sent = found.right and standing.planned.definition.may_act[found.right].by == "mandate"
    acting = tuple(who for who in (record.actor, record.applicant) if who)[: 2 if sent or not found.right else 1]
    agreed = {*(subject for subject, _ in standing.filing.agreed), *(who.id for who in acting)}
    left: dict[str, None] = {}
    for people in (world.value(right.of) for right in together if right.of):
        if _is_open(people):
            return replace(found, answer="unknown", missing=causes(people))
        named = subjects(people)
        if any(who in named for who in (record.actor, record.applicant)):
            left |= dict.fromkeys(one.id for one in named if one.id not in agreed)
    return replace(found, agreements=tuple(left))
