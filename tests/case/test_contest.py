"""What a person says is wrong in a register is put right at its holder, and the case hears of it once."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from ichido.case.canonical import same
from ichido.case.conclusions import ProcedureConclusion
from ichido.case.contest import (
    NotContestable,
    confirm,
    contest,
    decided_on,
    entry_in_question,
    open_contest,
    route,
    settled,
)
from ichido.case.expect import Observed
from ichido.case.known import knowing
from ichido.case.lives import lives
from ichido.case.payload import payload
from ichido.case.record import Fact
from ichido.case.reuse import of_case
from ichido.case.simulate import Simulation, WrongScenario
from ichido.compiler.correcting import CORRECTION, NoRoute, correction_plan
from ichido.compiler.plan import decode, encode
from ichido.language.kinds.scenario import Happening
from ichido.rules.values import Subject
from tests.case.families import ANSWERS, AT, HOME, Edit, concluded, opened, plan, simulation, submitted

HANAKO = Subject("hanako", "person")
SATO = Subject("sato", "household")
WRONG = {"fact": "hanako.name", "should_be": "佐藤 華子", "why": "字が違います"}
WAIT: Edit = ("moving/moving-in.yaml", "  move.movers.name:\n", "  move.movers.name: {while_contested: wait}\n")


def happening(at: str, **said: Any) -> Happening:
    return Happening.model_validate({"at": at, **said})


def contested(at: str = "2026-03-21", **said: Any) -> Happening:
    return happening(at, contested={**WRONG, **said})


def answered(outcome: str, at: str = "2026-03-23", **said: Any) -> Happening:
    return happening(at, corrects="hanako.name", outcome=outcome, **said)


def moved(*first: Happening, of: Any = None) -> tuple[Simulation, Observed]:
    """The family's move in which something happens first."""
    scenario = opened().scenario
    case = simulation(of=of, happens=(*first, *scenario.happens))
    return case, case.run()


def in_doubt(of: Any = None) -> Simulation:
    """A case with everything sent, in which the mother says that the register has her name wrong."""
    case = submitted() if of is None else submitted(of=of)
    case.today = date(2026, 3, 21)
    case.happen(contested())
    return case


def name(case: Simulation) -> str:
    found = knowing(case.plan, case.record, case.today).fact(HANAKO, "name")
    return str(getattr(found, "text", found))


def procedure(case: Simulation, key: str) -> ProcedureConclusion:
    found = case.state.conclusions.procedure(key)
    assert found is not None
    return found


def test_a_correction_is_a_procedure_of_the_registers_holder_under_its_own_article() -> None:
    made = correction_plan(plan(), "resident-register", "person.name", said=True)
    assert decode(encode(made)) == made
    definition = made.procedures[CORRECTION].definition
    assert (str(definition.basis), definition.authority, definition.kind) == (
        "住民基本台帳法 14条2項",
        "municipality",
        "application",
    )
    assert list(definition.produces) == ["correction.of.name"]


def test_a_register_without_a_route_takes_that_of_the_countrys_law() -> None:
    usual: Edit = ("laws.yaml", "names:\n", "correct: {by: request, under: 番号法 19条8号, within: 30 days}\nnames:\n")
    own, other = (
        plan("moving", usual).registries["resident-register"],
        plan("moving", usual).registries["municipal-tax"],
    )
    assert own.correct and str(own.correct.under) == "住民基本台帳法 14条2項"
    assert other.correct and str(other.correct.under) == "番号法 19条8号"
    with pytest.raises(NoRoute):
        correction_plan(plan(), "municipal-tax", "household.tax_exempt", said=True)


def test_while_it_is_open_the_register_counts_and_the_case_says_that_it_is_contested() -> None:
    case = in_doubt()
    assert name(case) == "佐藤 花子"
    (one,) = case.state.conclusions.contested
    assert (one.registry, one.subject, one.term, one.state) == ("resident-register", "hanako", "person.name", "open")
    assert case.corrections["hanako.name"].sent == {CORRECTION: 1}


def test_what_is_granted_enters_the_register_which_is_asked_again_once_and_sent_again() -> None:
    case = in_doubt()
    before = len(case.state.asked)
    case.today = date(2026, 3, 23)
    case.happen(answered("granted"))
    assert name(case) == "佐藤 華子"
    asked = case.state.asked[before:]
    assert asked == (f"resident-register@{HOME}:hanako:person.name!correction-1",)
    assert case.sent["moving-out"] == 2
    case.settle()
    assert case.state.asked[before:] == asked
    assert [fact.value for fact in case.record.facts if fact.term == "person.name" and fact.subject == "hanako"] != []


def test_what_is_refused_counts_again_and_nothing_is_sent_again() -> None:
    case = in_doubt()
    case.happen(answered("refused", at="2026-03-21", reasons=["戸籍のとおりです"]))
    assert name(case) == "佐藤 花子"
    assert [one.state for one in case.state.conclusions.contested] == ["refused"]
    assert case.sent["moving-out"] == 1


def test_the_same_answer_twice_changes_nothing() -> None:
    case = in_doubt()
    known = knowing(case.plan, case.record, case.today)
    change = settled(known, "correction-1", granted=True)
    case.tell(change)
    assert settled(knowing(case.plan, case.record, case.today), "correction-1", granted=True) == type(change)()
    assert settled(known, "correction-9", granted=True) == type(change)()


def test_a_whole_move_with_a_correction_in_it_comes_out_right() -> None:
    _, came = moved(contested(), answered("granted"))
    assert came.complete
    assert came.contested == {"hanako.name": "granted"}
    assert came.facts["hanako.name"] == "佐藤 華子"
    assert came.versions["moving-out"] == 2
    assert came.outcomes["moving-in"] == "accepted"


def test_a_case_does_not_close_while_a_register_is_in_question() -> None:
    case, came = moved(contested())
    assert not came.complete
    assert came.outcomes["school-support(taro)"] == "granted"
    case.happen(answered("refused", at="2026-04-03"))
    assert case.closed


def test_a_need_may_say_that_its_procedure_waits() -> None:
    case = in_doubt(of=plan("moving", WAIT))
    case.happen(opened().scenario.happens[0])
    assert "moving-in" not in case.sent
    assert [(w.kind, w.what) for w in procedure(case, "moving-in").waiting] == [("correction", "person.name")]
    case.happen(answered("refused", at="2026-04-03"))
    assert "moving-in" in case.sent


def test_a_rule_does_not_decide_on_what_is_contested() -> None:
    head = {"fact": "taro.birth_date", "should_be": "2010-09-09", "why": "違います"}
    case, came = moved(happening("2026-03-21", contested=head))
    assert "school-support(taro)" not in came.outcomes
    assert came.waiting["school-support(taro)"] == "correction"
    assert "school-support(taro)" in came.sequence, "what is sent arrives, and its period runs"
    case.happen(happening("2026-04-03", corrects="taro.birth_date", outcome="refused"))
    assert case.record.filing("school-support(taro)").outcome == "granted"


def test_what_leads_to_others_and_finds_the_office_can_be_contested_though_never_declined() -> None:
    case = in_doubt()
    known = knowing(case.plan, case.record, case.today)
    for term in ("person.household", "person.address"):
        assert entry_in_question(known, HANAKO, term).term == term
    plan_ = correction_plan(case.plan, "resident-register", "person.household", said=False)
    assert plan_.vocabularies[CORRECTION].terms["held"].type == "household"


@pytest.mark.parametrize(
    ("subject", "term", "why"),
    [
        (HANAKO, "person.phone", "no register has said"),
        (HANAKO, "person.shoe_size", "nothing of that name"),
        (SATO, "person.name", "nothing of that name"),
    ],
)
def test_what_no_register_says_cannot_be_contested(subject: Subject, term: str, why: str) -> None:
    case = submitted()
    with pytest.raises(NotContestable, match=why):
        entry_in_question(knowing(case.plan, case.record, case.today), subject, term)


def test_a_register_that_only_a_court_puts_right_says_so() -> None:
    case = submitted()
    fact = entry_in_question(knowing(case.plan, case.record, case.today), HANAKO, "person.name")
    court: Edit = ("registries/resident-register.yaml", "by: request", "by: court")
    with pytest.raises(NotContestable, match="court"):
        route(plan("moving", court), fact)


def test_one_word_is_contested_once_at_a_time() -> None:
    case = submitted()
    fact = entry_in_question(knowing(case.plan, case.record, case.today), HANAKO, "person.name")
    case.tell(contest(fact, "first", AT))
    found = open_contest(case.record, fact)
    assert found is not None and found.correction == "first"
    other = replace(fact, term="person.address")
    assert open_contest(case.record, other) is None


def test_offices_that_decided_on_the_wrong_entry_are_found() -> None:
    case, _ = moved(contested(at="2026-03-26"))
    known = knowing(case.plan, case.record, case.today)
    assert {standing.id for standing in decided_on(known, "correction-1")} >= {"moving-out"}


def test_an_office_is_told_what_the_person_contests() -> None:
    case = opened()
    case.happen(contested(at="2026-03-20"))
    case.give(ANSWERS)
    sent = payload(case.plan, case.record, "moving-out", case.today).body
    assert sent["contested"] == ["move.movers.name"]
    case.happen(answered("refused", at="2026-03-20"))
    assert "contested" not in payload(case.plan, case.record, "moving-out", case.today).body


def test_what_is_contested_is_not_used_again_elsewhere() -> None:
    case = in_doubt()
    assert not stands(case)
    case.happen(answered("refused", at="2026-03-21"))
    assert stands(case)


def stands(case: Simulation) -> bool:
    """Whether other cases may use what the register says the mother is called, were there a permit."""
    acts = ("住民基本台帳法 24条",)
    facts = (replace(fact, provenance=replace(fact.provenance, acts=acts)) for fact in case.record.facts)
    every = of_case(case.plan, replace(case.record, facts=tuple(facts)))
    return all(one.stands for one in every if (one.fact.subject, one.fact.term) == ("hanako", "person.name"))


def test_what_is_confirmed_is_kept() -> None:
    case = opened()
    case.tell(confirm(knowing(case.plan, case.record, case.today), HANAKO, "person.name", AT))
    assert [(one.subject, one.term) for one in case.record.confirmed] == [("hanako", "person.name")]
    with pytest.raises(NotContestable):
        confirm(knowing(case.plan, case.record, case.today), HANAKO, "person.phone", AT)


def test_a_second_correction_after_the_first_asks_once_more() -> None:
    case = in_doubt()
    case.today = date(2026, 3, 23)
    case.happen(answered("granted"))
    case.happen(contested(at="2026-03-23", should_be="佐藤 はな子"))
    assert name(case) == "佐藤 華子"
    case.happen(answered("granted"))
    assert name(case) == "佐藤 はな子"
    assert [one.state for one in case.state.conclusions.contested] == ["granted", "granted"]


def test_a_late_answer_is_told_to_the_person() -> None:
    case = in_doubt(of=plan("moving", ("registries/resident-register.yaml", "14条2項,", "14条2項, within: 30 days,")))
    correction = case.corrections["hanako.name"]
    assert [(clock.name, clock.due) for clock in correction.state.conclusions.clocks] == [
        ("put-right", date(2026, 4, 20))
    ]
    correction.move_to(date(2026, 4, 22))
    assert any(id_.endswith("/late") for id_ in correction.state.notified)


def test_a_scenario_contests_only_what_there_is() -> None:
    with pytest.raises(WrongScenario, match="nobody called"):
        moved(contested(fact="jiro.name"))
    with pytest.raises(WrongScenario, match="nobody says"):
        moved(answered("granted"))


def test_the_word_of_a_register_that_was_put_right_is_another_word() -> None:
    case = in_doubt()
    case.today = date(2026, 3, 23)
    case.happen(answered("granted"))
    words = [fact for fact in case.record.facts if (fact.subject, fact.term) == ("hanako", "person.name")]
    registry: list[Fact] = [fact for fact in words if fact.provenance.source == "registry"]
    assert [fact.provenance.again for fact in registry] == ["", "correction-1"]
    assert not same(registry[0].value, registry[1].value)
    assert concluded(case.record, case.today).conflicts == ()


def test_the_word_that_was_put_right_is_shown_as_corrected() -> None:
    case = in_doubt()
    case.today = date(2026, 3, 23)
    case.happen(answered("granted"))
    told = zip(case.record.facts, lives(case.plan, case.record, case.today), strict=True)
    states = [life.state for fact, life in told if (fact.subject, fact.term) == ("hanako", "person.name")]
    assert states == ["corrected", "counts"]
