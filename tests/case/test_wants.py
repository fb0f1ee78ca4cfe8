"""How what is missing is had: from a registry, from the person, or by waiting."""

from dataclasses import replace

from ichido.case.conclusions import Conclusions, Lookup, ProcedureConclusion, Question
from ichido.case.record import Attempt, Change, Fact, Provenance, Record, Result
from ichido.case.simulate import Simulation
from ichido.compiler.plan import Plan, decode, encode
from ichido.rules.values import Address
from tests.case.families import ANSWERS, AT, HOME, NEW, Edit, after, concluded, opened, plan, simulation, submitted

ASK: Edit = (
    "moving/moving-out.yaml",
    "  move.movers.name:\n",
    "  move.movers.name: {on_unavailable: ask}\n",
)


def lookups(found: Conclusions) -> set[tuple[str, str, str]]:
    return {(lookup.authority, lookup.subject, term) for lookup in found.lookups for term in lookup.terms}


def question(case: Simulation | Conclusions, key: str) -> Question | None:
    found = case if isinstance(case, Conclusions) else case.state.conclusions
    return next((q for q in found.questions if q.key == key), None)


def procedure(case: Simulation, key: str) -> ProcedureConclusion:
    found = case.state.conclusions.procedure(key)
    assert found is not None
    return found


def failed(term: str, result: Result, subject: str = "hanako") -> Change:
    return Change(attempts=(Attempt("resident-register", HOME, subject, term, result, AT),))


def test_the_register_is_asked_before_the_person_is() -> None:
    first = concluded(simulation().record)
    assert lookups(first) == {(HOME, "hanako", "person.address"), (HOME, "hanako", "person.household")}
    (lookup,) = first.lookups
    assert (lookup.grant, lookup.procedure, lookup.act) == ("own-office", "moving-out", "住民基本台帳法 24条")


def test_what_no_registry_holds_is_asked_with_everyone_who_wants_it() -> None:
    found = question(opened(), "move.new_address")
    assert found is not None
    assert (found.why, found.procedures) == ("no-source", ("moving-out", "moving-in"))


def test_who_may_be_chosen_must_be_known_before_the_choice_is_asked() -> None:
    assert question(concluded(simulation().record), "move.movers") is None
    found = question(opened(), "move.movers")
    assert found is not None and found.why == "choice"


def test_a_registry_that_is_down_is_waited_for_and_its_facts_are_not_asked() -> None:
    case = opened(down=("resident-register",))
    found = case.state.conclusions
    assert found.lookups == ()
    assert question(found, "move.movers") is None
    assert question(found, "applicant.household") is None
    assert {a.result for a in case.record.attempts} == {"pending"}


def test_a_registry_that_is_down_is_asked_once_however_often_the_case_concludes() -> None:
    case = opened(down=("resident-register",))
    asked = case.state.asked
    case.give({"move.date": "2026-04-01"})
    case.settle()
    assert case.state.asked == asked


def test_a_need_may_say_that_it_is_asked_while_its_registry_is_down() -> None:
    case = opened(of=plan("moving-out", ASK), answers={}, happens=())
    case.give({key: value for key, value in ANSWERS.items() if key.startswith("move.")})
    unknown = without(without(case.record, "person.name", "taro"), "person.birth_date", "taro")
    down = after(unknown, failed("person.name", "pending", "taro"), failed("person.birth_date", "pending", "taro"))
    found = concluded(down, of=plan("moving-out", ASK))
    assert {q.key: q.why for q in found.questions} == {"person.name(taro)": "unavailable"}


def test_another_persons_trouble_is_not_a_reason_to_ask() -> None:
    case = submitted(of=plan("moving-out", ASK), answers={}, happens=())
    other = after(case.record, failed("person.name", "pending", "sato"))
    assert concluded(other, of=plan("moving-out", ASK)).questions == ()


def without(record: Record, term: str, subject: str) -> Record:
    kept = tuple(fact for fact in record.facts if (fact.term, fact.subject) != (term, subject))
    return replace(record, facts=kept)


def test_what_a_registry_does_not_find_is_asked_with_that_reason() -> None:
    case = submitted()
    record = after(without(case.record, "person.name", "taro"), failed("person.name", "not-found", "taro"))
    found = question(concluded(record), "person.name(taro)")
    assert found is not None
    assert (found.why, found.term, found.subject) == ("not-found", "person.name", "taro")


def test_silence_of_a_complete_registry_is_none_and_nothing_is_asked() -> None:
    scenario = opened().scenario
    registered = {
        **scenario.registered,
        "person": {
            name: {term: value for term, value in held.items() if term != "account"}
            for name, held in scenario.registered["person"].items()
        },
    }
    came = simulation(registered=registered).run()
    assert came.complete and "applicant.account" not in came.asked
    assert came.paid == {"school-support(taro)": 11630}


def test_the_tax_roll_opens_to_an_application_only() -> None:
    case = opened(of=plan("school-support"), life_event="school-support", answers={}, happens=())
    assert not any(lookup.startswith("municipal-tax") for lookup in case.state.asked)
    case.give({"school-support(taro)": "apply"})
    assert any(lookup.startswith("municipal-tax") for lookup in case.state.asked)


def test_an_act_that_was_not_asked_for_opens_nothing_that_an_application_opens() -> None:
    case = opened(of=plan("school-support"), life_event="school-support", answers={}, happens=())
    case.tell(Change(submitted_on=case.today))
    assert case.state.conclusions.submitted
    assert not any(lookup.startswith(("municipal-tax", "public-accounts")) for lookup in case.state.asked)
    assert procedure(case, "school-support(taro)").waiting[0].kind == "person"


def test_what_may_fill_the_form_is_there_before_the_choice_is_made() -> None:
    case = opened(of=plan("school-support"), life_event="school-support", answers={}, happens=())
    assert "resident-register@122033:taro:person.name" in case.state.asked


def test_a_child_too_young_is_never_asked_about() -> None:
    registered = {**opened().scenario.registered}
    registered["person"] = {
        **registered["person"],
        "taro": {**registered["person"]["taro"], "birth_date": "2024-01-01"},
    }
    case = opened(of=plan("school-support"), life_event="school-support", answers={}, happens=(), registered=registered)
    assert case.state.conclusions.questions == ()
    assert procedure(case, "school-support(taro)").eligible == "no"


def test_an_own_register_stays_closed_until_the_person_has_said_whose_act_it_is() -> None:
    own = ("registries/resident-register.yaml", "就学援助要綱 3条]", "就学援助要綱 3条, 住民基本台帳法 22条1項]")
    none = ("registries/resident-register.yaml", "for: [住民基本台帳法 22条1項]", "for: [住民基本台帳法 30条]")
    case = opened(of=plan("moving-in", own, none), life_event="moving-in", answers={}, happens=())
    assert case.state.asked == ()
    assert {q.key for q in case.state.conclusions.questions} >= {"move.new_address"}


def test_the_same_term_is_looked_up_once_whoever_wants_it_under_whichever_grant() -> None:
    case = opened(down=("resident-register",))
    case.give(ANSWERS)
    case.town.switch("resident-register", "up")
    case.retry()
    assert len(case.state.asked) == len(set(case.state.asked))
    assert "resident-register@122033:sato:household.members" in case.state.asked


def test_a_lookup_is_named_by_what_it_asks() -> None:
    lookup = Lookup(
        registry="r", authority=NEW, subject="s", terms=("a", "b"), grant="g", under="u", procedure="p", act="x"
    )
    assert lookup.id == "r@141305:s:a,b"
    assert lookup.asks("a") == "r@141305:s:a"


def test_an_act_declined_asks_nothing_more() -> None:
    case = opened()
    case.give({**ANSWERS, "school-support(taro)": "decline"})
    assert case.state.conclusions.questions == ()
    assert procedure(case, "school-support(taro)").settled


def test_an_own_register_of_another_city_is_closed_to_an_office() -> None:
    registered = {**opened().scenario.registered}
    away = {**registered["person"]["taro"], "address": "神奈川県川崎市川崎区宮本町1"}
    registered["person"] = {**registered["person"], "taro": away}
    case = opened(of=plan("school-support"), life_event="school-support", answers={}, happens=(), registered=registered)
    source = Provenance("registry", "resident-register", HOME)
    lives = Fact("hanako", "person.address", Address(HOME, "千葉県市川市八幡1-1-1"), source, AT)
    case.tell(Change(facts=(lives,)))
    case.give({"school-support(taro)": "apply"})
    assert procedure(case, "school-support(taro)").authority == NEW
    found = question(case, "applicant.name")
    assert found is not None and found.why == "not-granted"


def test_each_fact_is_obtained_under_a_grant_whose_stage_had_come() -> None:
    told = simulation()
    told.run()
    registries = plan().registries
    for fact in told.record.facts:
        if fact.provenance.source == "registry":
            grant = registries[fact.provenance.registry].gives[fact.provenance.grant]
            assert {"before-application", "after-application"} & set(grant.stage), fact.term
    articles = {f.term: f.provenance.under for f in told.record.facts if f.provenance.source == "registry"}
    assert articles["household.tax_exempt"] == "番号法 19条9号"


def test_a_plan_that_was_stored_and_read_again_asks_under_the_same_articles() -> None:
    def articles(of: Plan) -> set[tuple[str, str, str]]:
        told = simulation(of=of)
        told.run()
        return {(f.subject, f.term, f.provenance.under) for f in told.record.facts}

    assert articles(plan()) == articles(decode(encode(plan())))
