"""Needs that only some have: facts that are sent and acts that are seen only then."""

from ichido.case.simulate import Simulation
from ichido.case.tell import told
from tests.case.families import AT, Edit, authority, places, plan, submitted
from tests.case.receiving import received

OUT, IN = "moving/moving-out.yaml", "moving/moving-in.yaml"
TERM: Edit = ("vocabulary/move.yaml", "terms:\n", "terms:\n  pets: {type: boolean, ja: ペット, en: pets}\n")
PHONE: Edit = (OUT, "needs:\n", "needs:\n  applicant.phone:\n    when: move.pets\n")
ORIGINAL: Edit = (IN, "needs:\n", "needs:\n  original:\n    under: 住民基本台帳法 27条\n    when: move.pets\n")


def answering(pets: bool) -> Simulation:
    case = submitted(of=plan("moving", TERM, PHONE, ORIGINAL))
    case.give({"move.pets": pets})
    return case


def test_until_it_is_known_whether_it_is_needed_that_is_asked_and_nothing_is_sent() -> None:
    case = submitted(of=plan("moving", TERM, PHONE))
    assert [question.key for question in case.state.conclusions.questions] == ["move.pets"]
    assert case.sent == {}


def test_a_fact_is_sent_only_where_it_is_needed() -> None:
    for pets in (True, False):
        case = answering(pets)
        sent = received(case.plan, case.record, "moving-out", case.today)["payload"]
        assert ("applicant.phone" in sent) is pets
        assert "move.pets" not in sent, "what only decides is never sent"


def test_an_act_is_waited_for_only_where_it_is_needed() -> None:
    for pets, acts in ((True, ("original", "presence")), (False, ("presence",))):
        case = answering(pets)
        gone = authority("moving-out", "outcome", 2, outcome="accepted", produced=(("move.transfer", "TX-1"),))
        case.tell(told(case.plan, case.record, AT, gone, places()))
        into = case.state.conclusions.procedure("moving-in")
        assert into is not None and set(into.acts) == set(acts)


def test_what_decides_is_in_the_plan_as_something_a_rule_reads() -> None:
    needs = {(need.path, need.use) for need in plan("moving", TERM, PHONE).needs if need.procedure == "moving-out"}
    assert {("move.pets", "rule"), ("applicant.phone", "payload")} <= needs
