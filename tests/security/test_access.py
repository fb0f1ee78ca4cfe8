"""The matrix of roles and actions, role by role, and every way of standing to a case."""

from typing import get_args

import pytest

from ichido.security.access import Action, Caller, Role, Target, may

ROLES: tuple[Role, ...] = get_args(Role)
ACTIONS: tuple[Action, ...] = get_args(Action)
GIVING: tuple[Action, ...] = ("give-mandate", "in-person")
KEEPING: tuple[Action, ...] = ("retention", "hold", "dispose")
AGREED: tuple[Action, ...] = ("consents", "withdraw")
OWN: set[Action] = {
    "open", "rehearse", "status", "form", "answer", "disclosures", "notices", "delete", "burden", *AGREED, *GIVING,
}  # fmt: skip
HERE, THERE, ELSEWHERE = "122033", "141305", "271004"

NAMES = frozenset({(HERE, "hanako"), (THERE, "n-1")})
HANAKO = Target(NAMES, frozenset({HERE}), "person", frozenset({HERE, THERE}))
AT_THE_COUNTER = Target(NAMES, frozenset({HERE}), "clerk", frozenset({HERE, THERE}))
REPRESENTED = Target(NAMES, frozenset({HERE}), "representative", frozenset({HERE}), acting=frozenset({(HERE, "jiro")}))
TOGETHER = Target(NAMES, frozenset({HERE}), "person", frozenset({HERE}), asked=frozenset({(HERE, "jiro")}))

MATRIX: dict[str, tuple[Caller, Target, set[Action]]] = {
    "a person and their own case": (
        Caller("person", "hanako", HERE),
        HANAKO,
        {
            "open",
            "rehearse",
            "status",
            "form",
            "answer",
            "disclosures",
            "notices",
            "delete",
            "burden",
            *AGREED,
            *GIVING,
        },
    ),
    "a person and another's case": (Caller("person", "jiro", HERE), HANAKO, set()),
    "somebody else with the same name at another authority": (Caller("person", "hanako", THERE), HANAKO, set()),
    "a person vouched for by another authority that knows them": (
        Caller("person", "n-1", THERE),
        HANAKO,
        {
            "open",
            "rehearse",
            "status",
            "form",
            "answer",
            "disclosures",
            "notices",
            "delete",
            "burden",
            *AGREED,
            *GIVING,
        },
    ),
    "a person whose token names no authority": (Caller("person", "hanako"), HANAKO, set()),
    "a person whose token names nobody": (Caller("person"), Target(), set()),
    "a representative and a case in which they act": (
        Caller("representative", "jiro", HERE),
        REPRESENTED,
        {"open", "rehearse", "status", "form", "answer", "notices"},
    ),
    "a representative and another case of the same person": (Caller("representative", "jiro", HERE), HANAKO, set()),
    "a representative of the same name at another authority": (
        Caller("representative", "jiro", THERE),
        REPRESENTED,
        set(),
    ),
    "whoever acts in a case, as a person": (Caller("person", "jiro", HERE), REPRESENTED, set()),
    "a representative and a mandate of their own name": (
        Caller("representative", "hanako", HERE),
        Target(frozenset({(HERE, "hanako")})),
        {"take-mandate"},
    ),
    "the other parent, whose word is wanted": (Caller("person", "jiro", HERE), TOGETHER, {"agree"}),
    "a representative who says they are the other parent": (Caller("representative", "jiro", HERE), TOGETHER, set()),
    "a clerk and a case the person opened": (
        Caller("clerk", authority=HERE),
        HANAKO,
        {"open", "list", "status", "act", "decode", "burden", "record-mandate", *KEEPING},
    ),
    "a clerk and a case opened at their counter": (
        Caller("clerk", authority=HERE),
        AT_THE_COUNTER,
        {"open", "list", "status", "act", "form", "answer", "decode", *AGREED, "burden", "record-mandate", *KEEPING},
    ),
    "a clerk of an authority that takes part": (
        Caller("clerk", authority=THERE),
        AT_THE_COUNTER,
        {"open", "list", "status", "act", "decode", "burden", "record-mandate", *KEEPING},
    ),
    "a clerk of any other authority": (Caller("clerk", authority=ELSEWHERE), AT_THE_COUNTER, set()),
    "a clerk who is entrusted with protections": (
        Caller("clerk", "naoko", HERE, frozenset({"protection"})),
        HANAKO,
        {"open", "list", "status", "act", "decode", "protect", "burden", "record-mandate", *KEEPING},
    ),
    "a clerk who is entrusted with them elsewhere": (
        Caller("clerk", "naoko", ELSEWHERE, frozenset({"protection"})),
        HANAKO,
        set(),
    ),
    "a clerk of nowhere": (Caller("clerk"), Target(), set()),
    "a campaign of the authority": (Caller("campaign", authority=HERE), HANAKO, {"open", "status"}),
    "a campaign of another": (Caller("campaign", authority=ELSEWHERE), HANAKO, set()),
    "an operator, who sees how things stand and never what is in them": (
        Caller("operator"),
        HANAKO,
        {"rehearse", "list", "status", "task", "decode", "retention", "hold", "forget", "protect", "burden"},
    ),
}


@pytest.mark.parametrize("who", MATRIX)
def test_each_caller_may_do_this_and_nothing_else(who: str) -> None:
    caller, target, allowed = MATRIX[who]
    assert {action for action in ACTIONS if may(caller, action, target)} == allowed


def test_every_role_is_in_the_matrix() -> None:
    assert {caller.role for caller, _, _ in MATRIX.values()} == set(ROLES)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("action", ("form", "answer", "disclosures", "notices"))
def test_values_are_for_the_one_they_are_about_and_the_counter_at_which_they_stood(role: Role, action: Action) -> None:
    stranger = Caller(role, "jiro", ELSEWHERE)
    assert not may(stranger, action, HANAKO)
    assert not may(stranger, action, AT_THE_COUNTER)
