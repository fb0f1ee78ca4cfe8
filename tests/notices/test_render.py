"""Rendering a notice."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from pydantic import BaseModel

from ichido.notices import Contents, Letter, NoticeError, Produced, Reason, render

CONTENTS = Contents(
    case="2026-000123",
    procedure="転出届",
    authority="千葉県市川市",
    outcome="不受理",
    on=date(2026, 4, 1),
    reasons=(Reason("住所が違います", "住民基本台帳法 24条"), Reason("氏名がありません", "住民基本台帳法 24条")),
    amount=11630,
    remedies=("審査請求",),
    produced=(Produced("転出証明書情報", "TX-4471"),),
)


def body(text: str, language: str = "ja", **more: object) -> Letter:
    return render(f"# 件名\n\n{text}\n", {**CONTENTS.values(), **more}, language)


def refusal(text: str, **more: object) -> str:
    with pytest.raises(NoticeError) as refused:
        body(text, "ja", **more)
    return str(refused.value)


def test_the_first_line_is_the_subject_and_the_rest_the_letter() -> None:
    letter = render("# 受付番号 {{ case }}\n\n**{{ authority }}** です。\n", CONTENTS.values(), "ja")
    assert letter == Letter(
        subject="受付番号 2026-000123",
        text="千葉県市川市 です。\n",
        html="<p><strong>千葉県市川市</strong> です。</p>\n",
    )


def test_a_list_is_written_for_each_entry() -> None:
    letter = body("{% for r in reasons %}\n- {{ r.text }}({{ r.article }})\n{% endfor %}\n\n以上。")
    assert letter.text == "- 住所が違います(住民基本台帳法 24条)\n- 氏名がありません(住民基本台帳法 24条)\n\n以上。\n"
    assert letter.html.count("<li>") == 2


def test_plain_text_keeps_numbers_nesting_and_addresses() -> None:
    text = "1. one\n2. two\n   - inner\n\n---\n\n[the city](https://city.example/a) and <https://city.example/b>"
    assert body(text).text == (
        "1. one\n2. two\n  - inner\n\n---\n\nthe city (https://city.example/a) and https://city.example/b\n"
    )


@pytest.mark.parametrize(
    ("language", "day", "amount"),
    [
        ("ja", "2026年4月1日", "11,630円"),
        ("ja-Hira", "2026年4月1日", "11,630円"),
        ("en", "1 April 2026", "11,630 yen"),
        ("et", "2026-04-01", "JPY 11,630"),
    ],
)
def test_days_and_amounts_are_written_as_the_language_does(language: str, day: str, amount: str) -> None:
    assert body("{{ on | date }} {{ amount | money }}", language).text == f"{day} {amount}\n"


def test_an_amount_may_be_of_another_currency() -> None:
    assert body('{{ sum | money("EUR") }}', "en", sum=Decimal("1240.50")).text == "EUR 1,240.50\n"


def test_words_are_joined_and_the_first_is_taken() -> None:
    words = ("甲", "乙")
    text = '{{ words | join("、") }} {{ words | first }} {{ words[1] }} {{ reasons | length }}'
    assert body(text, words=words).text == "甲、乙 甲 乙 2\n"


def test_words_written_in_a_placeholder_are_words() -> None:
    letter = body('{{ "a < *b*" if amount else "c" }} {{ "<d>" }} {{ 3 }}')
    assert letter.text == "a < *b* <d> 3\n"
    assert letter.html == "<p>a &lt; *b* &lt;d&gt; 3</p>\n"


def test_models_dataclasses_and_mappings_are_read_alike() -> None:
    class Model(BaseModel):
        items: str

    @dataclass(frozen=True)
    class Data:
        items: str

    for value in (Model(items="x"), Data(items="x"), {"items": "x"}):
        assert body("{{ value.items }}", value=value).text == "x\n"


def test_nothing_written_for_no_amount() -> None:
    text = "前{% if amount is not none %}{{ amount | money }}{% endif %}後"
    assert body(text, amount=None).text == "前後\n"


def test_a_value_not_declared_is_named_even_in_a_branch_not_taken() -> None:
    known = "amount, authority, case, on, outcome, procedure, produced, reasons, remedies, unverified"
    assert refusal("{% if amount is none %}{{ person.name }}{% endif %}") == (
        f"`person.name` is not a value of this notice; it may use {known}"
    )


def test_a_part_that_is_missing_is_named() -> None:
    assert refusal("{% for r in reasons %}{{ r.artical }}{% endfor %}") == (
        "`artical` is not a value of this notice, or has none here"
    )
    assert "`artical`" in refusal("{% for r in reasons %}{% if r.artical %}{% endif %}{% endfor %}")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{{ amount }}", "a value is none here: write it inside `{% if … is not none %}`"),
        ("{{ reasons }}", "a list is printed as a whole: write `{% for … in … %}`"),
        ("{{ reasons[0] }}", "a group of values is printed as a whole: name one of them after a dot"),
        ("{{ on }}", "a day is printed without its form: write `| date`"),
        ("{{ 1 < 2 }}", "yes or no is printed as a value: write `{% if … %}` and the words"),
        ("{{ case | date }}", "`date` writes a day, not a str"),
        ("{{ amount | money }}", "`money` writes a whole or decimal amount, not nothing"),
        ("{{ reasons | join }}", "`join` writes a list of words"),
        ("{{ empty | first }}", "the list is empty: write `{% if … %}` around its first or last"),
    ],
)
def test_what_cannot_be_printed_says_what_to_write(text: str, message: str) -> None:
    assert refusal(text, amount=None, empty=()) == message


def test_a_moment_is_not_a_day_and_a_float_is_no_amount() -> None:
    assert "`moment` is a datetime" in refusal("x", moment=datetime(2026, 4, 1, tzinfo=UTC))
    assert "`rate` is a float" in refusal("x", rate=0.1)


def test_a_notice_without_a_subject_is_refused() -> None:
    for template in ("text\n", "", "\n# late\n", "## second\n"):
        with pytest.raises(NoticeError, match="the first line of a notice is its subject"):
            render(template, {}, "ja")
    with pytest.raises(NoticeError, match="the subject is empty"):
        render("# {{ name }}\n\ntext\n", {"name": " "}, "ja")


def test_a_mistake_names_its_line() -> None:
    message = refusal("{% if amount %}\nno end")
    assert message.startswith("line ")
    with pytest.raises(NoticeError) as refused:
        render("# a\n\nb\n{{ c( }}\n", {}, "ja")
    assert refused.value.line == 4
