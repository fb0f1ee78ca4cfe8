"""The Japanese calendar."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ichido.clocks import format_era, parse_era, parse_era_part


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(1873, 1, 1), "明治6年1月1日"),
        (date(1912, 7, 29), "明治45年7月29日"),
        (date(1912, 7, 30), "大正元年7月30日"),
        (date(1926, 12, 24), "大正15年12月24日"),
        (date(1926, 12, 25), "昭和元年12月25日"),
        (date(1989, 1, 7), "昭和64年1月7日"),
        (date(1989, 1, 8), "平成元年1月8日"),
        (date(2019, 4, 30), "平成31年4月30日"),
        (date(2019, 5, 1), "令和元年5月1日"),
        (date(2026, 4, 1), "令和8年4月1日"),
    ],
)
def test_eras_change_on_their_day(day: date, written: str) -> None:
    assert format_era(day) == written
    assert parse_era(written) == day


@pytest.mark.parametrize(
    "written",
    [
        "R8.4.1",
        "r8/4/1",
        "R08-04-01",
        "令和8年4月1日",
        "令和８年４月１日",
        "令和 8年 4月 1日",
        "㋿8年4月1日",
        "Ｒ８．４．１",
    ],
)
def test_a_date_is_read_however_people_write_it(written: str) -> None:
    assert parse_era(written) == date(2026, 4, 1)


def test_the_first_year_is_read_as_a_word_and_as_a_number() -> None:
    assert parse_era("令和元年5月1日") == parse_era("令和1年5月1日") == parse_era("R1.5.1") == date(2019, 5, 1)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("平成31年5月1日", "`平成31年5月1日` lies outside 平成: that day is 令和元年5月1日"),
        ("令和元年4月30日", "`令和元年4月30日` lies outside 令和: that day is 平成31年4月30日"),
        ("昭和64年1月8日", "`昭和64年1月8日` lies outside 昭和: that day is 平成元年1月8日"),
        ("令和8年2月29日", "`令和8年2月29日` is not a day that exists"),
        ("令和0年5月1日", "`令和0年5月1日` is not a day that exists: an era begins with the year 元, or 1"),
        ("明治5年12月2日", "`明治5年12月2日` is before 明治6年1月1日, when Japan took up the Gregorian calendar"),
        ("2026-04-01", "`2026-04-01` is not a date of the Japanese calendar such as `令和8年4月1日` or `R8.4.1`"),
        ("R8.4-1", "`R8.4-1` is not a date of the Japanese calendar such as `令和8年4月1日` or `R8.4.1`"),
        ("", "`` is not a date of the Japanese calendar such as `令和8年4月1日` or `R8.4.1`"),
    ],
)
def test_what_cannot_be_read_says_why(written: str, message: str) -> None:
    with pytest.raises(ValueError) as refusal:
        parse_era(written)
    assert str(refusal.value) == message


def test_a_day_before_the_gregorian_calendar_has_no_era_date() -> None:
    with pytest.raises(ValueError, match="before 明治6年1月1日"):
        format_era(date(1872, 12, 31))


@given(st.dates(date(1873, 1, 1), date(2117, 12, 31)), st.sampled_from(["long", "short"]))
def test_what_is_written_is_read_back(day: date, style: str) -> None:
    written = format_era(day) if style == "long" else format_era(day, "short")
    assert parse_era(written) == day


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("昭和25年", date(1950, 1, 1), date(1950, 12, 31)),
        ("昭和25年4月", date(1950, 4, 1), date(1950, 4, 30)),
        ("昭和２５年 ４月", date(1950, 4, 1), date(1950, 4, 30)),
        ("昭和64年", date(1989, 1, 1), date(1989, 1, 7)),
        ("昭和64年1月", date(1989, 1, 1), date(1989, 1, 7)),
        ("平成元年", date(1989, 1, 8), date(1989, 12, 31)),
        ("平成元年1月", date(1989, 1, 8), date(1989, 1, 31)),
        ("明治45年", date(1912, 1, 1), date(1912, 7, 29)),
        ("大正元年12月", date(1912, 12, 1), date(1912, 12, 31)),
        ("令和8年", date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_a_year_or_a_month_is_as_long_as_its_era_reigned(written: str, first: date, last: date) -> None:
    assert parse_era_part(written) == (first, last)


@pytest.mark.parametrize(
    "written", ["昭和65年", "平成元年13月", "平成0年", "明治5年", "昭和25", "1950年", "昭和64年2月", ""]
)
def test_a_year_or_a_month_that_is_none_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="`"):
        parse_era_part(written)


@given(st.dates(date(1873, 1, 1), date(2098, 12, 31)))
def test_every_day_lies_in_the_year_and_the_month_it_is_written_in(day: date) -> None:
    year, month = format_era(day).partition("年")[0] + "年", format_era(day).partition("月")[0] + "月"
    for written in (year, month):
        first, last = parse_era_part(written)
        assert first <= day <= last
