"""How much goes at once to a partner that was in trouble."""

from hypothesis import given
from hypothesis import strategies as st

from ichido.doors.pacing import LARGEST, Cohort


def after(size: int, tried: int, went: int, rate: int | None = None) -> Cohort:
    return Cohort(size, rate, taken=tried, tried=tried, went=went)


def test_one_goes_first_and_each_time_that_most_goes_through_twice_as_many_go() -> None:
    size, sizes = 1, []
    while size != LARGEST:
        sizes.append(size)
        size = after(size, size, size).next
    assert sizes == [1, 2, 4, 8, 16, 32]
    assert after(LARGEST, LARGEST, LARGEST).next == LARGEST


def test_when_nothing_goes_through_one_goes_again_after_the_doors_own_pause() -> None:
    failed = after(16, 16, 0)
    assert failed.failed
    assert (failed.next, failed.pause) == (1, None)


def test_a_record_that_nobody_can_read_holds_back_no_others() -> None:
    assert after(4, 4, 3).next == 8
    assert after(4, 4, 1).next == 4
    assert not after(4, 4, 1).failed


def test_what_nobody_wants_any_more_says_nothing_of_the_partner() -> None:
    unwanted = Cohort(1, taken=1)
    assert not unwanted.failed
    assert (unwanted.next, unwanted.pause) == (1, 0.0)


@given(size=st.integers(1, 1000), rate=st.integers(1, 60_000))
def test_no_more_goes_than_the_rate_allows(size: int, rate: int) -> None:
    cohort = Cohort(size, rate)
    assert 1 <= cohort.limit <= LARGEST
    sent = after(cohort.limit, cohort.limit, cohort.limit, rate)
    assert sent.pause is not None
    assert sent.tried / sent.pause * 60 <= rate + 1e-6
