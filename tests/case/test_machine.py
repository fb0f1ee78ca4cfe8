"""A case driven by whatever people, registries, authorities and days may do: what must never happen, never does."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from ichido.case.answers import answer
from ichido.case.hear import EventKind
from ichido.case.record import Change, Reason
from ichido.case.simulate import Simulation
from ichido.case.state import Effect, Submit
from ichido.case.tell import confirmed, told
from ichido.case.town import Town
from ichido.language.kinds import Scenario
from ichido.language.kinds.procedure import OUTCOMES
from tests.case.families import AT, PRIVATE, authority, places, plan, scenarios
from tests.case.receiving import received

VALUES: dict[str, tuple[Any, ...]] = {
    "move.date": ("2026-04-01", "令和8年4月2日", "soon", None),
    "move.movers": (["hanako", "taro"], ["taro"], [], ["sato"], "hanako"),
    "move.new_address": ("神奈川県川崎市川崎区宮本町1", "千葉県市川市八幡2-2-2", "宮本町", 1),
    "applicant.phone": ("090-0000-0000", "-", None),
    "school-support(taro)": ("apply", "decline", "perhaps"),
    "school-support(hanako)": ("apply", "decline"),
}
ITEMS = ("move.date", "move.movers.name", "move.new_address", "move.movers", "move.old_address", "presence", "?")
REGISTRIES = ("resident-register", "municipal-tax", "public-accounts")
OTHERS = ("applicant.name", "person.name(taro)", "move.old_address", "nonsense")


class Watched(Simulation):
    """A simulation that keeps every effect it was asked for."""

    def __init__(self, scenario: Scenario) -> None:
        town = Town.of(plan(), scenario, places())
        self.effects: list[Effect] = []
        self.submissions: list[str] = []
        super().__init__(plan(), scenario, town, places(), town.opening(plan()), scenario.today)

    def perform(self, effect: Effect) -> None:
        self.effects.append(effect)
        if isinstance(effect, Submit):
            assert self.record.submitted_on is not None, "nothing is sent before it is submitted"
            for submission in effect.submissions:
                self.submissions.append(submission.id)
                self.check(submission.key, submission.version, submission.authority)
        super().perform(effect)

    def check(self, key: str, version: int, receiver: str) -> None:
        """A payload holds what its procedure needs and nothing else, and goes to whom the case says."""
        sent = received(plan(), self.record, key, self.today)
        needs = plan().procedures[key.partition("(")[0]].definition.needs
        assert set(sent["payload"]) == {need for need in needs if "." in need}
        assert set(sent.get("conclusion", {})) <= {"eligible", "amount", "pay_to"}
        assert sent["version"] == version
        procedure = self.state.conclusions.procedure(key)
        assert procedure is not None and procedure.authority == receiver


class Case(RuleBasedStateMachine):
    """The family's move, with nobody keeping to any order."""

    @initialize(down=st.sets(st.sampled_from(REGISTRIES)))
    def open(self, down: set[str]) -> None:
        scenario = scenarios()[0].model_copy(update={"down": tuple(sorted(down))})
        self.case = Watched(scenario)
        self.case.settle()

    def keys(self) -> list[str]:
        return [p.key for p in self.case.state.conclusions.procedures if p.authority]

    @precondition(lambda self: not self.case.closed)
    @rule(data=st.data())
    def answers(self, data: st.DataObject) -> None:
        asked = [question.key for question in self.case.state.conclusions.questions]
        keys = data.draw(st.lists(st.sampled_from([*VALUES, *OTHERS, *asked]), unique=True, max_size=6))
        given = {key: data.draw(st.sampled_from(VALUES.get(key, ("佐藤 桜", "1990-05-03")))) for key in keys}
        self.give(given)

    @precondition(lambda self: not self.case.closed)
    @rule()
    def answers_well(self) -> None:
        asked = [question.key for question in self.case.state.conclusions.questions]
        self.give({key: VALUES[key][0] for key in asked if key in VALUES})

    def give(self, answers: Mapping[str, Any]) -> None:
        case = self.case
        change = answer(plan(), case.record, AT, case.today, answers, places())
        if isinstance(change, Change):
            case.tell(change)
        else:
            assert {refused.key for refused in change} <= {*answers, *(q.key for q in case.state.conclusions.questions)}

    @precondition(lambda self: bool(self.keys()))
    @rule(
        data=st.data(),
        kind=st.sampled_from(["received", "correction", "act", "outcome"]),
        sequence=st.integers(0, 9),
        later=st.integers(0, 3),
    )
    def authority_says(self, data: st.DataObject, kind: EventKind, sequence: int, later: int) -> None:
        key = data.draw(st.sampled_from(self.keys()))
        outcomes = OUTCOMES[plan().procedures[key.partition("(")[0]].definition.kind]
        event = authority(
            key,
            kind,
            sequence,
            on=self.case.today + timedelta(days=later),
            outcome=data.draw(st.sampled_from([*outcomes, "withdrawn"])) if kind == "outcome" else "",
            items=tuple(data.draw(st.lists(st.sampled_from(ITEMS), max_size=3))) if kind == "correction" else (),
            act="presence" if kind == "act" else "",
            reasons=(Reason("番地がありません"),),
            produced=data.draw(st.sampled_from([(), (("move.transfer", "TX-4471"),), (("applicant.name", "x"),)])),
        )
        for _ in range(data.draw(st.integers(1, 2))):
            self.case.tell(told(plan(), self.case.record, AT, event, places()))

    @precondition(lambda self: bool(self.keys()))
    @rule(data=st.data())
    def a_clerk_sees_the_person(self, data: st.DataObject) -> None:
        key = data.draw(st.sampled_from(self.keys()))
        self.case.tell(confirmed(self.case.record, key, "presence", self.case.today))

    @rule(registry=st.sampled_from(REGISTRIES), up=st.booleans())
    def a_registry_falls_or_rises(self, registry: str, up: bool) -> None:
        self.case.town.switch(registry, "up" if up else "down")
        self.case.retry()

    @rule(days=st.sampled_from([1, 3, 14, 40]))
    def days_pass(self, days: int) -> None:
        if self.case.today < date(2026, 12, 1):
            self.case.move_to(self.case.today + timedelta(days=days))

    @invariant()
    def no_version_is_sent_twice(self) -> None:
        assert len(self.case.submissions) == len(set(self.case.submissions))

    @invariant()
    def nothing_is_done_twice(self) -> None:
        state = self.case.state
        for done in (state.asked, state.sent, state.decided, state.notified, state.timers, state.fired):
            assert len(done) == len(set(done))

    @invariant()
    def nothing_personal_leaves_the_facts(self) -> None:
        state = self.case.state
        written = state.model_dump_json() + state.conclusions.model_dump_json() + repr(self.case.effects)
        assert not [text for text in PRIVATE if text in written]

    @invariant()
    def a_closed_case_runs_no_timer(self) -> None:
        if self.case.state.closed:
            assert self.case.state.timers == ()


TestCase = Case.TestCase
TestCase.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
