"""What must hold of a catalogue before it is compiled: one module a family, one function a rule."""

from collections.abc import Callable, Iterable, Iterator

from ichido.compiler.checks import (
    acts,
    budgets,
    clocks,
    constant,
    deeming,
    derived,
    ends,
    expressions,
    labels,
    lawful,
    letters,
    names,
    order,
    overlays,
    past,
    periods,
    permits,
    pointers,
    precedence,
    rights,
    scenarios,
    tables,
    targets,
    terms,
    values,
)
from ichido.language.catalogue import Catalogue
from ichido.language.diagnostic import Diagnostic, ordered

Check = Callable[[Catalogue], Iterator[Diagnostic]]

STOREYS: tuple[tuple[Check, ...], ...] = (
    (
        periods.over_as_it_begins,
        periods.not_in_force,
        overlays.wrong_ordinance,
        overlays.unknown_lock,
        labels.unknown_language,
        lawful.bad_law_id,
        lawful.wrong_unit,
    ),
    (
        names.unknown_authority,
        names.unknown_calendar,
        names.unknown_procedure,
        names.unknown_vocabulary,
        names.unknown_code,
        names.missing_for,
        ends.missing_jurisdiction,
        terms.unknown_type,
        terms.misplaced_key,
        terms.unknown_part,
        terms.unknown_term,
        terms.unknown_law,
        pointers.wrong_pointer,
        deeming.wrong_deeming,
        rights.wrong_right,
        acts.unknown_act,
        acts.act_without_article,
        acts.act_of_the_past,
        clocks.clock_without_origin,
        clocks.empty_period,
        clocks.late_reminder,
        scenarios.unknown_life_event,
        scenarios.unknown_registry,
        scenarios.unknown_registered,
        scenarios.unknown_protected,
        scenarios.unknown_step,
        permits.unknown_scenario,
    ),
    (
        expressions.bad_expression,
        expressions.inline_expression,
        expressions.unstated_law,
        derived.wrong_source,
        ends.wrong_end,
        ends.wrong_for,
        rights.wrong_holder,
        rights.unshown_right,
        letters.missing_notice,
        letters.unknown_notice,
        letters.missing_label,
        letters.wrong_notice,
        lawful.idle_grant,
        lawful.wrong_grant,
        permits.wrong_permit,
        precedence.wrong_precedence,
        scenarios.unknown_answer,
        scenarios.unknown_consent,
    ),
    (
        values.wrong_written,
        values.wrong_day,
        values.wrong_parameter,
        constant.constant_condition,
        tables.wrong_table,
        past.undated_term,
        derived.circular_term,
        order.circular_need,
        order.unprovided_need,
    ),
    (budgets.over_budget, targets.unmeasured_target),
)
"""Rules in storeys: each relies on what the one below has shown, so a slip is named once and where it is."""

CHECKS: tuple[Check, ...] = tuple(check for storey in STOREYS for check in storey)
"""Every rule about definitions."""

OF_ALL_TIME: tuple[Check, ...] = (
    periods.over_as_it_begins,
    periods.not_in_force,
    overlays.wrong_ordinance,
    overlays.unknown_lock,
    labels.unknown_language,
    lawful.bad_law_id,
    lawful.wrong_unit,
    lawful.idle_grant,
    letters.wrong_notice,
    letters.unknown_notice,
)
"""Rules that look at all versions at once; every other looks at the catalogue of one day."""


def check(catalogue: Catalogue) -> tuple[Diagnostic, ...]:
    """The problems of the first storey that has any, on every day on which something else is in force."""
    times = periods.times(catalogue)
    for storey in STOREYS:
        problems = [problem for rule in storey if rule in OF_ALL_TIME for problem in rule(catalogue)]
        daily = [rule for rule in storey if rule not in OF_ALL_TIME]
        problems += periods.dated({time: _of_a_day(daily, day) for time, day in times.items()})
        if problems:
            return ordered(problems)
    return ()


def _of_a_day(rules: Iterable[Check], catalogue: Catalogue) -> tuple[Diagnostic, ...]:
    return tuple(problem for rule in rules for problem in rule(catalogue))
