"""Filings that are deemed made with another: carried as its notes, and one by one if they come too late for it."""

from ichido.case.conclusions import Waiting
from ichido.case.simulate import Simulation
from ichido.case.tell import told
from ichido.compiler.plan import Plan
from tests.case.families import AT, Edit, authority, places, plan, submitted
from tests.case.receiving import received

INSURANCE = """
procedure: insurance
title: {en: insurance notification}
kind: notification
basis: 国民健康保険法 9条
about: move
authority: municipality
jurisdiction: move.new_address
needs:
  move.movers.name:
  move.new_address:
accept: {within: 3 business days}
"""
EDITS: tuple[Edit, ...] = (
    ("laws.yaml", "names:\n", "names:\n  国民健康保険法: {en: Insurance Act}\n"),
    ("moving/insurance.yaml", "", INSURANCE),
    ("moving/life-event.yaml", "procedures:\n", "procedures:\n  insurance:\n    when: move.leaves_city\n"),
    (
        "moving/moving-in.yaml",
        "locked: [apply]",
        "locked: [apply]\ndeems:\n  insurance: {under: 国民健康保険法 9条14項, if: noted}\n",
    ),
    (
        "registries/resident-register.yaml",
        "for: [住民基本台帳法 22条1項]",
        "for: [住民基本台帳法 22条1項, 国民健康保険法 9条]",
    ),
)


def noting() -> Plan:
    return plan("moving", *EDITS)


def moved_out(of: Plan) -> Simulation:
    """A case whose first city has let the family go."""
    case = submitted(of=of)
    gone = authority("moving-out", "outcome", 2, outcome="accepted", produced=(("move.transfer", "TX-1"),))
    case.tell(told(of, case.record, AT, gone, places()))
    return case


def test_a_filing_waits_for_the_one_that_will_carry_it() -> None:
    procedure = submitted(of=noting()).state.conclusions.procedure("insurance")
    assert procedure is not None
    assert (procedure.ready, procedure.waiting) == (False, (Waiting(kind="procedure", what="moving-in"),))


def test_it_is_made_with_it_and_sent_no_second_time() -> None:
    case = moved_out(noting())
    assert case.sent == {"moving-out": 1, "moving-in": 1, "insurance": 1}
    filing = case.record.filings["insurance"]
    assert (filing.sent, filing.noted_with, filing.arrived_on) == (1, "moving-in", case.today)
    waiting = case.state.conclusions.procedure("insurance")
    assert waiting is not None and waiting.waiting == (Waiting(kind="authority", what="141305"),)


def test_the_payload_holds_what_the_note_needs_under_the_article_that_deems_it() -> None:
    case = moved_out(noting())
    (note,) = received(case.plan, case.record, "moving-in", case.today)["notes"]
    assert (note["procedure"], note["under"], note["version"]) == ("insurance", "国民健康保険法 9条14項", 1)
    assert set(note["payload"]) == {"move.movers.name", "move.new_address"}


def test_what_still_misses_a_fact_is_filed_on_its_own_when_it_has_it() -> None:
    later = ("moving/insurance.yaml", "  move.new_address:\n", "  move.new_address:\n  move.movers.address:\n")
    of = plan("moving", *EDITS, later)
    case = moved_out(of)
    assert "insurance" not in case.sent
    case.tell(told(of, case.record, AT, authority("moving-in", "outcome", 2, outcome="accepted"), places()))
    assert case.sent["insurance"] == 1
    assert case.record.filings["insurance"].noted_with == ""


def test_a_correction_of_what_was_noted_goes_on_its_own() -> None:
    of = noting()
    case = moved_out(of)
    wrong = authority("insurance", "correction", 3, items=("move.new_address",))
    case.tell(told(of, case.record, AT, wrong, places()))
    case.give({"move.new_address": "神奈川県川崎市川崎区宮本町2"})
    assert case.sent == {"moving-out": 1, "moving-in": 1, "insurance": 2}


def test_of_another_office_it_is_filed_alone() -> None:
    elsewhere = ("moving/insurance.yaml", "jurisdiction: move.new_address", "jurisdiction: move.old_address")
    case = submitted(of=plan("moving", *EDITS, elsewhere))
    assert case.sent == {"moving-out": 1, "insurance": 1}
