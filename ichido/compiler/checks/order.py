"""Order, which nobody writes: it must exist, and what is waited for must come."""

from collections.abc import Iterator

from ichido.compiler.acting import Acting, acting
from ichido.compiler.checks.circles import circle_in
from ichido.compiler.openings import openings_of
from ichido.compiler.order import awaited
from ichido.compiler.reads import reads
from ichido.compiler.sources import Sources
from ichido.language.catalogue import Catalogue
from ichido.language.diagnostic import Diagnostic
from ichido.language.document import Document
from ichido.language.kinds import LifeEvent


def circular_need(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """Procedures that wait for one another in a circle would wait for ever."""
    for event in catalogue.life_events.values():
        circle = circle_in(_waits(catalogue, event.model))
        if circle:
            place = event.place("procedures", circle[0][0], key=True)
            around = ", ".join(
                f"`{who}` needs `{path}` of `{circle[(i + 1) % len(circle)][0]}`"
                for i, (who, path) in enumerate(circle)
            )
            help_ = "`at_opening:` names the value a term had before anything happened"
            yield Diagnostic("circular-need", f"these wait for one another: {around}", place, help_)


def unprovided_need(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """A need that only a procedure outside the life event produces would be asked of the person."""
    for event in catalogue.life_events.values():
        acts = acting(catalogue, event.model)
        inside = {act.canonical(path) for act in acts.values() for path in act.definition.produces}
        for act in acts.values():
            yield from _unprovided(catalogue, event, act, inside)


def _unprovided(
    catalogue: Catalogue, event: Document[LifeEvent], act: Acting, inside: set[str]
) -> Iterator[Diagnostic]:
    for need in act.definition.needs:
        if "." not in need or act.canonical(need) in inside:
            continue
        steps = act.steps(need)
        term = f"{steps[-1].vocabulary}.{steps[-1].term}"
        if any(term in registry.model.holds for registry in catalogue.registries.values()):
            continue
        outside = next((p.id for p in catalogue.procedures.values() if need in p.model.produces), None)
        if outside:
            place = event.place("procedures", act.id, key=True)
            message = f"`{act.id}` needs `{need}`, which `{outside}` produces, and `{event.id}` leaves that out"
            yield Diagnostic("unprovided-need", message, place, f"add `{outside}:` to the procedures")


def _waits(catalogue: Catalogue, event: LifeEvent) -> dict[str, dict[str, str]]:
    """For each procedure, those it waits for, and one path for which it does."""
    acts = acting(catalogue, event)
    sources = Sources(catalogue, acts, openings_of(catalogue))
    found: dict[str, dict[str, str]] = {}
    for one in (one for act in acts.values() for read in reads(act) for one in sources.needs(read)):
        each = acts[one.need.procedure].each
        for producer in awaited(one.need, each.path if each else None):
            found.setdefault(one.need.procedure, {}).setdefault(producer, one.need.path)
    return found
