"""What must hold of a catalogue before it is compiled: one module a family, one function a rule."""

from collections.abc import Callable, Iterator

from ichido.compiler.checks import acts, clocks, derived, ends, expressions, letters, names, order, scenarios, terms
from ichido.language.catalogue import Catalogue
from ichido.language.diagnostic import Diagnostic, ordered

Check = Callable[[Catalogue], Iterator[Diagnostic]]

STOREYS: tuple[tuple[Check, ...], ...] = (
    (
        names.unknown_authority,
        names.unknown_calendar,
        names.unknown_procedure,
        names.unknown_vocabulary,
        names.unknown_code,
        names.missing_for,
        ends.missing_jurisdiction,
        terms.unknown_type,
        terms.unknown_part,
        terms.unknown_term,
        terms.unknown_law,
        acts.unknown_act,
        acts.act_without_article,
        clocks.clock_without_origin,
        clocks.empty_period,
        clocks.late_reminder,
        scenarios.unknown_life_event,
        scenarios.unknown_registry,
        scenarios.unknown_registered,
        scenarios.unknown_step,
    ),
    (
        expressions.bad_expression,
        expressions.inline_expression,
        expressions.unstated_law,
        derived.wrong_source,
        ends.wrong_end,
        letters.missing_notice,
        letters.unknown_notice,
        letters.missing_label,
        scenarios.unknown_answer,
    ),
    (derived.circular_term, order.circular_need, order.unprovided_need),
)
"""Rules in storeys: each relies on what the one below has shown, so a slip is named once and where it is."""

CHECKS: tuple[Check, ...] = tuple(check for storey in STOREYS for check in storey)
"""Every rule about definitions."""


def check(catalogue: Catalogue) -> tuple[Diagnostic, ...]:
    """The problems of the first storey that has any."""
    for storey in STOREYS:
        problems = ordered(problem for rule in storey for problem in rule(catalogue))
        if problems:
            return problems
    return ()
