"""The catalogue of Japan holds together, and each slip in it is named where it stands."""

from functools import cache
from pathlib import Path

import pytest

from ichido.compiler.checks import CHECKS, check
from ichido.language.catalogue import Catalogue, assemble, load
from ichido.language.diagnostic import Diagnostic
from ichido.language.document import Document
from ichido.language.kinds import Model
from ichido.language.reader import read

FOLDER = Path("procedures/jp")
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
