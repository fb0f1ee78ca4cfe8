"""How long a filed case is kept: by its procedures, or by what the installation says for those that say nothing."""

from datetime import date

import pytest

from ichido.case.conclude import conclude
from ichido.case.conclusions import Conclusions
from ichido.case.retention import Kept, kept
from ichido.compiler.plan import Plan
from ichido.language.kinds.procedure import Retention
from ichido.language.scalars import Citation
from tests.case.families import plan, submitted

RULE = Citation.parse("住民基本台帳法 22条1項")


def applied() -> Conclusions:
    case = submitted()
    return conclude(plan(), case.record, case.today, 9)


def keeping(years: int | None = None, start: str = "fiscal-year", **of: int) -> Plan:
    """The family's plan, with the retention of all its procedures or of some."""
    wanted = dict.fromkeys(plan().procedures, years) | {name.replace("_", "-"): count for name, count in of.items()}
    declared = {
        id_: Retention.model_validate({"years": count, "from": start, "under": str(RULE)})
        for id_, count in wanted.items()
        if count is not None
    }
    changed = {
        id_: one.model_copy(update={"definition": one.definition.model_copy(update={"retention": declared.get(id_)})})
        for id_, one in plan().procedures.items()
    }
    return plan().model_copy(update={"procedures": changed})


@pytest.mark.parametrize(
    ("closed_on", "start", "until"),
    [
        (date(2026, 3, 31), "fiscal-year", date(2031, 3, 31)),
        (date(2026, 4, 1), "fiscal-year", date(2032, 3, 31)),
        (date(2026, 12, 31), "fiscal-year", date(2032, 3, 31)),
        (date(2026, 12, 31), "closing", date(2031, 12, 31)),
        (date(2028, 2, 28), "closing", date(2033, 2, 28)),
    ],
)
def test_years_run_from_the_next_fiscal_year_or_from_the_closing(closed_on: date, start: str, until: date) -> None:
    assert kept(keeping(5, start), applied(), closed_on, None) == Kept(until, (str(RULE),))


def test_the_longest_retention_of_what_was_filed_counts() -> None:
    found = kept(keeping(1, moving_out=10), applied(), date(2026, 5, 1), None)
    assert found.until == date(2037, 3, 31)


def test_what_says_nothing_is_kept_as_the_installation_says_and_else_for_ever() -> None:
    found = kept(keeping(), applied(), date(2026, 5, 1), None)
    assert found.until is None
    assert "moving-out" in found.undeclared
    assert kept(keeping(), applied(), date(2026, 5, 1), 3) == Kept(date(2030, 3, 31))


def test_a_plan_without_retention_is_written_as_it_always_was() -> None:
    from ichido.compiler.plan import digest

    assert digest(keeping()) == digest(plan())
    assert digest(keeping(5)) != digest(plan())
