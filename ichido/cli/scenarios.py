"""`ichido test`: run scenarios on the core alone and compare what came out with what was expected."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ichido.case.deadlines import first_calendar
from ichido.case.expect import differences
from ichido.case.simulate import WrongScenario, before, simulation
from ichido.case.values import Places
from ichido.cli.output import Output, answer, answer_json, counted, report_problems, say
from ichido.cli.select import Selection, select, unknown_id
from ichido.clocks import OutsideCalendar, is_open
from ichido.compiler.compile import compile_plan
from ichido.compiler.plan import Plan
from ichido.language.catalogue import Catalogue
from ichido.language.diagnostic import Diagnostic, render_github, render_text
from ichido.language.document import Document
from ichido.language.kinds import Scenario
from ichido.language.source import Place


@dataclass(frozen=True, slots=True)
class Result:
    """What a scenario came to: nothing that differs, or what does, or why it cannot be told at all."""

    name: str
    place: Place
    milliseconds: int
    differences: tuple[str, ...] = ()
    problem: Diagnostic | None = None

    @property
    def passed(self) -> bool:
        """Whether all came out as expected."""
        return not self.differences and self.problem is None


def run(words: list[str] | None, folder: Path | None, output: Output) -> int:
    """Run the scenarios that the words name, part of a title being enough; 1 if one fails."""
    selection = select(words, folder)
    if selection.problems:
        report_problems(selection.problems, output)
        return 1
    chosen = _chosen(selection)
    results = []
    for result in _run(selection.catalogue, chosen):
        results.append(result)
        if output is Output.TEXT:
            answer(_shown(result))
    failed = [result for result in results if not result.passed]
    if output is Output.JSON:
        numbers = {"scenarios": len(results), "passed": len(results) - len(failed)}
        answer_json({"version": 1, **numbers, "failed": [_failure(result) for result in failed]})
    if output is Output.GITHUB and failed:
        answer(render_github(_problem(result) for result in failed))
    say(f"{counted(len(results), 'scenario')}, {len(results) - len(failed)} passed, {len(failed)} failed")
    return int(bool(failed))


def _chosen(selection: Selection) -> tuple[Document[Scenario], ...]:
    """Scenarios by part of their title or by their life event, and inside the paths that were given."""
    within = {id(document) for document in Selection(selection.catalogue, (), selection.paths).documents()}
    known = [d for d in selection.catalogue.scenarios if id(d) in within]
    for word in selection.ids:
        if not any(_matches(document, word) for document in known):
            raise unknown_id(word, tuple(document.id for document in known), "scenario")
    return tuple(d for d in known if not selection.ids or any(_matches(d, word) for word in selection.ids))


def _matches(document: Document[Scenario], word: str) -> bool:
    return word == document.model.life_event or word.casefold() in document.id.casefold()


def _run(catalogue: Catalogue, documents: tuple[Document[Scenario], ...]) -> Iterator[Result]:
    places, others = catalogue.places, {document.id: document.model for document in catalogue.scenarios}
    plans: dict[tuple[str, date | None], Plan] = {}

    def plan_of(scenario: Scenario) -> Plan:
        key = (scenario.life_event, scenario.today if catalogue.dated else None)
        if key not in plans:
            plans[key] = compile_plan(catalogue, *key)
            # Holidays take half a second to import, which is no part of what a case takes.
            with suppress(OutsideCalendar):
                is_open(first_calendar(plans[key]), scenario.today)
        return plans[key]

    for document in documents:
        yield _result(document, plan_of, others, places)


def _result(
    document: Document[Scenario], plan_of: Callable[[Scenario], Plan], others: Mapping[str, Scenario], places: Places
) -> Result:
    plan = plan_of(document.model)
    scenario, place, started = document.model, document.place("scenario"), time.perf_counter()
    wrong: tuple[str, ...] = ()
    problem = None
    try:
        observed = simulation(plan, scenario, places, before(scenario, others, plan_of, places)).run()
        wrong = differences(scenario.expect, observed)
    except (WrongScenario, OutsideCalendar) as error:
        help_ = f"`ichido plan {scenario.life_event}` says what is asked" if "asks for" in str(error) else ""
        problem = Diagnostic("wrong-scenario", str(error), _place(document, str(error)), help_)
    return Result(scenario.scenario, place, round((time.perf_counter() - started) * 1000), wrong, problem)


def _place(document: Document[Scenario], message: str) -> Place:
    """Where the answer stands that the message names, else what the registers hold, else the scenario's title."""
    if message.startswith("registered: "):
        return document.place("registered", key=True)
    for location, key in _answered(document.model):
        if f"`{key}`" in message or f"{key}: " in message:
            return document.place(*location, key, key=True)
    return document.place("scenario")


def _answered(scenario: Scenario) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every answer by its key, with where the answers stand that it is one of."""
    yield from ((("answers",), key) for key in scenario.answers)
    for at, happening in enumerate(scenario.happens):
        yield from ((("happens", at, "answers"), key) for key in happening.answers)


def _problem(result: Result) -> Diagnostic:
    message = f"{result.name}: {'; '.join(result.differences)}"
    return result.problem or Diagnostic("scenario-failed", message, result.place)


def _failure(result: Result) -> dict[str, object]:
    problem = _problem(result)
    place = problem.place or result.place
    said = result.differences or (problem.message,)
    where = {"file": place.file, "line": place.line, "column": place.column}
    return {"scenario": result.name, **where, "differences": list(said)}


def _shown(result: Result) -> str:
    head = f"{'passed' if result.passed else 'FAILED'}  {result.name}  {result.milliseconds} ms"
    lines = [f"          {line}" for line in result.differences]
    if result.problem:
        lines += [f"  {line}".rstrip() for line in render_text([result.problem]).splitlines()]
    return "\n".join((head, *lines))
