"""What a representative may do with a case today, procedure by procedure; if nothing, what right is missing."""

from collections.abc import Iterable, Iterator
from datetime import date

from ichido.case.conclusions import Conclusions
from ichido.case.known import knowing
from ichido.case.rights import Shown, shown
from ichido.case.standing import Standing, standings
from ichido.compiler.plan import Plan
from ichido.compiler.scope import Scope, steps
from ichido.language.kinds.model import label
from ichido.rules.types import Type
from ichido.security.access import Action
from ichido.store.cases import StoredCase
from portal.problem import Fault, Problem

_WHAT: dict[str, str] = {
    "no-mandate": "they have given you no mandate; ask them for one that names this procedure, then accept it",
    "mandate-not-accepted": "you have not accepted their mandate; accept it first",
    "mandate-not-begun": "their mandate has not begun; come back on its first day",
    "mandate-ended": "their mandate has ended; ask them for a new one",
    "mandate-revoked": "they have revoked their mandate; ask them whether you are still to act",
    "outside-mandate": "their mandate is for something else; ask them for one that names this procedure",
    "not-qualified": "no office has confirmed your profession; show your registration at the office it is before",
    "not-shown": "the registers do not show it; ask the person for a mandate, or that they act themselves",
    "applicant-only": "nobody but the person may act in this procedure; ask them to do it themselves",
}


_Rights = tuple[tuple[Standing, Shown], ...]


def within(plan: Plan, stored: StoredCase, on: date, action: Action) -> frozenset[str]:
    """The procedures, by key, in which who acts may act today; Problem 403 for none, 409 while registers are asked.

    Whoever is protected from who acts is kept from them before any right is asked.
    """
    assert stored.conclusions is not None
    found = _rights(plan, stored, on)
    open_ = frozenset(standing.key for standing, right in found if right.answer == "yes")
    coming = frozenset(s.key for s, right in found if right.answer == "unknown" and _is_coming(stored, s.key))
    if open_ or (coming and action == "status") or not found:
        return open_ | coming if action == "status" else open_
    if coming:
        detail = "the registers that show whether you may act have not answered yet: nothing is lost, ask again later"
        raise Problem(409, "right-not-shown-yet", detail)
    raise _no_right(plan, found)


def _no_right(plan: Plan, found: _Rights) -> Problem:
    """What right is missing, for each procedure under which article, and what to do about it."""
    detail = "nothing shows that you may act for this person: each fault says which right is missing and what to do"
    return Problem(403, "no-right", detail, tuple(_faults(plan, found)))


def refused(plan: Plan, stored: StoredCase, on: date) -> Problem | None:
    """Why a case is not opened for somebody: it is certain already that no right is there."""
    found = _rights(plan, stored, on)
    certain = all(right.answer == "no" or not _is_coming(stored, s.key) for s, right in found)
    none = all(right.answer != "yes" for _, right in found)
    return _no_right(plan, found) if found and certain and none else None


def visible(plan: Plan, keys: Iterable[str], conclusions: Conclusions) -> frozenset[str]:
    """The terms, as `vocabulary.term`, that some procedures of a case read: what who acts in them has to see."""
    procedures = {one.procedure for one in conclusions.procedures if one.key in set(keys)}
    needs = (need for need in plan.needs if need.procedure in procedures and need.use != "right")
    roots = {name: Type("subject", vocabulary=kind) for name, kind in plan.roots.items()}
    scope = Scope(plan.vocabularies, plan.parameters, roots)
    return frozenset(f"{step.vocabulary}.{step.term}" for need in needs for step in steps(scope, need.path))


def _rights(plan: Plan, stored: StoredCase, on: date) -> _Rights:
    found = standings(knowing(plan, stored.record, on))
    if stored.barred:
        # As to anybody who holds no right: that the applicant is protected from them is not told.
        return tuple((standing, Shown("no", refusal="not-shown")) for standing in found)
    return tuple((standing, shown(standing, on)) for standing in found)


def _is_coming(stored: StoredCase, key: str) -> bool:
    """Whether a register is still being asked by what right somebody acts in a procedure."""
    found = stored.conclusions.procedure(key) if stored.conclusions else None
    return found is None or any(one.kind == "registry" for one in found.waiting)


def _faults(plan: Plan, found: _Rights) -> Iterator[Fault]:
    for standing, right in found:
        if standing.applies is False:
            continue
        rights = plan.procedures[standing.id].definition.may_act
        article = str(plan.procedures[standing.id].definition.basis)
        # What somebody can do something about comes first.
        tried = sorted(right.tried, key=lambda one: one[1] == "not-shown")
        for name, why in tried or ((right.right, right.refusal or "not-shown"),):
            under = str(rights[name].under) if name in rights else article
            called = label(rights[name].labels, "en", name) if name in rights else "only the applicant"
            yield Fault(standing.key, why, f"{called} ({under}): {_WHAT[why]}")
