"""Which registry is asked for what, at which office, under which grant, and when."""

from dataclasses import replace

from ichido.case.conclusions import Lookup
from ichido.case.granted import refusal
from ichido.case.simulate import Simulation
from ichido.case.tell import told
from ichido.compiler.checks.values import wrong_written
from ichido.compiler.plan import Plan
from ichido.rules.values import Subject
from tests.case.families import ANSWERS, AT, HOME, NEW, Edit, authority, catalogue, places, plan, simulation, stepped

PERSON = "vocabulary/person.yaml"
LIFE_EVENT = "moving/life-event.yaml"
LICENCES: tuple[Edit, ...] = (
    (PERSON, "  phone:", "  licence: {type: text, optional: true, ja: 免許, en: licence}\n  phone:"),
    (
        "registries/licences.yaml",
        "",
        """\
registry: licences
title: {ja: 免許台帳, en: licences}
holder: police
holds:
  person.licence: {complete: true}
gives:
  to-the-person:
    channel: self-information
    stage: [before-application]
    under: 個人情報保護法 69条2項1号
    for: [道路交通法 94条1項]
""",
    ),
    ("authorities/police.yaml", "", "authority: police\ntitle: {ja: 警察, en: police}\ncalendar: municipal\n"),
    (
        "laws.yaml",
        "names:\n",
        "names:\n  道路交通法: {id: 335AC0000000105}\n  個人情報保護法: {id: 415AC0000000057}\n",
    ),
)
LICENCE_ADDRESS: tuple[Edit, ...] = (
    *LICENCES,
    (
        "moving/licence-address.yaml",
        "",
        """\
procedure: licence-address
title: {ja: 免許証の住所変更, en: address on the licence}
kind: notification
basis: 道路交通法 94条1項
about: move
authority: municipality
jurisdiction: move.new_address
needs:
  applicant.licence:
  move.movers.address:
accept: {within: 1 business day}
""",
    ),
    (LIFE_EVENT, "  school-support:", "  licence-address:\n    when: has(applicant.licence)\n  school-support:"),
)
WITHIN: tuple[Edit, ...] = (
    (
        "moving/moving-within.yaml",
        "",
        """\
procedure: moving-within
title: {ja: 転居届, en: change of address}
kind: notification
basis: 住民基本台帳法 23条
about: move
authority: municipality
jurisdiction: move.old_address
needs:
  move.date:
  move.new_address:
accept: {within: 1 business day}
produces:
  move.movers.address: {is: move.new_address}
""",
    ),
    (LIFE_EVENT, "  school-support:", "  moving-within:\n    when: not move.leaves_city\n  school-support:"),
)
SEAL: tuple[Edit, ...] = (
    (
        "moving/seal.yaml",
        "",
        """\
procedure: seal
title: {ja: 印鑑登録, en: seal}
kind: notification
basis: 住民基本台帳法 12条
about: move
authority: municipality
jurisdiction: move.new_address
needs:
  applicant.name:
  move.movers.address:
accept: {within: 1 business day}
""",
    ),
    (LIFE_EVENT, "  school-support:", "  seal: {}\n  school-support:"),
    (
        "registries/resident-register.yaml",
        "for: [住民基本台帳法 24条,",
        "for: [住民基本台帳法 12条, 住民基本台帳法 24条,",
    ),
)
MAIL: tuple[Edit, ...] = (
    (
        "moving/mail.yaml",
        "",
        """\
procedure: mail
title: {ja: 転送, en: mail}
kind: notification
basis: 住民基本台帳法 13条
about: move
authority: municipality
jurisdiction: move.new_address
needs:
  move.old_address:
accept: {within: 1 business day}
""",
    ),
    (LIFE_EVENT, "  school-support:", "  mail: {}\n  school-support:"),
)


def case_of(of: Plan, **changes: object) -> Simulation:
    return simulation(None, of, answers={}, happens=(), **changes)


def holding(term: str, value: object, *people: str) -> dict[str, object]:
    """The registers of the family, with one more entry of some of them."""
    registered = simulation().scenario.registered
    person = {
        name: {**held, **({term: value} if name in people else {})} for name, held in registered["person"].items()
    }
    return {"registered": {**registered, "person": person}}


def asked_of(case: Simulation, registry: str) -> set[str]:
    return {one for one in case.state.asked if one.startswith(f"{registry}@")}


def test_what_decides_that_an_act_is_part_of_the_case_is_looked_up_before_its_office_is_known() -> None:
    case = stepped(case_of(plan("moving", *LICENCE_ADDRESS), **holding("licence", "L-1", "hanako")))
    assert asked_of(case, "licences") == {"licences@police:hanako:person.licence"}
    assert "applicant.licence" not in {q.key for q in case.state.conclusions.questions}


def test_self_information_is_of_the_applicant_and_of_nobody_else() -> None:
    of = plan(
        "moving",
        *LICENCES,
        (LIFE_EVENT, "child in move.movers if age", "child in move.movers if has(child.licence) and age"),
    )
    assert ("move.movers.licence", "not-granted") in {(q.term, q.why) for q in of.questions}
    compiled = plan("moving", *LICENCE_ADDRESS)
    case = stepped(case_of(compiled, **holding("licence", "L-1", "hanako")))
    lookup = Lookup(
        registry="licences",
        authority="police",
        subject="hanako",
        terms=("person.licence",),
        grant="to-the-person",
        under="個人情報保護法 69条2項1号",
        procedure="licence-address",
        act="道路交通法 94条1項",
    )
    assert refusal(compiled, case.record, lookup, ()) is None
    other = lookup.model_copy(update={"subject": "taro"})
    assert refusal(compiled, case.record, other, ()) == "self-information is of the applicant only"


def test_what_is_linked_to_the_applicant_is_theirs_and_what_is_linked_to_another_is_not() -> None:
    record = stepped(case_of(plan())).record
    household, car = Subject("sato", "household"), Subject("car", "vehicle")
    assert record.is_of_applicant(record.applicant) and record.is_of_applicant(household)
    assert not record.is_of_applicant(Subject("taro", "person")) and not record.is_of_applicant(car)
    lost = replace(record, facts=tuple(fact for fact in record.facts if fact.term != "person.household"))
    assert not lost.is_of_applicant(household)


def test_the_own_register_of_the_new_office_is_waited_for_until_the_move_is_entered() -> None:
    case = stepped(case_of(plan("moving", *SEAL)))
    case.give(ANSWERS)
    seal = case.state.conclusions.procedure("seal")
    assert seal and {(w.kind, w.what) for w in seal.waiting} == {("procedure", "moving-in")}
    assert "applicant.name" not in {q.key for q in case.state.conclusions.questions}
    for key, sequence, said in (("moving-out", 1, (("move.transfer", "T"),)), ("moving-in", 1, ())):
        event = authority(key, "outcome", sequence, outcome="accepted", produced=said)
        case.tell(
            told(case.plan, case.record, AT, replace(event, authority=HOME if key == "moving-out" else NEW), places())
        )
    assert f"resident-register@{NEW}:hanako:person.name" in case.state.asked
    assert case.sent["seal"] == 1


def test_what_the_case_opened_with_serves_every_act_so_it_is_waited_for_and_never_asked() -> None:
    case = stepped(case_of(plan("moving", *MAIL), down=("resident-register",)))
    assert "applicant.address" not in {q.key for q in case.state.conclusions.questions}
    mail = case.state.conclusions.procedure("mail")
    assert mail and {w.kind for w in mail.waiting} >= {"registry"}


def test_a_term_of_a_person_may_be_another_of_their_terms_at_the_opening() -> None:
    before: Edit = (
        PERSON,
        "  phone:",
        "  home_before: {type: address, at_opening: person.address, en: home before}\n  phone:",
    )
    need: Edit = ("school/school-support.yaml", "  child.address:\n", "  child.address:\n  child.home_before:\n")
    case = stepped(case_of(plan("moving", before, need)))
    case.give(ANSWERS)
    assert case.sent == {"moving-out": 1}
    case = simulation(of=plan("moving", before, need))
    case.run()
    assert case.closed and case.record.filing("school-support(taro)").outcome == "granted"


def test_an_act_waits_for_every_procedure_that_may_say_what_it_needs_and_says_which() -> None:
    of = plan("moving", *WITHIN)
    assert of.procedures["school-support"].after == ("moving-in", "moving-within")
    case = stepped(case_of(of))
    case.give(ANSWERS)
    found = case.state.conclusions.procedure("school-support(taro)")
    assert found and [w.what for w in found.waiting if w.kind == "procedure"] == ["moving-in"]
    case = stepped(case_of(of))
    case.give({**ANSWERS, "move.new_address": "千葉県市川市八幡2-2-2"})
    found = case.state.conclusions.procedure("school-support(taro)")
    assert found and [w.what for w in found.waiting if w.kind == "procedure"] == ["moving-within"]


def test_what_decides_by_those_chosen_is_looked_up_of_all_who_may_be_chosen() -> None:
    with_account = "any(has(m.account) for m in move.movers)"
    edits = (
        (
            LIFE_EVENT,
            "  moving-in:\n    when: move.leaves_city",
            f"  moving-in:\n    when: move.leaves_city and {with_account}",
        ),
        ("registries/public-accounts.yaml", "after-application", "before-application"),
    )
    case = stepped(case_of(plan("moving", *edits)))
    assert {one.partition(":")[2] for one in asked_of(case, "public-accounts")} == {
        "hanako:person.account",
        "taro:person.account",
    }
    of = plan("moving", *edits)
    assert any(one.registry == "public-accounts" and one.after == "opening" for one in of.lookups)


def test_what_an_authority_tells_of_several_people_is_one_value_for_each() -> None:
    number: Edit = (PERSON, "  phone:", "  number: {type: text, ja: 番号, en: number}\n  phone:")
    made: Edit = ("moving/moving-in.yaml", "produces:\n", "produces:\n  move.movers.number:\n")
    says: Edit = (
        "moving/scenarios.yaml",
        "procedure: moving-in, outcome: accepted}",
        "procedure: moving-in, outcome: accepted, with: {move.movers.number: N-1}}",
    )
    assert list(wrong_written(catalogue(number, made, says))) == []
    scenario = catalogue(number, made, says).scenarios[0].model
    case = simulation(scenario, of=plan("moving", number, made, says))
    case.run()
    told_of = {fact.subject: fact.value for fact in case.record.facts if fact.term == "person.number"}
    assert told_of == {"hanako": "N-1", "taro": "N-1"}
