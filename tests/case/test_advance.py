"""What a case does next: each thing once, whatever comes when."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from ichido.case.advance import advance, begin, timer_of
from ichido.case.conclusions import Clock, Conclusions, Lookup, ProcedureConclusion
from ichido.case.state import (
    CancelTimer,
    Close,
    Concluded,
    Decide,
    Effect,
    Fired,
    Notify,
    Obtain,
    SetTimer,
    State,
    Submit,
)

OUT = ProcedureConclusion(key="out", procedure="out", authority="1", applies="yes")


def says(revision: int, *procedures: ProcedureConclusion, **more: object) -> Conclusions:
    base = Conclusions(
        revision=revision,
        submitted=True,
        procedures=procedures,
        lookups=(),
        questions=(),
        clocks=(),
        complete=False,
    )
    return base.model_copy(update=more)


def clock(name: str = "apply", key: str = "out", due: date = date(2026, 4, 1)) -> Clock:
    ends = datetime(due.year, due.month, due.day, tzinfo=UTC) + timedelta(days=1)
    return Clock.model_validate({"id": f"{key}/{name}", "name": name, "key": key, "due": due, "ends": ends})


def lookup(*terms: str) -> Lookup:
    return Lookup(registry="r", authority="1", subject="s", terms=terms, grant="g", under="u", procedure="out", act="a")


def first(conclusions: Conclusions) -> tuple[State, tuple[Effect, ...]]:
    return advance(begin(conclusions), ())


def kinds(effects: tuple[Effect, ...]) -> list[str]:
    return [type(effect).__name__ for effect in effects]


@pytest.mark.parametrize(
    ("conclusions", "kind"),
    [
        (says(1, lookups=(lookup("a"),)), Obtain),
        (says(1, OUT.model_copy(update={"ready": True})), Submit),
        (says(1, OUT.model_copy(update={"decidable": True})), Decide),
        (says(1, OUT.model_copy(update={"outcome": "accepted"})), Notify),
        (says(1, OUT.model_copy(update={"correction": 3})), Notify),
        (says(1, OUT, clocks=(clock(),)), SetTimer),
        (says(1, complete=True), Close),
    ],
)
def test_each_thing_is_done_once(conclusions: Conclusions, kind: type[Effect]) -> None:
    state, effects = first(conclusions)
    assert [type(effect) for effect in effects] == [kind]
    again = conclusions.model_copy(update={"revision": 2})
    assert advance(state, [Concluded(conclusions), Concluded(again)])[1] == ()


def test_one_step_does_all_there_is_to_do() -> None:
    busy = OUT.model_copy(update={"ready": True, "correction": 1})
    state, effects = first(says(1, busy, lookups=(lookup("a"),), clocks=(clock(),)))
    assert kinds(effects) == ["Obtain", "Submit", "Notify", "SetTimer"]
    assert advance(state, ())[1] == ()


def test_of_a_lookup_that_grew_only_what_is_new_is_asked() -> None:
    state, _ = first(says(1, lookups=(lookup("a"),)))
    state, (effect,) = advance(state, [Concluded(says(2, lookups=(lookup("a", "b"),)))])
    assert effect == Obtain((lookup("b"),))
    assert advance(state, [Concluded(says(3, lookups=(lookup("a"),)))])[1] == ()


def test_the_next_version_of_a_filing_is_sent_once() -> None:
    second = OUT.model_copy(update={"ready": True, "version": 2})
    state, _ = first(says(1, OUT.model_copy(update={"ready": True})))
    state, (effect,) = advance(state, [Concluded(says(2, second))])
    assert isinstance(effect, Submit) and [s.id for s in effect.submissions] == ["out/2"]
    assert advance(state, [Concluded(says(3, second))])[1] == ()


def test_what_a_correction_opened_again_is_decided_and_told_again() -> None:
    decidable = OUT.model_copy(update={"decidable": True})
    granted = OUT.model_copy(update={"outcome": "granted"})
    state, done = first(says(1, decidable))
    for revision, procedure in enumerate((granted, OUT, decidable, granted), start=2):
        version = 1 if revision == 2 else 2
        now = procedure.model_copy(update={"version": version})
        state, effects = advance(state, [Concluded(says(revision, now))])
        done += effects
    assert kinds(done) == ["Decide", "Notify", "Decide", "Notify"]


def test_a_filing_without_an_authority_is_not_sent() -> None:
    assert first(says(1, OUT.model_copy(update={"ready": True, "authority": None})))[1] == ()


def test_what_comes_late_changes_nothing() -> None:
    state, _ = first(says(5, OUT))
    late, effects = advance(state, [Concluded(says(4, OUT.model_copy(update={"ready": True})))])
    assert (late.conclusions, effects) == (state.conclusions, ())


def test_of_the_same_revision_the_first_counts() -> None:
    state, _ = first(says(5, OUT))
    assert advance(state, [Concluded(says(5))])[0].conclusions == says(5, OUT)


def test_a_period_that_moves_is_another_timer() -> None:
    moved = clock(due=date(2026, 4, 5))
    state, _ = first(says(1, OUT, clocks=(clock(),)))
    state, effects = advance(state, [Concluded(says(2, OUT, clocks=(moved,)))])
    assert effects == (CancelTimer("out/apply@2026-04-01"), SetTimer("out/apply@2026-04-05", moved.ends, moved))
    assert state.timers == (timer_of(moved),)


def test_a_period_that_stops_is_cancelled_and_one_that_ended_is_not() -> None:
    running, _ = first(says(1, OUT, clocks=(clock(),)))
    assert advance(running, [Concluded(says(2, OUT))])[1] == (CancelTimer(timer_of(clock())),)
    ended, effects = advance(running, [Fired(timer_of(clock()))])
    assert kinds(effects) == ["Notify"]
    assert (ended.timers, ended.fired) == ((), (timer_of(clock()),))
    assert advance(ended, [Concluded(says(2, OUT))])[1] == ()


def test_only_a_period_to_apply_that_ends_is_told_to_the_person() -> None:
    state, _ = first(says(1, OUT, clocks=(clock("accept"),)))
    assert advance(state, [Fired(timer_of(clock("accept")))])[1] == ()


def test_an_outcome_that_comes_back_after_another_gets_a_letter_of_its_own() -> None:
    state = begin(says(1, OUT))
    letters = []
    said = (("granted", 1), ("granted", 2), ("refused", 3), ("granted", 4))
    for revision, (outcome, sequence) in enumerate(said, 2):
        told = OUT.model_copy(update={"outcome": outcome, "outcome_sequence": sequence})
        state, effects = advance(state, (Concluded(says(revision, told)),))
        letters += [notice.id for effect in effects if isinstance(effect, Notify) for notice in effect.notices]
    assert letters == ["out/1/outcome/1/granted", "out/1/outcome/3/refused", "out/1/outcome/4/granted"]


def test_lookups_that_were_made_on_the_way_are_not_asked_for_again() -> None:
    state, _ = advance(begin(says(1)), (Concluded(says(2, lookups=(lookup("a"),)), asked=("r@1:s:a",)),))
    assert advance(state, (Concluded(says(3, lookups=(lookup("a"),))),))[1] == ()


def test_a_settled_case_tells_its_outcomes_and_closes_in_one_step() -> None:
    state, _ = first(says(1, OUT, clocks=(clock("accept"),)))
    done = says(2, OUT.model_copy(update={"outcome": "accepted"}), complete=True)
    state, effects = advance(state, [Concluded(done)])
    assert kinds(effects) == ["Notify", "CancelTimer", "Close"]
    assert (state.closed, state.timers) == ("settled", ())


def test_a_case_nobody_submits_is_abandoned_and_asks_nothing_more() -> None:
    opening = says(1, submitted=False, lookups=(lookup("a"),), clocks=(clock("unsubmitted", ""),))
    state, _ = first(opening)
    later = opening.model_copy(update={"revision": 2, "lookups": (lookup("b"),)})
    state, effects = advance(state, [Concluded(later), Fired(timer_of(clock("unsubmitted", "")))])
    assert effects == (Close("abandoned"),)
    assert state.stage == "closed"


def test_a_closed_case_does_nothing_while_what_closed_it_is_so() -> None:
    state, _ = first(says(1, complete=True))
    assert state.closed
    late = says(9, complete=True, lookups=(lookup("a"),), clocks=(clock(),))
    after, effects = advance(state, [Concluded(late), Fired("x")])
    assert effects == ()
    assert after.closed == "settled"


def test_what_is_said_as_a_case_closes_opens_it_again() -> None:
    state, _ = first(says(1, complete=True))
    busy = says(9, OUT.model_copy(update={"ready": True}), lookups=(lookup("a"),), clocks=(clock(),))
    after, effects = advance(state, [Concluded(busy)])
    assert after.closed is None
    assert {type(effect) for effect in effects} == {Obtain, Submit, SetTimer}


def test_a_submission_that_crosses_the_end_of_its_period_opens_the_case_again() -> None:
    opening = says(1, submitted=False, clocks=(clock("unsubmitted", ""),))
    state, _ = first(opening)
    state, effects = advance(state, [Fired(timer_of(clock("unsubmitted", "")))])
    assert state.closed == "abandoned" and Close("abandoned") in effects
    after, _ = advance(state, [Concluded(says(2, OUT))])
    assert after.closed is None


def test_the_stage_is_one_word() -> None:
    assert first(says(1, submitted=False, lookups=(lookup("a"),)))[0].stage == "opening"
    assert first(says(1, submitted=False))[0].stage == "answering"
    assert first(says(1, OUT))[0].stage == "running"


def test_events_are_counted_so_that_lists_only_move_forward() -> None:
    state, _ = first(says(1))
    assert [advance(state, [Concluded(says(1))] * n)[0].event for n in (0, 1, 3)] == [0, 1, 3]
    assert Counter(state.asked) == Counter()
