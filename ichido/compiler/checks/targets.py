"""Targets that nothing measures: minutes where no costs of questions, documents and visits are published."""

from collections.abc import Iterator

from ichido.compiler.costs import COSTS
from ichido.language.catalogue import Catalogue
from ichido.language.diagnostic import Diagnostic


def unmeasured_target(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """A life event whose target of minutes nobody could hold against anything."""
    if COSTS in catalogue.parameters:
        return
    for document in catalogue.life_events.values():
        targets = document.model.targets
        if targets is not None and targets.minutes is not None:
            message = "nothing says how many minutes a question, a document and a visit take"
            help_ = f"publish `parameters: {COSTS}` with `question`, `document`, `visit` and `hour`, or leave this out"
            yield Diagnostic("unmeasured-target", message, document.place("targets", "minutes"), help_)
