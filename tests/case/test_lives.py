"""Every fact of a case has a life: it counts, or something took its place, or somebody set it aside."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ichido.case.answers import answer
from ichido.case.declining import decline
from ichido.case.known import knowing
from ichido.case.lives import Life, fresh_until, is_confirmed, lives, mode, purposes
from ichido.case.record import Change, Fact, Provenance, Record, SourceKind, changed
from ichido.case.simulate import Simulation
from ichido.case.tell import told
from ichido.rules.values import Subject
from tests.case.families import authority, opened, places, submitted
from tests.case.test_reuse import AGAIN, CARD, MOVE_IN, PHONE, SILENT, left, library, reader

BEGUN = datetime(2026, 3, 20, 3, tzinfo=UTC)
HANAKO, PERSON = "hanako", Subject("hanako", "person")
TERM = "person.phone"


def said(value: str, days: int, source: SourceKind = "person", on: date | None = None) -> Fact:
    """A telephone number, some days after the case began."""
    registry = "resident-register" if source == "registry" else ""
    provenance = Provenance(source, registry, on=on, filing="moving-in" if source == "produced" else "")
    return Fact(HANAKO, TERM, value, provenance, BEGUN + timedelta(days=days))


def of_term(case: Simulation, *facts: Fact, on: date = date(2026, 4, 1)) -> tuple[Life, ...]:
    """The lives of facts, which are all that the case knows."""
    return lives(case.plan, replace(case.record, facts=facts), on)


def ends(found: tuple[Life, ...]) -> list[tuple[str, int | None, int | None]]:
    return [(life.state, life.replaced, life.superseded_by) for life in found]


def test_what_is_said_again_takes_the_place_of_what_was_said_before() -> None:
    found = of_term(opened(), said("1", 0), said("2", 1), said("3", 2))
    assert ends(found) == [("superseded", None, 1), ("superseded", 0, 2), ("counts", 1, None)]


def test_what_a_register_says_late_never_takes_the_place_of_the_persons_word() -> None:
    found = of_term(opened(), said("1", 0, "registry"), said("2", 1), said("3", 2, "registry"))
    assert ends(found) == [("superseded", None, 1), ("counts", 0, None), ("superseded", None, 1)]


def test_what_was_so_on_a_day_stands_beside_what_is_so_now() -> None:
    then = date(2025, 4, 1)
    found = of_term(opened(), said("1", 0, "registry", then), said("2", 1), said("3", 2, "registry", then))
    assert ends(found) == [("superseded", None, 2), ("counts", None, None), ("counts", 0, None)]


def test_a_fact_counts_until_the_last_day_of_its_freshness_and_is_stale_then() -> None:
    case, fact = opened(), said("1", 0)
    assert fresh_until(case.plan, fact) == date(2027, 3, 20)
    for on, state in ((date(2027, 3, 20), "counts"), (date(2027, 3, 21), "stale")):
        (life,) = of_term(case, fact, on=on)
        assert (life.state, life.fresh_until) == (state, date(2027, 3, 20))
    old = of_term(case, said("0", -40), fact, on=date(2027, 3, 21))
    assert ends(old) == [("superseded", None, 1), ("stale", 0, None)], "growing old brings nothing back"


def test_what_is_set_aside_is_declined_and_the_answer_takes_its_place() -> None:
    case = opened()
    place = [(fact.subject, fact.term) for fact in case.record.facts].index((HANAKO, "person.name"))
    known = knowing(case.plan, case.record, case.today)
    after = changed(case.record, decline(known, PERSON, "person.name", BEGUN))
    assert lives(case.plan, after, case.today)[place].state == "declined"
    again = Fact(HANAKO, "person.name", "佐藤 華子", Provenance("person"), BEGUN)
    found = lives(case.plan, changed(after, Change(facts=(again,))), case.today)
    assert (found[place].state, found[place].superseded_by) == ("declined", len(found) - 1)
    assert (found[-1].state, found[-1].replaced) == ("counts", place)


def test_what_an_outcome_made_is_withdrawn_with_it() -> None:
    case = submitted()
    transfer = (("move.transfer", "TX-4471"),)
    for number, outcome, produced in ((1, "accepted", transfer), (2, "rejected", ())):
        event = authority("moving-out", "outcome", number, outcome=outcome, produced=produced)
        case.record = changed(case.record, told(case.plan, case.record, BEGUN, event, places()))
        (life,) = (
            life
            for life, fact in zip(lives(case.plan, case.record, case.today), case.record.facts, strict=True)
            if fact.term == "move.transfer"
        )
        assert life.state == {"accepted": "counts", "rejected": "withdrawn"}[outcome]


def test_what_another_case_offers_counts_once_it_is_confirmed() -> None:
    case = reader(library(AGAIN), left())
    place = next(i for i, fact in enumerate(case.record.facts) if fact.term == TERM)
    assert lives(case.plan, case.record, case.today)[place].state == "offered"
    answers = {"applicant.phone": PHONE}
    change = answer(case.plan, case.record, BEGUN, case.today, answers, places())
    assert isinstance(change, Change)
    record = changed(case.record, change)
    found = lives(case.plan, record, case.today)
    assert (found[place].state, found[place].superseded_by) == ("superseded", len(found) - 1)
    assert (found[-1].state, found[-1].replaced) == ("counts", place)
    assert is_confirmed(record.facts[-1]) and not is_confirmed(record.facts[place])


def test_by_what_right_a_fact_is_here_and_what_for() -> None:
    case = opened()
    rights = {fact.term: mode(case.plan, fact) for fact in case.record.facts}
    assert set(rights.values()) == {"statute"}
    asked = Provenance("registry", "resident-register", acts=("住民基本台帳法 24条",))
    assert purposes(case.plan, Fact(HANAKO, "person.name", "佐藤", asked, BEGUN)) == ("moving-out",)
    assert mode(case.plan, said("1", 0)) == "self-declared"
    again = Fact(HANAKO, TERM, PHONE, Provenance("person", acts=(MOVE_IN,)), BEGUN)
    assert purposes(case.plan, again) == ("moving-in",)
    assert purposes(case.plan, said("1", 0, "produced")) == ("moving-in",)
    for by, right in (("ordinance", "statute"), ("consent", "consent")):
        of = library(SILENT, ("permits/phone.yaml", "", AGAIN[2].replace("by: ordinance", f"by: {by}")))
        fact = next(f for f in reader(of, left()).record.facts if f.term == TERM)
        assert (mode(of, fact), CARD) == (right, str(of.procedures["library-card"].definition.basis))


arrivals = st.lists(
    st.tuples(st.sampled_from(["person", "registry"]), st.sampled_from("123"), st.integers(0, 300)), max_size=8
)


@given(arrivals, st.integers(0, 1500), st.integers(0, 1500))
def test_growing_old_gives_nothing_its_place_back(
    arrived: list[tuple[SourceKind, str, int]], one: int, two: int
) -> None:
    case, day = opened(), 0
    facts = []
    for source, value, gap in arrived:
        day += gap
        facts.append(said(value, day, source))
    began = BEGUN.date() + timedelta(days=day)
    first, later = sorted((one, two))
    before, after = (of_term(case, *facts, on=began + timedelta(days=days)) for days in (first, later))
    assert [(a.replaced, a.superseded_by) for a in before] == [(b.replaced, b.superseded_by) for b in after]
    for a, b in zip(before, after, strict=True):
        assert a.state == b.state or (a.state, b.state) == ("counts", "stale")
    holders = [life for life in after if life.state in ("counts", "stale")]
    assert len(holders) == bool(facts)
    for life in holders:
        record: Record = replace(case.record, facts=tuple(facts))
        assert knowing(case.plan, record, began).fact(PERSON, "phone") == facts[life.place].value
    for life in after:
        assert (life.state == "superseded") is (life.superseded_by is not None)
        assert life.replaced is None or after[life.replaced].superseded_by == life.place
