"""The catalogue of Japan holds together, and each slip in it is named where it stands."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from ichido.compiler.checks import CHECKS, check
from ichido.language.catalogue import Catalogue, Notice, assemble, load
from ichido.language.diagnostic import Diagnostic
from ichido.language.document import Document
from ichido.language.kinds import Model
from ichido.language.reader import read
from ichido.language.source import Place

FOLDER = Path("tests/first")
TEXTS = {p.relative_to(FOLDER).as_posix(): p.read_text(encoding="utf-8") for p in sorted(FOLDER.rglob("*.yaml"))}
NOTICES = load(FOLDER)[0].notices
once = cache(read)


def changed(file: str, old: str, new: str) -> tuple[Diagnostic, ...]:
    """The problems after one file says something else."""
    assert old in TEXTS[file]
    return check(catalogue({**TEXTS, file: TEXTS[file].replace(old, new, 1)}))


def without(file: str) -> tuple[Diagnostic, ...]:
    """The problems after one file has gone."""
    return check(catalogue({name: text for name, text in TEXTS.items() if name != file}))


def catalogue(texts: dict[str, str]) -> Catalogue:
    documents: list[Document[Model]] = []
    for name, text in texts.items():
        found, problems = once(text, name)
        assert problems == ()
        documents += found
    made, twice = assemble(documents, NOTICES)
    assert twice == ()
    return made


def test_the_catalogue_of_japan_has_no_problem() -> None:
    made, problems = load(FOLDER)
    assert problems == ()
    assert check(made) == ()


def test_every_rule_says_nothing_about_an_empty_catalogue() -> None:
    assert [list(rule(Catalogue())) for rule in CHECKS] == [[]] * len(CHECKS)


def test_taking_the_file_of_registered_accounts_away_breaks_nothing() -> None:
    assert without("registries/public-accounts.yaml") == ()


@pytest.mark.parametrize(
    ("file", "old", "new", "code", "word"),
    [
        ("moving/moving-in.yaml", "move.movers.birth_date", "move.movers.brith_date", "unknown-term", "brith_date"),
        ("moving/moving-in.yaml", "jurisdiction: move.new_address", "jurisdiction: move.home", "unknown-term", "home"),
        ("moving/moving-in.yaml", "from: move.date", "from: move.day", "unknown-term", "day"),
        ("moving/moving-in.yaml", "move.movers.address:", "move.movers.adress:", "unknown-term", "adress"),
        ("moving/moving-in.yaml", "applicant.phone", "aplicant.phone", "unknown-term", "aplicant"),
        ("school/school-support.yaml", "to: applicant.account", "to: applicant.acount", "unknown-term", "acount"),
        ("vocabulary/move.yaml", "applicant.household.members", "applicant.house.members", "unknown-term", "house"),
        ("vocabulary/move.yaml", "at_opening: applicant.address", "at_opening: applicant.adr", "unknown-term", "adr"),
        ("vocabulary/person.yaml", "among: applicant.children", "among: applicant.kids", "unknown-term", "kids"),
        ("registries/resident-register.yaml", "  household.head:", "  household.haed:", "unknown-term", "haed"),
        ("campaigns/school-support-2026.yaml", "child.household.head", "child.household.hed", "unknown-term", "hed"),
        ("authorities/municipality.yaml", "address.municipality", "address.city", "unknown-term", "address.city"),
        ("vocabulary/person.yaml", "type: phone", "type: fone", "unknown-type", "fone"),
        ("school/amounts.yaml", "type: money", "type: yen", "unknown-type", "yen"),
        ("moving/moving-in.yaml", "basis: 住民基本台帳法", "basis: 住民台帳法", "unknown-law", "住民台帳法"),
        ("moving/moving-in.yaml", "under: 住民基本台帳法", "under: 基本台帳法", "unknown-law", "基本台帳法"),
        ("registries/municipal-tax.yaml", "番号法 19条9号", "番号 19条9号", "unknown-law", "番号"),
        ("registries/resident-register.yaml", "就学援助要綱 3条", "援助要綱 3条", "unknown-law", "援助要綱"),
        ("moving/moving-out.yaml", "authority: municipality", "authority: city-hall", "unknown-authority", "city-hall"),
        ("registries/municipal-tax.yaml", "holder: municipality", "holder: city", "unknown-authority", "city"),
        ("moving/life-event.yaml", "  moving-in:", "  movingin:", "unknown-procedure", "movingin"),
        ("moving/scenarios.yaml", "down: [resident-register]", "down: [register]", "unknown-registry", "register"),
        ("moving/scenarios.yaml", "hanako: {name", "hanako: {nam", "unknown-term", "nam"),
        ("moving/scenarios.yaml", "versions: {moving-in", "versions: {moving-inn", "unknown-procedure", "moving-inn"),
        ("moving/scenarios.yaml", "school-support(taro)]", "school-support(jiro)]", "unknown-subject", None),
        ("moving/scenarios.yaml", "move.date: 2026", "move.dat: 2026", "unknown-term", "dat"),
        ("moving/scenarios.yaml", "correction: [move.new_a", "correction: [move.nu_a", "unknown-term", "nu_address"),
        ("moving/scenarios.yaml", "taro.address", "taro.adress", "unknown-term", "adress"),
        ("campaigns/school-support-2026.yaml", '"141305"', '"141306"', "unknown-code", None),
        ("vocabulary/move.yaml", "move.old_address.municipality", "move.old_address.city", "unknown-term", "city"),
        ("school/school-support.yaml", "child.household.tax_exempt", "child.household", "wrong-type", None),
        ("school/school-support.yaml", "else support.junior_high", "else support.junior", "unknown-term", "junior"),
        ("moving/life-event.yaml", "when: move.leaves_city", "when: move.date", "wrong-type", "move.date"),
        ("moving/moving-in.yaml", "{is: move.new_address}", "{is: move.date}", "wrong-type", "move.date"),
        ("moving/moving-in.yaml", "from: move.date", "from: move.transfer", "wrong-type", "move.transfer"),
        (
            "moving/moving-in.yaml",
            "jurisdiction: move.new_address",
            "jurisdiction: move.date",
            "wrong-type",
            "move.date",
        ),
        ("school/school-support.yaml", "to: applicant.account", "to: applicant.name", "wrong-type", "applicant.name"),
        ("vocabulary/move.yaml", "at_opening: applicant.address", "at_opening: applicant.name", "wrong-type", None),
        (
            "vocabulary/move.yaml",
            "among: applicant.household.members",
            "among: applicant.household",
            "wrong-type",
            None,
        ),
        ("moving/moving-in.yaml", "accept: {within: 1 business day}", "accept: {within: 0 days}", "empty-period", None),
        ("moving/moving-in.yaml", "presence: {under: 住民基本台帳法 27条}", "presence:", "act-without-article", None),
        ("vocabulary/person.yaml", "ja: 電話番号, en: telephone", "ja: 電話番号", "missing-label", "phone"),
        ("moving/moving-in.yaml", "presence: {", "presence: {as_of: move.date, ", "unknown-key", "as_of"),
        (
            "moving/life-event.yaml",
            "  moving-in:\n    when: move.leaves_city",
            "  moving-in:\n    for: child in move.movers",
            "wrong-type",
            "move.movers",
        ),
        ("vocabulary/person.yaml", "fresh: 1 year", "fresh: 9 business days", "wrong-unit", "9 business days"),
        ("registries/resident-register.yaml", "fresh: 1 day", "fresh: 1 business day", "wrong-unit", "1 business day"),
        ("vocabulary/person.yaml", "ja: 電話番号", "ja: 電話番号, iz: applicant.name", "unknown-language", "iz"),
        ("laws.yaml", "342AC0000000081", "542AC000000081", "bad-law-id", "542AC000000081"),
        ("laws.yaml", "425AC0000000027", "432AC0000000027", "bad-law-id", "432AC0000000027"),
        ("registries/municipal-tax.yaml", "就学援助要綱 3条", "就学援助要綱 4条", "idle-grant", None),
        ("registries/resident-register.yaml", "/address/since", "/address", "wrong-pointer", "/address"),
        ("registries/resident-register.yaml", "/address/since", "/address/text", "wrong-pointer", "/address/text"),
        (
            "registries/resident-register.yaml",
            "/address/since",
            "/birth_date/since",
            "wrong-pointer",
            "/birth_date/since",
        ),
        ("registries/resident-register.yaml", "/address/since", "address", "wrong-pointer", "address"),
        (
            "registries/resident-register.yaml",
            "  person.birth_date:",
            "  person.birth_date: {at: /name}",
            "wrong-pointer",
            "/name",
        ),
        ("moving/scenarios.yaml", "birth_date: 1990-05-03", "birth_date: 1990", "wrong-type", "1990"),
        ("moving/scenarios.yaml", "tax_exempt: true", "tax_exempt: 1", "wrong-type", "1"),
        ("moving/scenarios.yaml", "children: [taro]", "children: taro", "wrong-type", "taro"),
        ("moving/scenarios.yaml", "children: [taro]", "children: [jiro]", "unknown-subject", "jiro"),
        ("moving/scenarios.yaml", "children: [taro]", "children: [sato]", "wrong-type", "sato"),
        ("moving/scenarios.yaml", "move.movers: [hanako, taro]", "move.movers: hanako", "wrong-type", None),
        ("moving/scenarios.yaml", "move.date: 2026-04-01", "move.date: true", "wrong-type", None),
        ("moving/scenarios.yaml", "move.transfer: TX-4471", "move.transfer: 4471", "wrong-type", None),
        (
            "school/school-support.yaml",
            "6 <= age(child.birth_date, fiscal_year_start(on)) < 15",
            "16 <= age(child.birth_date, fiscal_year_start(on)) < 15",
            "constant-condition",
            None,
        ),
        ("moving/life-event.yaml", "    for: child in", "    when: move.leaves_city  #", "missing-for", None),
    ],
)
def test_a_slip_is_named_where_it_stands(file: str, old: str, new: str, code: str, word: str | None) -> None:
    problems = changed(file, old, new)
    first = problems[0]
    assert {p.code for p in problems} == {code}
    assert first.place is not None
    assert first.place.file == file
    if word is not None:
        start = first.place.column - 1
        assert first.place.excerpt[start : start + first.place.length] == word


def test_leaving_moving_out_of_the_life_event_leaves_moving_in_without_its_record() -> None:
    texts = dict(TEXTS)
    texts["moving/life-event.yaml"] = TEXTS["moving/life-event.yaml"].replace(
        "  moving-out:\n    when: move.leaves_city\n", ""
    )
    del texts["moving/scenarios.yaml"]
    assert [p.code for p in check(catalogue(texts))] == ["unprovided-need"]


def test_needing_what_only_comes_afterwards_is_a_circle() -> None:
    problems = changed("moving/moving-out.yaml", "  move.date:\n", "  move.date:\n  move.movers.address:\n")
    assert [p.code for p in problems] == ["circular-need"]
    assert "`moving-in` needs `move.transfer` of `moving-out`" in problems[0].message
    assert "`moving-out` needs `move.movers.address` of `moving-in`" in problems[0].message


def test_a_catalogue_without_letters_misses_each_of_them() -> None:
    documents = [d for name, text in TEXTS.items() for d in read(text, name)[0]]
    problems = check(assemble(documents)[0])
    assert {p.code for p in problems} == {"missing-notice"}
    assert len(problems) == 3 * 2 * 2  # three procedures, two outcomes, two languages


def test_a_lower_storey_speaks_alone() -> None:
    """An expression over a vocabulary that is gone says nothing that the missing vocabulary does not."""
    assert {p.code for p in without("vocabulary/household.yaml")} == {
        "unknown-term",
        "unknown-type",
        "unknown-vocabulary",
    }


@pytest.mark.parametrize(
    ("rule", "marked"),
    [
        ("age(child.birth_date, on) > 5 and age( child.birth_date, on ) < 5", True),
        ("age(child.birth_date, on) > 5 and 5 >= age(child.birth_date, on)", True),
        ("child.birth_date > date('2020-01-01') and child.birth_date == date('2019-01-01')", True),
        ("has(child.name)", True),
        ("child.household.tax_exempt or 1 < 2", True),
        ("not (2 > 3)", True),
        ("child.household.tax_exempt and (1 == 1)", True),
        ("age(child.birth_date, on) > 5 or age(child.birth_date, on) < 5", False),
        ("age(child.birth_date, on) >= 5 and age(child.birth_date, on) <= 5", False),
        ("age(child.birth_date, on) > 5 and age(applicant.birth_date, on) < 5", False),
        ("has(applicant.account)", False),
        ("any(has(c.account) for c in applicant.children)", False),
        ("support.elementary > 3 and child.household.tax_exempt", False),
        ("on >= date('2026-04-01')", False),
    ],
)
def test_a_condition_that_no_fact_changes_is_told(rule: str, marked: bool) -> None:
    old = TEXTS["school/school-support.yaml"].split("eligible: ")[1].split("\n")[0]
    codes = {problem.code for problem in changed("school/school-support.yaml", old, rule)}
    assert codes == ({"constant-condition"} if marked else set())


def test_laws_of_other_countries_have_other_ids() -> None:
    texts = {"laws.yaml": "laws: abroad\nnames:\n  Act: {id: ACT-1990-7}\n"}
    assert check(replace(catalogue(texts), notices={})) == ()


def test_a_letter_that_speaks_of_what_no_letter_is_given_is_told_at_the_word() -> None:
    made, _ = load(FOLDER)
    text = "# Accepted\n\n{% for item in produced %}\n{{ item.label }} {{ item.valu }}\n{% endfor %}\n"
    (problem,) = check(replace(made, notices={**made.notices, "moving-in.accepted.en": Notice(text, "x.md")}))
    assert problem.code == "wrong-notice"
    assert problem.place == Place("x.md", 4, 26, 4, "{{ item.label }} {{ item.valu }}")
