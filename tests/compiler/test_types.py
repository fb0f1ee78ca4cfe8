"""Types of terms: what each is made of, where a day known in part may stand, and values written wrongly."""

from functools import cache

import pytest

from ichido.compiler.checks import check
from ichido.language.catalogue import Notice, assemble
from ichido.language.diagnostic import Diagnostic
from ichido.language.reader import read

TERMS = """\
  languages: {type: code, many: true, en: languages}
  job:
    type: record
    en: job
    fields:
      employer: {type: text, en: employer}
      since: {type: date, en: since}
      until: {type: date, optional: true, en: until}
  photo: {type: file, en: photo}
  birth_date: {type: date, partial: true, en: date of birth}
  arrived: {type: date, mapping: {gif: 転入年月日, iso: arrival}, en: day of arrival}
  name: {type: person-name, en: name}
"""
REST = """\
laws: xx
fiscal_year_starts: 04-01
age_attained: eve
names: {Act: {en: act}}
---
authority: town
title: {en: town}
calendar: office
---
calendar: office
---
parameters: limits
under: Act 1
values:
  opens: {type: date, from: {2020-01-01: 2020-04-01}}
  ends: {type: integer, from: {2020-01-01: 65}}
---
vocabulary: person
title: {en: person}
roles:
  applicant: {en: applicant}
terms:
TERMS---
procedure: claim
title: {en: claim}
kind: notification
basis: Act 1
about: applicant
authority: town
eligible: ELIGIBLE
needs:
  applicant.job:
apply: {within: 14 days, from: applicant.arrived}
---
scenario: one
life_event: claim
today: 2026-04-01
registered:
  person:
    ann:
REGISTERED
applicant: ann
expect: {}
"""
ELIGIBLE = "age(applicant.birth_date, on) >= 65 and has(applicant.job.until) and applicant.job.until < limits.opens"
REGISTERED = """\
      languages: [en, ja]
      job: {employer: Mill, since: 2020-04-01}
      photo: {sha256: "00", media_type: image/png, bytes: 3, name: a.png}
      birth_date: 1950
      name: {text: Ann, latin: ANN}
"""
WHOLE = REST.replace("TERMS", TERMS).replace("ELIGIBLE", ELIGIBLE).replace("REGISTERED", REGISTERED)
LETTERS = {f"claim.{outcome}.en": Notice("# Claim", "x.md") for outcome in ("accepted", "not-accepted")}
once = cache(read)


def problems(old: str, new: str) -> tuple[Diagnostic, ...]:
    """What the checks say after a change."""
    assert old in WHOLE
    documents, wrong = once(WHOLE.replace(old, new, 1), "x.yaml")
    assert wrong == ()
    return check(assemble(documents, LETTERS)[0])


def test_every_type_may_be_used() -> None:
    assert problems("terms:", "terms:") == ()


@pytest.mark.parametrize(
    ("old", "new", "code", "word"),
    [
        ("employer: {type: text", "employer: {type: record", "unknown-type", "record"),
        ("employer: {type: text", "employer: {type: person", "unknown-type", "person"),
        ("type: record\n    en: job", "type: date\n    en: job", "unknown-key", "fields"),
        ("photo: {type: file", "photo: {type: record", "missing-key", "photo"),
        ("photo: {type: file", "photo: {type: text, partial: true", "unknown-key", "partial"),
        ("opens: {type: date", "opens: {type: address", "unknown-type", "address"),
        ("ends: {type: integer", "ends: {type: file", "unknown-type", "file"),
        ("from: {2020-01-01: 2020-04-01}", "from: {2020-01-01: soon}", "wrong-type", "soon"),
        ("from: {2020-01-01: 2020-04-01}", "from: {2020-01-01: 20200401}", "wrong-type", "20200401"),
        ("from: {2020-01-01: 65}", "from: {2020-01-01: sixty}", "wrong-type", "sixty"),
        ("  applicant.job:", "  applicant.job.employr:", "unknown-term", "employr"),
        ("has(applicant.job.until) and ", "", "unchecked-optional", "applicant.job.until"),
        ("applicant.job.until < limits.opens", "applicant.job.ends < limits.opens", "unknown-term", "ends"),
        ("applicant.job.until < limits.opens", "applicant.job == applicant.job", "wrong-type", "applicant.job"),
        ("from: applicant.arrived", "from: applicant.birth_date", "wrong-type", "applicant.birth_date"),
        ("from: applicant.arrived", "from: applicant.languages", "wrong-type", "applicant.languages"),
        ("arrived: {", "arrived: {at_opening: applicant.birth_date, ", "wrong-type", "applicant.birth_date"),
        ("languages: [en, ja]", "languages: en", "wrong-type", "en"),
        ("languages: [en, ja]", "languages: [en, 3]", "wrong-type", "3"),
        ("employer: Mill, since", "employer: Mill, sinc: 2020-01-01, since", "unknown-key", "sinc"),
        ("{employer: Mill, since: 2020-04-01}", "{employer: Mill}", "missing-key", "job"),
        ("{employer: Mill, since: 2020-04-01}", "{employer: Mill, since: 2020}", "wrong-type", "2020"),
        ("{employer: Mill, since: 2020-04-01}", "Mill", "wrong-type", "Mill"),
        ("bytes: 3", "bytes: three", "wrong-type", "three"),
        ("bytes: 3, ", "", "missing-key", "photo"),
        ("birth_date: 1950", "birth_date: true", "wrong-type", "true"),
        ("latin: ANN", "latn: ANN", "unknown-key", "latn"),
        ("latin: ANN", "latin: 3", "wrong-type", "3"),
        ("since: {type: date, en: since}", "since: {type: date}", "missing-label", "since"),
        ("since: {type: date, en: since}", "since: {type: date, en: since, el: από}", "unknown-language", "el"),
    ],
)  # fmt: skip
def test_a_slip_is_named_where_it_stands(old: str, new: str, code: str, word: str) -> None:
    found = problems(old, new)
    assert {problem.code for problem in found} == {code}
    place = found[-1].place
    assert place is not None and place.excerpt[place.column - 1 :][: place.length] == word


@pytest.mark.parametrize(
    ("rule", "always"),
    [
        ("has(applicant.job.until)", False),
        ("has(applicant.name.latin)", False),
        ("has(applicant.languages)", False),
        ("has(applicant.job.since)", True),
        ("has(applicant.name.text)", True),
    ],
)
def test_a_part_may_be_none_although_the_whole_is_there(rule: str, always: bool) -> None:
    found = [problem.code for problem in problems(ELIGIBLE, rule)]
    assert found == (["constant-condition"] if always else [])


def test_what_is_reckoned_from_a_part_may_stand_where_a_whole_day_may() -> None:
    grown = "  grown:\n    type: date\n    en: grown up\n    is: attains(person.birth_date, 18)\n  languages:"
    assert problems("  languages:", grown) == ()
    assert [
        problem.code
        for problem in problems("  languages:", grown.replace("attains(person.birth_date, 18)", "person.birth_date"))
    ] == ["wrong-type"]
    kept = "  kept: {type: date, partial: true, at_opening: applicant.birth_date, en: kept}\n  languages:"
    assert problems("  languages:", kept) == ()
