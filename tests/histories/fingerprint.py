"""What the workflow of a scenario is asked to do, in order, as text: the fingerprint of its plan.

It is taken from the core, not from a recorded history: on real servers what arrives together depends on how quick
everybody is, and the core alone always takes the same steps. `ask`, `send`, `notify` and the timers are written with
the words the workflow's own view gives operators, search attributes as they are upserted whenever a case rests. A step
that the core takes in another order, a summary or an attribute that changes: each is a line that differs. That a real
run asks for the same is shown beside it, in the tests of recorded histories.
"""

import json
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from ichido.case.conclusions import Lookup
from ichido.case.messages import DECIDE, NOTIFY, OBTAIN, SUBMIT, CaseInput
from ichido.case.simulate import Simulation
from ichido.case.state import CancelTimer, Close, Decide, Effect, Notify, Obtain, SetTimer, Submit
from ichido.case.town import Town
from ichido.case.values import Places
from ichido.compiler.compile import compile_plan
from ichido.compiler.plan import Plan, encode
from ichido.language.catalogue import Catalogue
from ichido.language.kinds import Scenario
from ichido.language.kinds.scenario import Happening
from tests.histories.plain import FOLDER
from workflows.view import View, attributes

ENDING = ".fingerprint.txt"


def fingerprint(catalogue: Catalogue, scenario: Scenario) -> str:
    """The commands of a scenario's case, a line each, under the days on which they are given."""
    return "\n".join(traced(catalogue, scenario).lines) + "\n"


def traced(catalogue: Catalogue, scenario: Scenario) -> "Traced":
    """A scenario that was run on the core, with everything it was asked to do."""
    plan, places = compile_plan(catalogue, scenario.life_event), catalogue.places
    simulation = _begun(plan, scenario, places)
    simulation.run()
    return simulation


def file_of(name: str) -> Path:
    """Where the fingerprint of a scenario is kept."""
    return FOLDER / f"{name}{ENDING}"


def _begun(plan: Plan, scenario: Scenario, places: Places) -> "Traced":
    town = Town.of(plan, scenario, places)
    return Traced(plan, scenario, town, places, town.opening(plan), scenario.today)


@dataclass
class Traced(Simulation):
    """A simulation that writes down what it hears and what it is asked to do."""

    lines: list[str] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)
    upserted: dict[str, Any] = field(default_factory=dict)
    day: date | None = None

    def __post_init__(self) -> None:
        """Take the labels from the plan, as the workflow does."""
        super().__post_init__()
        self.given = CaseInput(
            case="case",
            plan=json.loads(encode(self.plan)),
            plan_hash="of-the-plan",
            conclusions=self.state.conclusions,
        )
        self.view = View(self.given)
        self.lines += [self.scenario.scenario, f"life event {self.plan.life_event}"]

    def settle(self) -> None:
        """Act, rest, and show where the case stands."""
        super().settle()
        found = attributes(self.state.conclusions, self.state.stage, self.given)
        changed = {name: value for name, value in found.items() if self.upserted.get(name) != value}
        self.upserted = found
        if not self.closed:
            for name, value in sorted(changed.items()):
                self._note(f"  upsert {name}: {_written(value)}")

    def happen(self, *together: Happening) -> None:
        """Write down what the case hears, then let it happen."""
        for happening in together:
            if happening.registry:
                self._note(f"registry {happening.registry} is {happening.state}")
            if happening.procedure:
                self._note(f"signal told: {happening.procedure} {_said(happening)}")
        super().happen(*together)

    def _answer(self) -> None:
        before, at = dict(self.answers), len(self.lines)
        super()._answer()
        if taken := [key for key in before if key not in self.answers]:
            self.lines.insert(at, f"update answered: {', '.join(taken)}")

    def _fire(self, timer: str) -> None:
        self._note(f"timer fired: {self.view.timer(self.timers[timer][1])}")
        super()._fire(timer)

    def perform(self, effect: Effect) -> None:
        """Write down what is to be done, then do it."""
        if not isinstance(effect, Obtain):
            self.effects.append(effect)
        for line in self._lines(effect):
            self._note(f"  {line}")
        super().perform(effect)

    def look_up(self, lookups: tuple[Lookup, ...]) -> None:
        """Keep what is asked for, whichever wave it goes with."""
        self.effects.append(Obtain(lookups))
        super().look_up(lookups)

    def _lines(self, effect: Effect) -> list[str]:
        match effect:
            case Obtain(lookups):
                asks = [f"  {one.id} under {one.grant or one.under}" for one in lookups]
                return [f"activity {OBTAIN}: {self.view.obtain(lookups)}", *asks]
            case Submit(submissions):
                return [f"activity {SUBMIT}: {self.view.submit(submissions)}", *(f"  {one.id}" for one in submissions)]
            case Decide(keys):
                return [f"activity {DECIDE}: {self.view.decide(keys)}", *(f"  {key}" for key in keys)]
            case Notify(notices):
                return [f"activity {NOTIFY}: {self.view.notify(notices)}", *(f"  {one.id}" for one in notices)]
            case SetTimer(_, _, clock):
                return [f"timer set: {self.view.timer(clock)}"]
            case CancelTimer(timer):
                return [f"timer cancelled: {timer}"]
            case Close(reason):
                return [f"close: {reason}"]

    def _note(self, line: str) -> None:
        if self.today != self.day:
            self.day = self.today
            self.lines.append(f"\n{self.day}")
        self.lines.append(line)


def _said(happening: Happening) -> str:
    correction = f"correction of {', '.join(happening.correction)}" if happening.correction else None
    return " ".join(word for word in (happening.act, correction, happening.outcome) if word)


def _written(value: Any) -> str:
    return ", ".join(value) or "nothing" if isinstance(value, list) else str(value)
