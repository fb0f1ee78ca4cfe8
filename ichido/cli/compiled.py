"""The one plan that the words of a command line mean."""

from datetime import date
from pathlib import Path

from ichido.cli.output import CouldNotRun, Output, report_problems
from ichido.cli.select import Selection, select, unknown_id
from ichido.compiler.compile import NotInForce, compilable, compile_plan
from ichido.compiler.plan import Plan
from ichido.language.catalogue import Catalogue
from ichido.language.diagnostic import listed


def compiled(
    words: list[str] | None, folder: Path | None, output: Output, language: str = "en", on: str | None = None
) -> Plan | None:
    """Compile what was named, or the only life event there is, for a day; None if problems were printed.

    CouldNotRun for a language in which it has no title; English, being what is shown when nobody asks, may lack one.
    """
    found = planned(words, folder, output, on=on)
    if found is None:
        return None
    _, plan = found
    if language not in (*plan.title, "en"):
        raise CouldNotRun(f"`{plan.life_event}` has no title in `{language}`", f"there are {listed(plan.title)}")
    return plan


def planned(
    words: list[str] | None, folder: Path | None, output: Output, *, on: str | None
) -> tuple[Catalogue, Plan] | None:
    """The plan as `compiled` makes it, with the catalogue it is from."""
    day = day_of(on)
    selection = select(words, folder)
    if selection.problems:
        report_problems(selection.problems, output)
        return None
    try:
        return selection.catalogue, compile_plan(selection.catalogue, _chosen(selection), day)
    except NotInForce as error:
        raise CouldNotRun(str(error), "`--on DATE` picks another day") from None


def day_of(on: str | None) -> date:
    """The day that was said, else the day it is where the command is run."""
    try:
        return date.fromisoformat(on) if on else date.today()
    except ValueError:
        raise CouldNotRun(f"`{on}` is no day", "write a day such as 2026-04-01") from None


def _chosen(selection: Selection) -> str:
    known = compilable(selection.catalogue)
    for id_ in selection.ids:
        if id_ not in known:
            raise unknown_id(id_, known, "life event or procedure")
    documents = selection.documents()
    events = [d.id for d in documents if d.kind == "life_event"]
    found = tuple(dict.fromkeys(selection.ids or events or [d.id for d in documents if d.kind == "procedure"]))
    if not found:
        raise CouldNotRun("there is no life event and no procedure here")
    if len(found) > 1:
        raise CouldNotRun("one at a time", f"say which of {listed(found)}")
    return found[0]
