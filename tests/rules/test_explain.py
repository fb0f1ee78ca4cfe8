"""Expressions in the words of the person who reads them."""

from __future__ import annotations

import pytest

from ichido.rules.explain import explain
from tests.rules.family import Family, tree

ENGLISH = {
    "on": "the day of application",
    "child": "the child",
    "child.household.tax_exempt": "exemption of the child's household from municipal tax",
    "applicant.children": "the applicant's children",
    "applicant.children.studies": "being a pupil",
    "support.elementary": "the amount for elementary school",
}
JAPANESE = {
    "on": "申請日",
    "child": "子",
    "child.household.tax_exempt": "子の世帯の住民税非課税",
    "applicant.children": "申請者の子",
    "applicant.children.studies": "在学",
    "support.elementary": "小学校の支給額",
}
RULE = "child.household.tax_exempt and 6 <= age(child.birth_date, fiscal_year_start(on)) < 15"


def english(text: str, world: Family | None = None) -> str:
    return explain(tree(text), "en", lambda path: ENGLISH.get(path, path), world)


def japanese(text: str, world: Family | None = None) -> str:
    return explain(tree(text), "ja", lambda path: JAPANESE.get(path, path), world)


def test_a_rule_reads_as_a_sentence() -> None:
    assert english(RULE) == (
        "exemption of the child's household from municipal tax holds and the age of the child on the first day of the "
        "fiscal year of the day of application is at least 6 and under 15"
    )
    assert japanese(RULE) == (
        "子の世帯の住民税非課税に該当する、かつ、申請日の属する年度の初日における子の年齢が6以上15未満である"
    )


def test_a_day_that_follows_from_the_day_asked_is_given() -> None:
    text = "age(child.birth_date, fiscal_year_start(on)) < 15"
    assert english(text, Family()) == "the age of the child on 1 April 2026 is under 15"
    assert japanese(text, Family()) == "2026年4月1日における子の年齢が15未満である"


def test_a_fact_is_never_given_away() -> None:
    assert "2017" not in english("child.birth_date < on", Family())
    assert english("support.elementary * 2", Family()) == "23,260"


@pytest.mark.parametrize(
    ("text", "en", "ja"),
    [
        ("not has(child.loan)", "it is not so that there is child.loan", "「child.loanがある」ではない"),
        (
            "child.grade == 1 or child.grade > 3",
            "child.grade is 1 or child.grade is over 3",
            "child.gradeが1と同じである、または、child.gradeが3を超える",
        ),
        (
            "(a or b) and c",
            "(a holds or b holds) and c holds",
            "（aに該当する、または、bに該当する）、かつ、cに該当する",
        ),
        ("1 if a else -b", "1 if a holds, otherwise −b", "aに該当するときは1、それ以外は−b"),
        (
            "min(a, b // 2 * (c + 1))",
            "the smallest of a, b ÷ (rounded down) 2 × (c + 1)",
            "a、b ÷（端数切捨て） 2 × (c + 1)のうち最も小さいもの",
        ),
        ("any(applicant.children.studies)", "at least one of being a pupil holds", "在学のいずれかに該当する"),
        (
            "all(c.studies for c in applicant.children if age(c.birth_date, on) >= 6)",
            "for all of the applicant's children of whom the age of the applicant's children on the day of application "
            "is at least 6: being a pupil holds",
            "申請者の子（申請日における申請者の子の年齢が6以上である者に限る）のすべてについて、在学に該当する",
        ),
        (
            "count(c for c in applicant.children) > 1",
            "the number of the applicant's children is over 1",
            "申請者の子の数が1を超える",
        ),
        (
            "child in applicant.children",
            "the child is one of the applicant's children",
            "子が申請者の子に含まれる",
        ),
        (
            "kind == 'a' and flag == True",
            "kind is “a” and flag is yes",
            "kindが「a」と同じである、かつ、flagがはいと同じである",
        ),
        (
            "attains(child.birth_date, 6) <= date('2026-04-01')",
            "the day the child reaches the age of 6 is on or before 1 April 2026",
            "子が6歳に達する日が2026年4月1日以前である",
        ),
        (
            "on < child.birth_date <= fiscal_year_start(on)",
            "the day of application is before child.birth_date and child.birth_date is on or before the first "
            "day of the fiscal year of the day of application",
            "申請日がchild.birth_dateより前である、かつ、child.birth_dateが申請日の属する年度の初日以前である",
        ),
    ],
)
def test_every_form_has_words(text: str, en: str, ja: str) -> None:
    assert (english(text), japanese(text)) == (en, ja)


def test_the_past_is_told_with_its_day() -> None:
    text = "as_of(child.household.tax_exempt, year_start(on))"
    whose = "exemption of the child's household from municipal tax"
    assert english(text) == f"{whose} as of 1 January of the year of the day of application"
    assert english(text, Family()) == f"{whose} as of 1 January 2026"
    assert japanese(text, Family()) == "2026年1月1日時点の子の世帯の住民税非課税"
