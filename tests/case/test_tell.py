"""What authorities, doors, clerks and rules add to a record."""

from datetime import date

import pytest

from ichido.case.hear import hear, put_right
from ichido.case.record import Change, Filing, Reason
from ichido.case.simulate import Simulation
from ichido.case.tell import confirmed, decided, delivered, told
from ichido.rules.values import Address
from tests.case.families import AT, NEW, after, authority, opened, places, plan, simulation, submitted

DAY = date(2026, 4, 2)
SUPPORT = "school-support(taro)"


def tell(case: Simulation, key: str, kind: str, sequence: int, **said: object) -> Change:
    return told(plan(), case.record, AT, authority(key, kind, sequence, **said), places())  # type: ignore[arg-type]


def accepted(*produced: tuple[str, object]) -> Change:
    return tell(submitted(), "moving-out", "outcome", 2, outcome="accepted", produced=produced)


def test_an_outcome_is_kept_with_its_reasons_and_its_products() -> None:
    reasons = (Reason("届出が整っている", "住民基本台帳法 24条"),)
    product = (("move.transfer", "TX-1"),)
    change = tell(submitted(), "moving-out", "outcome", 2, outcome="accepted", produced=product, reasons=reasons)
    (filing,), (fact,) = change.filings, change.facts
    assert (filing.outcome, filing.reasons, filing.decided_by) == ("accepted", reasons, "authority")
    assert (fact.subject, fact.term, fact.value, fact.provenance.source) == (
        "move",
        "move.transfer",
        "TX-1",
        "produced",
    )


def test_only_a_favourable_outcome_produces_anything() -> None:
    change = tell(submitted(), "moving-out", "outcome", 2, outcome="not-accepted", produced=(("move.transfer", "T"),))
    assert change.facts == ()


@pytest.mark.parametrize("path", ["applicant.name", "move.new_address", "move.movers.address", "nonsense", "a.b"])
def test_an_authority_produces_only_what_its_procedure_says_it_does(path: str) -> None:
    assert accepted((path, "x")).facts == ()


def test_what_the_definition_makes_true_is_not_for_the_authority_to_say() -> None:
    case = simulation()
    case.run()
    again = tell(case, "moving-in", "outcome", 99, outcome="accepted", produced=(("move.movers.address", "東京都"),))
    assert {fact.value for fact in again.facts} == {Address(NEW, "神奈川県川崎市川崎区宮本町1")}
    assert {fact.subject for fact in again.facts} == {"hanako", "taro"}


def test_heard_twice_it_changes_nothing() -> None:
    case = submitted()
    change = tell(case, "moving-out", "outcome", 2, outcome="accepted", produced=(("move.transfer", "T"),))
    case.tell(change)
    assert tell(case, "moving-out", "outcome", 2, outcome="accepted", produced=(("move.transfer", "T"),)) == Change()


def test_the_authoritys_own_number_gives_the_order() -> None:
    case = submitted()
    case.tell(tell(case, "moving-out", "outcome", 5, outcome="not-accepted"))
    assert tell(case, "moving-out", "outcome", 4, outcome="accepted", produced=(("move.transfer", "T"),)) == Change()
    assert case.record.filings["moving-out"].outcome == "not-accepted"


def test_a_submission_arrives_on_the_day_of_its_first_version() -> None:
    record = after(opened().record, delivered(opened().record, "moving-out", 1, DAY))
    assert (record.filings["moving-out"].sent, record.filings["moving-out"].arrived_on) == (1, DAY)
    assert delivered(record, "moving-out", 1, date(2026, 4, 9)) == Change()
    second = after(record, delivered(record, "moving-out", 2, date(2026, 4, 9)))
    assert second.filings["moving-out"].arrived_on == DAY
    assert delivered(second, "moving-out", 1, DAY) == Change()


def test_an_act_is_confirmed_on_the_first_day_it_was_seen() -> None:
    record = opened().record
    record = after(record, confirmed(record, "moving-in", "presence", DAY))
    assert record.filings["moving-in"].acts == (("presence", DAY),)
    assert confirmed(record, "moving-in", "presence", date(2026, 4, 9)) == Change()


@pytest.mark.parametrize("days", [(2, 9), (9, 2), (9, 2, 9)])
def test_an_act_heard_from_the_authority_has_its_first_day_in_any_order(days: tuple[int, ...]) -> None:
    filing = Filing("moving-in")
    for number, day in enumerate(days):
        filing = hear(filing, authority("moving-in", "act", number, on=date(2026, 4, day), act="presence"))
    assert filing.acts == (("presence", date(2026, 4, 2)),)


def test_a_rule_decides_once_for_the_day_a_filing_arrived() -> None:
    case = simulation()
    case.run()
    filing = case.record.filings[SUPPORT]
    assert (filing.outcome, filing.decided_by, filing.amount) == ("granted", "rule", 11630)
    assert decided(plan(), case.record, AT, DAY, SUPPORT) == Change()


def test_a_rule_does_not_decide_what_has_not_arrived_or_was_asked_for_again() -> None:
    assert decided(plan(), submitted().record, AT, DAY, SUPPORT) == Change()


def test_a_refusal_by_rule_gives_its_reason_and_article() -> None:
    registered = {**opened().scenario.registered}
    registered["household"] = {"sato": {**registered["household"]["sato"], "tax_exempt": False}}
    case = simulation(registered=registered)
    case.run()
    filing = case.record.filings[SUPPORT]
    assert (filing.outcome, filing.amount) == ("refused", None)
    assert [reason.article for reason in filing.reasons] == ["就学援助要綱 3条"]


def test_a_correction_counts_until_it_is_answered_or_an_outcome_comes() -> None:
    filing = hear(Filing("k"), authority("k", "correction", 2, items=("a.b",)))
    assert filing.open_correction is not None
    assert put_right(filing).open_correction is None and put_right(filing).version == 2
    assert hear(filing, authority("k", "outcome", 3, outcome="accepted")).open_correction is None
    assert put_right(put_right(filing)) == put_right(filing)


def test_a_correction_after_an_outcome_opens_the_filing_again() -> None:
    filing = hear(Filing("k"), authority("k", "outcome", 3, outcome="accepted"))
    assert filing.final == "accepted"
    again = hear(filing, authority("k", "correction", 4, items=("a.b",)))
    assert (again.final, again.outcome) == (None, "accepted")
    assert hear(again, authority("k", "outcome", 5, outcome="accepted")).final == "accepted"


def test_received_is_heard_once_for_all() -> None:
    filing = hear(Filing("k"), authority("k", "received", 1))
    assert filing.received and hear(filing, authority("k", "received", 1)) == filing
