"""Another country in data alone: its alphabet, calendar, laws, money and life event, through the command line."""

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from ichido.case.deadlines import first_calendar
from ichido.case.simulate import Simulation
from ichido.case.state import NoticeKind, NoticeRef
from ichido.case.town import Town
from ichido.cli import main
from ichido.clocks import due, is_open
from ichido.compiler.compile import compile_plan, notice_hash
from ichido.compiler.plan import Counting, Plan, decode, digest, encode
from ichido.language.catalogue import Catalogue, load
from ichido.language.scalars import Duration
from ichido.notices.compose import compose, pinned

FOLDER = Path("tests/abroad/gr")
JAPAN = re.compile("[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]|jp|jpy|japan|tokyo|yen", re.IGNORECASE)

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*words: str) -> tuple[int, str]:
        monkeypatch.setattr("sys.argv", ["ichido", *words, "--catalogue", str(FOLDER)])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out + said.err

    return call


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    found, problems = load(FOLDER)
    assert problems == ()
    return found


@pytest.fixture(scope="module")
def plan(catalogue: Catalogue) -> Plan:
    return compile_plan(catalogue, "birth")


def lived(catalogue: Catalogue, plan: Plan, number: int) -> Simulation:
    """A scenario played to its end."""
    scenario, known = catalogue.scenarios[number].model, catalogue.places
    town = Town.of(plan, scenario, known)
    simulation = Simulation(plan, scenario, town, known, town.opening(plan), scenario.today)
    simulation.run()
    return simulation


def test_it_is_written_without_a_line_of_python() -> None:
    assert {file.suffix for file in FOLDER.rglob("*") if file.is_file()} == {".yaml", ".md"}
    assert not [f for f in FOLDER.rglob("*") if f.is_file() and JAPAN.search(f.read_text(encoding="utf-8"))]


def test_its_definitions_have_no_problem(run: Run) -> None:
    code, said = run("validate")
    assert (code, said.strip()) == (0, "no problem in 29 definitions")


def test_its_scenarios_pass(run: Run) -> None:
    code, said = run("test")
    assert code == 0, said
    assert said.strip().endswith("5 scenarios, 5 passed, 0 failed")


@pytest.mark.parametrize(
    "words",
    [
        ("plan", "birth"),
        ("plan", "birth", "--language", "el"),
        ("plan", "birth", "-o", "json"),
        ("plan", "child-benefit"),
        ("graph", "birth"),
        ("graph", "birth", "--language", "el"),
        ("schema", "-o", "json"),
        ("test", "-o", "json"),
        ("validate", "-o", "json"),
    ],
)
def test_nothing_that_is_said_of_it_speaks_of_japan(run: Run, words: tuple[str, ...]) -> None:
    code, said = run(*words)
    assert code == 0, said
    found = JAPAN.search(said)
    assert found is None, said[max(0, found.start() - 60) : found.end() + 60]


def test_titles_are_given_in_its_language(run: Run) -> None:
    assert "δήλωση γέννησης" in run("plan", "birth", "--language", "el")[1]
    assert "μητρώο πολιτών" in run("graph", "birth", "--language", "el")[1]


def test_a_language_it_has_no_titles_in_could_not_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["ichido", "plan", "birth", "--language", "ja", "--catalogue", str(FOLDER)])
    with pytest.raises(SystemExit, match="2"):
        main()
    assert capsys.readouterr().err == "ichido: `birth` has no title in `ja`\n  = help: there are `el`, `en`\n"


def test_an_editor_completes_its_terms(run: Run) -> None:
    assert "πρόσωπο" in json.dumps(json.loads(run("schema", "-o", "json")[1]), ensure_ascii=False)


def test_its_plan_has_nothing_of_japan_in_it_and_is_read_back_as_it_was(plan: Plan) -> None:
    written = encode(plan)
    assert JAPAN.search(written.decode()) is None
    assert digest(decode(written)) == digest(plan)
    assert plan.counting == Counting(fiscal_year_starts="01-01", age_attained="birthday", currency="EUR")


def test_order_follows_from_needs_through_each_child(plan: Plan) -> None:
    assert plan.submissions == (("birth-registration",), ("household-entry",), ("birth-gift", "child-benefit"))
    income = next(lookup for lookup in plan.lookups if lookup.registry == "income")
    assert (income.stage, income.after) == ("after-application", "household-entry")


def test_the_orthodox_easter_monday_is_closed_and_no_other(plan: Plan) -> None:
    calendar = first_calendar(plan)
    assert not is_open(calendar, date(2026, 4, 13))  # Orthodox
    assert is_open(calendar, date(2026, 4, 6))  # Western
    assert is_open(calendar, date(2026, 5, 4))  # closed elsewhere
    assert due(calendar, date(2026, 4, 3), Duration(10, "days")) == date(2026, 4, 14)
    assert due(calendar, date(2026, 4, 8), Duration(3, "business days")) == date(2026, 4, 15)


def test_a_case_is_in_the_time_of_athens(catalogue: Catalogue, plan: Plan) -> None:
    assert str(lived(catalogue, plan, 0).now.tzinfo) == "Europe/Athens"


@pytest.mark.parametrize(
    ("language", "day", "amount"), [("el", "2026-04-20", "EUR 240.50"), ("en", "20 April 2026", "EUR 240.50")]
)
def test_a_letter_writes_cents_as_euros(catalogue: Catalogue, plan: Plan, language: str, day: str, amount: str) -> None:
    case = lived(catalogue, plan, 0)
    notice = NoticeRef(id="n", key="birth-gift(μωρό)", kind="outcome", outcome="granted")
    text = catalogue.notices[f"birth-gift.granted.{language}"].text
    letter = compose(plan, case.record, notice, text, language, {"1001": "Δήμος Αθηναίων"}, case.today)
    assert amount in letter.text and day in letter.text and "Δήμος Αθηναίων" in letter.text
    assert JAPAN.search(letter.subject + letter.text) is None


def test_what_twins_are_given_is_listed_with_commas(catalogue: Catalogue, plan: Plan) -> None:
    case = lived(catalogue, plan, 1)
    notice = NoticeRef(id="n", key="household-entry", kind="outcome", outcome="accepted")
    text = catalogue.notices["household-entry.accepted.el"].text
    letter = compose(plan, case.record, notice, text, "el", {}, case.today)
    assert "διεύθυνση κατοικίας: Εγνατία 100, 546 23 Θεσσαλονίκη" in letter.text
    assert JAPAN.search(letter.text) is None


def test_letters_that_every_procedure_sends_come_from_the_catalogue(catalogue: Catalogue, plan: Plan) -> None:
    kinds: tuple[NoticeKind, ...] = ("correction", "overdue")
    for kind in kinds:
        notice = NoticeRef(id="n@2026-04-14", key="household-entry", kind=kind)
        assert pinned(plan, notice, "el-CY") == ("el", notice_hash(catalogue.notices[f"{kind}.el"].text))
        assert pinned(plan, notice, "en") is None
