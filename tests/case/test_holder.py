"""In whose hands facts are: by the act that they are for."""

import pytest

from ichido.case.conclude import conclude
from ichido.case.holder import holder
from ichido.case.record import Fact, Provenance
from tests.case.families import AT, HOME, NEW, plan, submitted

DESK = "city-desk"


def act_of(procedure: str) -> str:
    return str(plan().procedures[procedure].definition.basis)


@pytest.fixture(scope="module")
def held() -> dict[str, set[str]]:
    """Of each term of a submitted case, who holds its facts."""
    case = submitted()
    of = holder(plan(), conclude(plan(), case.record, case.today, 9), DESK)
    found: dict[str, set[str]] = {}
    for fact in case.record.facts:
        found.setdefault(fact.term, set()).add(of(fact))
    return found


def test_what_is_answered_for_an_act_is_held_by_the_authority_that_the_act_is_before(held: dict[str, set[str]]) -> None:
    assert held["move.date"] == {HOME}


def test_every_fact_is_held_by_an_authority_that_has_part_in_the_case(held: dict[str, set[str]]) -> None:
    holders = set().union(*held.values())
    assert holders <= {HOME, NEW, DESK}
    assert HOME in holders


def test_what_a_registry_gave_is_held_by_the_authority_for_whose_act_it_was_asked() -> None:
    case = submitted()
    found = conclude(plan(), case.record, case.today, 9)
    of = holder(plan(), found, DESK)
    for one in found.procedures:
        act = act_of(one.procedure)
        given = Fact("hanako", "person.tax", 1, Provenance("registry", authority="tax-office", acts=(act,)), AT)
        expected = next(p.authority for p in found.procedures if act_of(p.procedure) == act)
        assert of(given) == (expected or DESK)
    produced = Fact("move", "move.transfer", "T", Provenance("produced", authority=HOME, filing="moving-out"), AT)
    assert of(produced) == HOME


def test_what_is_meant_for_a_private_partner_stays_with_whoever_received_the_case() -> None:
    case = submitted()
    found = conclude(plan(), case.record, case.today, 9)
    private = {id_: a.model_copy(update={"sector": "private"}) for id_, a in plan().authorities.items()}
    of = holder(plan().model_copy(update={"authorities": private}), found, DESK)
    assert {of(fact) for fact in case.record.facts} == {DESK}


def test_before_any_authority_is_known_whoever_received_the_case_holds_everything() -> None:
    case = submitted()
    known = conclude(plan(), case.record, case.today, 9)
    nobody = known.model_copy(
        update={"procedures": tuple(one.model_copy(update={"authority": None}) for one in known.procedures)}
    )
    of = holder(plan(), nobody, DESK)
    assert {of(fact) for fact in case.record.facts} == {DESK}
