"""Durations, citations and days are read as they are written."""

import unicodedata
from datetime import date
from typing import Literal

import pytest
from pydantic import TypeAdapter, ValidationError

from ichido.language.reader import read
from ichido.language.scalars import Citation, Day, Duration


@pytest.mark.parametrize("text", ["14 days", "1 day", "3 business days", "1 month", "0 days", "2 years"])
def test_a_duration_is_written_back_as_it_was_read(text: str) -> None:
    assert str(Duration.parse(text)) == text


@pytest.mark.parametrize("text", ["14", "14days", "fourteen days", "-1 days", "1.5 days", "014 days", "days", ""])
def test_anything_else_is_no_duration(text: str) -> None:
    with pytest.raises(ValueError, match="a duration is a whole number and a unit"):
        Duration.parse(text)


def test_the_article_of_a_citation_is_what_follows_the_last_space() -> None:
    assert Citation.parse("Residential Basic Book Act 22-1") == Citation("Residential Basic Book Act", "22-1")
    assert str(Citation.parse("住民基本台帳法 22条1項")) == "住民基本台帳法 22条1項"


@pytest.mark.parametrize("text", ["住民基本台帳法", "住民基本台帳法 ", " 22条1項", ""])
def test_a_citation_has_a_law_and_an_article(text: str) -> None:
    with pytest.raises(ValueError, match="a citation is a law and an article"):
        Citation.parse(text)


@pytest.mark.parametrize("written", ["2026-4-1", "20260401", 20260401, 0, True, "2026-04-01T00:00", "2026-02-30", "0"])
def test_nothing_but_a_date_passes_for_a_day(written: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Day).validate_python(written)


def test_a_day_is_read() -> None:
    assert TypeAdapter(Day).validate_python("2026-04-01") == date(2026, 4, 1)


@pytest.mark.parametrize("form", ["NFD", "NFC"])
def test_a_name_has_the_letters_that_an_expression_reads(form: Literal["NFD", "NFC"]) -> None:
    term = unicodedata.normalize(form, "όνομα")
    text = f"vocabulary: p\ntitle: {{en: p}}\nterms:\n  {term}: {{type: text, en: name}}\n"
    problems = read(text, "x.yaml")[1]
    assert [p.code for p in problems] == ([] if form == "NFC" else ["wrong-value"])
    assert all("type `όνομα`" in p.help for p in problems)
