"""Whatever comes late, twice or in any order, a case ends the same."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from itertools import permutations
from typing import Any, assert_never

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ichido.case.advance import advance, begin
from ichido.case.answers import take
from ichido.case.conclude import conclude
from ichido.case.hear import AuthorityEvent, hear
from ichido.case.known import knowing
from ichido.case.payload import payload
from ichido.case.record import Change, Filing, Record, changed
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
    SubmissionRef,
    Submit,
)
from ichido.case.tell import decided, delivered, told
from ichido.case.town import Town
from ichido.compiler.plan import Plan
from tests.case.families import ANSWERS, AT, after, authority, places, plan, scenarios, submitted

DAY = date(2026, 3, 20)

WORDS = (
    authority("k", "received", 1),
    authority("k", "correction", 2, items=("move.date",)),
    authority("k", "act", 3, act="presence", on=date(2026, 4, 2)),
    authority("k", "outcome", 4, outcome="accepted"),
    authority("k", "correction", 5, items=("move.new_address",)),
    authority("k", "outcome", 6, outcome="not-accepted"),
)


def heard(events: tuple[AuthorityEvent, ...]) -> Filing:
    filing = Filing("k")
    for event in events:
        filing = hear(filing, event)
    return filing


def test_every_order_of_what_an_authority_says_gives_the_same_filing() -> None:
    assert len({heard(order) for order in permutations(WORDS)}) == 1


@given(st.lists(st.sampled_from(WORDS), max_size=12), st.randoms(use_true_random=False))
def test_what_an_authority_says_again_in_any_order_gives_the_same_filing(
    again: list[AuthorityEvent], dice: Any
) -> None:
    events = [*WORDS, *again]
    dice.shuffle(events)
    assert heard(tuple(events)) == heard(WORDS)


OUTCOMES = (
    authority("moving-out", "outcome", 3, outcome="accepted", produced=(("move.transfer", "TX-3"),)),
    authority("moving-out", "outcome", 4, outcome="not-accepted"),
    authority("moving-out", "outcome", 5, outcome="accepted", produced=(("move.transfer", "TX-5"),)),
    authority("moving-out", "received", 1),
)


@pytest.mark.parametrize("last", [3, 4, 5])
def test_every_order_of_outcomes_leaves_the_same_case(last: int) -> None:
    start = submitted().record
    found = set()
    for order in permutations([event for event in OUTCOMES if event.sequence <= last]):
        record = start
        for event in order:
            record = changed(record, told(plan(), record, AT, event, places()))
        transfer = knowing(plan(), record, DAY).value("move.transfer")
        found.add((record.filings["moving-out"], transfer, conclude(plan(), record, DAY, 1).model_dump_json()))
    assert len(found) == 1


SAYS: dict[tuple[str, int], tuple[AuthorityEvent, ...]] = {
    ("moving-out", 1): (
        authority("moving-out", "received", 1),
        authority("moving-out", "outcome", 2, outcome="accepted", produced=(("move.transfer", "TX-4471"),)),
    ),
    ("moving-in", 1): (
        authority("moving-in", "received", 1),
        authority("moving-in", "act", 2, act="presence", on=date(2026, 4, 2)),
        authority("moving-in", "correction", 3, items=("move.new_address",)),
    ),
    ("moving-in", 2): (authority("moving-in", "outcome", 4, outcome="accepted"),),
    ("school-support(taro)", 1): (authority("school-support(taro)", "received", 1),),
}
"""What the authorities say once a version of a filing has reached them."""

Item = Concluded | Fired | Obtain | SubmissionRef | Decide | AuthorityEvent | str


@dataclass
class World:
    """A case and everything under way around it; what comes next is for somebody else to say."""

    plan: Plan
    town: Town
    record: Record
    state: State
    revision: int = 1
    under_way: list[Item] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)

    @classmethod
    def open(cls) -> "World":
        town = Town.of(plan(), scenarios()[0], places())
        record = town.opening(plan())
        world = cls(plan(), town, record, begin(conclude(plan(), record, DAY, 1)))
        world.hear(())
        return world

    def take(self, index: int, again: bool) -> None:
        """One thing that is under way arrives; it may arrive again later."""
        item = self.under_way.pop(index % len(self.under_way))
        if again:
            self.under_way.append(item)
        match item:
            case Concluded() | Fired():
                self.hear((item,))
            case Obtain(lookups):
                self.tell(self.town.obtain(self.plan, lookups, AT)[0] if not self.knows(item) else Change())
            case SubmissionRef():
                payload(self.plan, self.record, item.key, DAY)
                self.tell(delivered(self.record, item.key, item.version, DAY))
                self.under_way += SAYS.get((item.key, item.version), ()) if not again else ()
            case Decide(keys):
                for key in keys:
                    self.tell(decided(self.plan, self.record, AT, DAY, key))
            case AuthorityEvent():
                self.tell(told(self.plan, self.record, AT, item, places()))
            case str():
                self.tell(take(self.plan, self.record, AT, DAY, self.answers(), places()).change)
            case _:
                assert_never(item)

    def knows(self, obtain: Obtain) -> bool:
        """An activity that is tried again finds in the store what it has already written."""
        held = {(fact.subject, fact.term, fact.provenance.authority) for fact in self.record.facts}
        return all((one.subject, term, one.authority) in held for one in obtain.lookups for term in one.terms)

    def answers(self) -> dict[str, Any]:
        asked = {question.key for question in conclude(self.plan, self.record, DAY, 0).questions}
        known = ANSWERS if self.record.submitted_on is None else {k: v for k, v in ANSWERS.items() if k in asked}
        return dict(known) if asked else {}

    def tell(self, change: Change) -> None:
        if change == Change() or (change == Change(submitted_on=DAY) and self.record.submitted_on):
            return
        self.record = changed(self.record, change)
        self.revision += 1
        conclusions = conclude(self.plan, self.record, DAY, self.revision)
        self.under_way.append(Concluded(conclusions))
        if conclusions.questions and "answer" not in self.under_way and self.ripe(conclusions.submitted):
            self.under_way.append("answer")

    def ripe(self, submitted: bool) -> bool:
        """The person answers once the form is complete."""
        asked = {question.key for question in conclude(self.plan, self.record, DAY, 0).questions}
        return submitted or "move.movers" in asked

    def hear(self, events: tuple[Concluded | Fired, ...]) -> None:
        self.state, effects = advance(self.state, events)
        assert advance(self.state, ())[1] == (), "one step does all there is to do"
        for effect in effects:
            self.perform(effect)

    def perform(self, effect: Effect) -> None:
        match effect:
            case Obtain(lookups):
                self.done.update(lookup.asks(term) for lookup in lookups for term in lookup.terms)
                self.under_way.append(effect)
            case Submit(submissions):
                self.done.update(submission.id for submission in submissions)
                self.under_way += submissions
            case Decide(keys):
                self.done.update(f"{key}/decide" for key in keys)
                self.under_way.append(effect)
            case Notify(notices):
                self.done.update(notice.id for notice in notices)
            case SetTimer(timer, _, clock):
                if clock.name != "unsubmitted":
                    self.under_way.append(Fired(timer))
            case Close(reason):
                self.done[f"close/{reason}"] += 1
            case CancelTimer():
                pass
            case _:
                assert_never(effect)

    def ended(self) -> dict[str, object]:
        """What must be the same however it came about."""
        conclusions = self.state.conclusions.model_dump_json(exclude={"revision"})
        facts = {(f.subject, f.term, f.value, f.provenance.source, f.provenance.acts) for f in self.record.facts}
        passing = ("overdue", "correction")
        return {
            "filings": self.record.filings,
            "facts": facts,
            "conclusions": conclusions,
            "closed": self.state.closed,
            "sent": set(self.state.sent),
            "decided": set(self.state.decided),
            "asked": set(self.state.asked),
            "told": {id_ for id_ in self.state.notified if not any(word in id_ for word in passing)},
        }


def run(order: list[int], again: list[bool]) -> World:
    """Play a whole case; after the order given, first come first served."""
    world = World.open()
    for step in range(500):
        if not world.under_way:
            return world
        index = order[step] if step < len(order) else 0
        world.take(index, step < len(again) and again[step])
    raise AssertionError("the case does not come to an end")


REFERENCE = run([], [])


def test_the_case_that_is_compared_with_ends_well() -> None:
    assert REFERENCE.state.closed == "settled"
    assert {f.key: f.outcome for f in REFERENCE.record.filings.values()} == {
        "moving-out": "accepted",
        "moving-in": "accepted",
        "school-support(taro)": "granted",
    }


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 20), max_size=80), st.lists(st.booleans(), max_size=40))
def test_a_case_ends_the_same_in_any_order_and_does_each_thing_once(order: list[int], again: list[bool]) -> None:
    world = run(order, again)
    assert world.ended() == REFERENCE.ended()
    assert {what: times for what, times in world.done.items() if times > 1} == {}
    assert {what for what in world.done if what in ("moving-out/1", "moving-in/1", "moving-in/2")} == {
        "moving-out/1",
        "moving-in/1",
        "moving-in/2",
    }


def test_the_newest_first_ends_the_same() -> None:
    world = run([-1] * 400, [])
    assert world.ended() == REFERENCE.ended()
    assert max(world.done.values()) == 1


def test_everything_twice_ends_the_same() -> None:
    world = run([0] * 400, [True, False] * 100)
    assert world.ended() == REFERENCE.ended()
    assert max(world.done.values()) == 1


@given(st.permutations(range(8)), st.lists(st.integers(0, 7), max_size=8))
def test_conclusions_in_any_order_leave_the_newest(order: list[int], again: list[int]) -> None:
    record = after(submitted().record)
    said = [Concluded(conclude(plan(), record, DAY, revision)) for revision in range(8)]
    state = begin(conclude(plan(), record, DAY, 0))
    for index in (*order, *again):
        state, _ = advance(state, (said[index],))
    assert state.conclusions.revision == 7
