"""Budgets: a change that asks more of people than was agreed does not pass unnoticed."""

from collections.abc import Iterator

from ichido.compiler.burden import burden
from ichido.compiler.compile import compile_plan
from ichido.compiler.costs import COUNTED
from ichido.language.catalogue import Catalogue
from ichido.language.diagnostic import Diagnostic


def over_budget(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """A life event or procedure that asks more than its `budget`."""
    events = ((document, document.model.budget) for document in catalogue.life_events.values())
    procedures = ((document, document.model.budget) for document in catalogue.procedures.values())
    for document, budget in (*events, *procedures):
        if budget is None:
            continue
        load = burden(compile_plan(catalogue, document.id)).here
        for name in COUNTED:
            most, found = getattr(budget, name), getattr(load, name)
            if most is not None and found > most:
                message = f"this comes to {found} {name}, and its budget is {most}"
                help_ = f"`ichido plan {document.id} --burden` counts them; find a source, or agree upon a higher one"
                yield Diagnostic("over-budget", message, document.place("budget", name), help_)
