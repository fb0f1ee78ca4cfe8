"""When a mandate holds: on its last day it does, on the day after it does not."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ichido.case.mandate import Mandate, Scope, Wish, best

TODAY = date(2026, 4, 10)
MANDATE = Mandate("m-1", Scope(procedures=("moving-out",)), date(2026, 4, 1), date(2026, 4, 30), accepted=True)
WISH = Wish("moving", "moving-out", "122033", None, TODAY, False)


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2026, 3, 31), "mandate-not-begun"),
        (date(2026, 4, 1), None),
        (date(2026, 4, 30), None),
        (date(2026, 5, 1), "mandate-ended"),
    ],
)
def test_a_mandate_holds_from_its_first_day_to_its_last(day: date, why: str | None) -> None:
    assert MANDATE.refused(day) == why


def test_what_nobody_has_accepted_is_no_mandate_yet() -> None:
    assert replace(MANDATE, accepted=False).refused(TODAY) == "mandate-not-accepted"


def test_a_revoked_mandate_holds_only_for_what_was_applied_for_before() -> None:
    revoked = replace(MANDATE, revoked_on=TODAY)
    assert revoked.refused(TODAY) == "mandate-revoked"
    assert revoked.refused(TODAY, applied=True) is None
    assert revoked.refused(TODAY + timedelta(days=1), applied=True) == "mandate-revoked"


@pytest.mark.parametrize(
    ("scope", "covered"),
    [
        (Scope(procedures=("moving-out",)), True),
        (Scope(life_events=("moving",)), True),
        (Scope(authorities=("122033",)), True),
        (Scope(procedures=("moving-in",)), False),
        (Scope(authorities=("141305",)), False),
        (Scope(), False),
    ],
)
def test_a_mandate_is_for_what_it_names(scope: Scope, covered: bool) -> None:
    found = best((replace(MANDATE, scope=scope),), WISH)
    assert found == (None if covered else "outside-mandate")


def test_a_mandate_for_an_authority_is_for_no_procedure_whose_authority_is_not_known_yet() -> None:
    found = best((replace(MANDATE, scope=Scope(authorities=("122033",))),), replace(WISH, authority=None))
    assert found == "outside-mandate"


def test_a_profession_counts_only_once_an_office_has_confirmed_it() -> None:
    wanted = replace(WISH, profession="administrative_scrivener")
    assert best((MANDATE,), wanted) == "not-qualified"
    assert best((replace(MANDATE, professions=("administrative_scrivener",)),), wanted) is None


def test_of_several_mandates_one_that_holds_is_enough_and_else_the_nearest_is_told_of() -> None:
    ended, other = replace(MANDATE, until=date(2026, 4, 9)), replace(MANDATE, scope=Scope(procedures=("water-stop",)))
    assert best((ended, MANDATE), WISH) is None
    assert best((other, ended), WISH) == "mandate-ended"
    assert best((), WISH) == "no-mandate"


@given(st.dates(), st.dates(), st.dates())
def test_no_day_outside_a_mandate_is_one_on_which_it_holds(since: date, until: date, day: date) -> None:
    found = replace(MANDATE, since=since, until=until).refused(day)
    assert (found is None) == (since <= day <= until)
