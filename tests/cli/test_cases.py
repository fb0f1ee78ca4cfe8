"""`ichido case` asks the running system over HTTP, or says plainly that none runs."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from ichido.case.conclusions import How
from ichido.security.access import Caller
from ichido.security.token_key import token_key
from ichido.security.tokens import read
from portal.api.messages import CasesShown, LineShown
from portal.burden import BurdenShown, LoadShown
from portal.differing import ConflictShown, ContestShown
from portal.spared import NotAsked
from portal.status import CaseStatus, Office, ProcedureStatus, Reason, links
from portal.unconfirmed import Owed
from portal.words import MEANWHILE, of_register
from tests.cli.calling import Ichido, agrees

NUMBER = "MV-7K3Q-92XD"
OPENED = datetime(2026, 3, 20, 9, tzinfo=UTC)
MOVING = {"ja": "引っ越し", "en": "moving house"}
ICHIKAWA = Office(code="122033", name={"ja": "千葉県市川市", "en": "Ichikawa City, Chiba"})
KAWASAKI = Office(code="141305", name={"ja": "神奈川県川崎市", "en": "Kawasaki City, Kanagawa"})


def procedure(key: str, title: dict[str, str], office: Office | None, **more: object) -> ProcedureStatus:
    """One procedure as the API shows it."""
    plain: dict[str, object] = {
        "applies": "yes", "choice": "none", "submitted": False, "stopped": False, "version": 1, "due": None,
        "outcome": None, "correction": False, "acts": (), "waiting": (), "right": "", "refused": "",
    }  # fmt: skip
    shown = {"key": key, "procedure": key.partition("(")[0], "label": title, "article": "x", "authority": office}
    return ProcedureStatus.model_validate(plain | shown | more)


CASE = CaseStatus(
    number=NUMBER,
    life_event="moving",
    label=MOVING,
    plan="0" * 8,
    stage="running",
    opened_by="person",
    channel="online",
    opened_at=OPENED,
    arrived_on=None,
    submitted_on=date(2026, 3, 20),
    revision=7,
    due_on=date(2026, 4, 15),
    closed_at=None,
    close_reason="",
    procedures=(
        procedure("moving-out", {"ja": "転出届", "en": "moving-out notification"}, ICHIKAWA, outcome="accepted"),
        procedure(
            "moving-in",
            {"ja": "転入届", "en": "moving-in notification"},
            KAWASAKI,
            due=date(2026, 4, 15),
            submitted=True,
            waiting=(
                Reason(kind="act", what="presence", text={"ja": "来庁が必要です", "en": "still needed: a visit"}),
                Reason(
                    kind="authority", what="141305", text={"ja": "回答を待っています", "en": "waiting for: Kawasaki"}
                ),
            ),
        ),
        procedure("school-support(s-1)", {"ja": "就学援助", "en": "school support"}, None, applies="no"),
        procedure(
            "school-support(s-2)",
            {"ja": "就学援助", "en": "school support"},
            KAWASAKI,
            waiting=(Reason(kind="procedure", what="moving-in", text={"en": "waiting for the outcome of: moving-in"}),),
        ),
    ),
    conflicts=(
        ConflictShown(
            subject="s-1",
            term="person.account",
            on=None,
            label={},
            counts="person",
            aside=("public-accounts",),
            rule="first",
            open=False,
            text={
                "ja": "受取口座：公金受取口座と異なるため、優先順位によりご本人の内容を使います",
                "en": "account: the person counts before the register of accounts, which says something else",
            },
        ),
    ),
    contested=(
        ContestShown(
            correction="AB-CDEF-GHJK",
            subject="s-1",
            term="person.name",
            label={},
            state="open",
            text={
                "ja": "氏名：住民基本台帳の内容が違うとのお申出により、訂正を求めています",
                "en": "name: you said that the resident register is wrong; its holder is asked to put it right",
            },
        ),
    ),
    origin=None,
    visits=(),
    not_asked=(
        NotAsked(
            key="school-support(s-1)",
            why="applies",
            because={"ja": "対象となる条件に当てはまりません：15歳未満", "en": "it would apply only if under 15"},
            terms={
                "child.address": {"ja": "住所", "en": "address"},
                "applicant.account": {"ja": "口座", "en": "account"},
            },
        ),
    ),
    unverified=(),
    links=links(NUMBER),
)
LIST = CasesShown(
    cases=[
        LineShown(
            number=NUMBER,
            life_event="moving",
            label=MOVING,
            stage="running",
            opened_by="person",
            channel="online",
            opened_at=OPENED,
            submitted_on=None,
            waiting_for=["act", "authority"],
            due_on=date(2026, 4, 15),
            unverified_since=None,
            closed_at=None,
            close_reason="",
        )
    ],
    next="/cases?limit=1&after=x",
)

BURDEN = BurdenShown(
    needs=118,
    distinct=31,
    obtained=24,
    reused=1,
    asked=19,
    derived=2,
    produced=3,
    documents_omitted=14,
    visits_saved=7,
    alone=LoadShown(questions=118, documents=15, visits=9, minutes=1496, money=62333),
    here=LoadShown(questions=19, documents=1, visits=2, minutes=248, money=10333),
    saved=LoadShown(questions=99, documents=14, visits=7, minutes=1248, money=52000),
    currency="JPY",
)


@dataclass
class Api:
    """An API over real HTTP that answers what it was told to, and keeps what it was asked."""

    url: str = ""
    answers: dict[str, tuple[int, str]] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)


@pytest.fixture
def api(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Api]:
    """An API that the running demo noted down."""
    answers = {"/cases": LIST, f"/cases/{NUMBER}": CASE, f"/cases/{NUMBER}/burden": BURDEN}
    kept = Api(answers={path: (200, said.model_dump_json()) for path, said in answers.items()})

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kept.asked.append((self.path, self.headers.get("Authorization", "")))
            missing = (404, json.dumps({"detail": "there is no case with this number that you take part in"}))
            status, body = kept.answers.get(self.path.partition("?")[0], missing)
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body.encode())

        do_POST = do_GET

        def log_message(self, format: str, *args: object) -> None:
            """Nothing is logged."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        kept.url = f"http://127.0.0.1:{server.server_address[1]}"
        (tmp_path / "run.json").write_text(json.dumps({"api": kept.url, "temporal_ui": "u", "token": "noted"}))
        monkeypatch.setenv("ICHIDO_VAR", str(tmp_path))
        yield kept
        server.shutdown()


@pytest.mark.parametrize(
    ("golden", "words"),
    [
        ("case-list.txt", ("list",)),
        ("case-show.txt", ("show", NUMBER)),
        ("case-explain.txt", ("explain", NUMBER)),
        ("case-explain.ja.txt", ("explain", NUMBER, "--language", "ja")),
        ("case-burden.txt", ("burden", NUMBER)),
    ],
)
def test_cases_are_told_in_words(ichido: Ichido, api: Api, golden: str, words: tuple[str, ...]) -> None:
    said = ichido("case", *words)
    assert said.code == 0
    agrees(golden, said.out + said.err)


def test_json_is_what_the_api_says(ichido: Ichido, api: Api) -> None:
    shown = json.loads(ichido("case", "show", NUMBER, "-o", "json").out)
    assert shown == {"version": 1, "case": json.loads(CASE.model_dump_json())}
    listed = json.loads(ichido("case", "list", "-o", "json").out)
    assert listed == {"version": 1, "cases": json.loads(LIST.model_dump_json())["cases"]}
    counted = json.loads(ichido("case", "burden", NUMBER, "-o", "json").out)
    assert counted == {"version": 1, "number": NUMBER, **json.loads(BURDEN.model_dump_json())}
    explained = json.loads(ichido("case", "explain", NUMBER, "-o", "json").out)
    assert [(reason["procedure"], reason["kind"]) for reason in explained["waiting"]] == [
        ("moving-in", "act"),
        ("moving-in", "authority"),
        ("school-support(s-2)", "procedure"),
    ]


def owed(how: How, *procedures: str) -> Owed:
    """A birth date that the resident register is to give or confirm."""
    register = {"ja": "住民基本台帳", "en": "resident register"}
    return Owed(
        subject="s-2",
        about=None,
        term="person.birth_date",
        label={"ja": "生年月日", "en": "date of birth"},
        on=None,
        registry="resident-register",
        authority="122033",
        name=register,
        since=OPENED,
        how=how,
        procedures=procedures,
        text=of_register(MEANWHILE[how], register, "resident-register", OPENED),
    )


@pytest.mark.parametrize("language", ["en", "ja"])
def test_what_a_register_owes_is_told_with_since_when_and_what_there_is_to_do(
    ichido: Ichido, api: Api, language: str
) -> None:
    kinds = (owed("declared", "moving-in"), owed("stopped", "moving-out"), owed("differs"), owed("deferred"))
    unverified = CASE.model_copy(update={"unverified": kinds})
    api.answers[f"/cases/{NUMBER}"] = (200, unverified.model_dump_json())
    line = LIST.cases[0].model_copy(update={"unverified_since": OPENED})
    api.answers["/cases"] = (200, LIST.model_copy(update={"cases": [line]}).model_dump_json())
    listed = ichido("case", "list", "--unverified", "--language", language)
    told = ichido("case", "explain", NUMBER, "--language", language)
    agrees(f"case-explain-unverified.{language}.txt", listed.out + told.out)
    assert "unverified=true" in api.asked[0][0].lower()
    found = json.loads(ichido("case", "explain", NUMBER, "-o", "json").out)["unverified"]
    assert [one["how"] for one in found] == ["declared", "stopped", "differs", "deferred"]


def test_a_case_that_waits_for_nothing_says_so(ichido: Ichido, api: Api) -> None:
    closed = CASE.model_copy(
        update={"procedures": CASE.procedures[:1], "not_asked": (), "closed_at": OPENED, "close_reason": "complete"}
    )
    api.answers[f"/cases/{NUMBER}"] = (200, closed.model_dump_json())
    assert ichido("case", "explain", NUMBER).out.count("\n  it is closed, and waits for nothing\n") == 1


def test_where_no_costs_are_published_no_time_is_told(ichido: Ichido, api: Api) -> None:
    bare = BURDEN.alone.model_copy(update={"minutes": None, "money": None})
    without = BURDEN.model_copy(update={"alone": bare, "here": bare, "saved": bare})
    api.answers[f"/cases/{NUMBER}/burden"] = (200, without.model_dump_json())
    said = ichido("case", "burden", NUMBER).out
    assert "visits" in said and "minutes" not in said and "JPY" not in said


def test_the_token_that_was_noted_down_is_sent(ichido: Ichido, api: Api) -> None:
    ichido("case", "list", "--limit", "3")
    assert api.asked == [("/cases?limit=3", "Bearer noted")]


def test_where_the_key_is_the_token_is_always_fresh(ichido: Ichido, api: Api, tmp_path: Path) -> None:
    key = token_key(tmp_path / "keys" / "token.key")
    ichido("case", "list")
    token = api.asked[0][1].removeprefix("Bearer ")
    assert read(key, token, datetime.now(UTC)) == Caller("operator")


def test_a_case_that_is_not_there_is_told_in_the_words_of_the_api(ichido: Ichido, api: Api) -> None:
    said = ichido("case", "show", "MV-0000-0000")
    assert (said.code, said.out) == (2, "")
    assert said.err == "ichido: there is no case with this number that you take part in\n"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("<html>", "answered 200 and no JSON: is it Ichido's API?"),
        ('{"number": "x"}', "ichido: the API answered what this version does not understand, at `life_event`"),
    ],
)
def test_an_answer_of_something_else_is_not_taken_for_a_case(ichido: Ichido, api: Api, body: str, message: str) -> None:
    api.answers[f"/cases/{NUMBER}"] = (200, body)
    said = ichido("case", "show", NUMBER)
    assert said.code == 2
    assert message in said.err


def test_nothing_runs(ichido: Ichido, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    said = ichido("case", "list")
    assert (said.code, said.out) == (2, "")
    assert said.err == (
        "ichido: nothing runs here: there is no `var/run.json`\n"
        "  = help: start it with `ichido demo`, or set ICHIDO_API_URL\n"
    )


def test_it_has_been_stopped(ichido: Ichido, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "run.json").write_text(json.dumps({"api": "http://127.0.0.1:9", "token": "t"}))
    monkeypatch.setenv("ICHIDO_VAR", str(tmp_path))
    said = ichido("case", "list")
    assert (said.code, said.err) == (
        2,
        "ichido: nobody answers at http://127.0.0.1:9\n  = help: start the system with `ichido demo`\n",
    )


def test_the_address_may_be_set_and_then_a_key_is_needed(
    ichido: Ichido, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ICHIDO_API_URL", "http://127.0.0.1:9/")
    assert "there is no key to sign a token with in `var/keys/token.key`" in ichido("case", "list").err


def test_a_note_that_is_torn_is_told(ichido: Ichido, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "run.json").write_text('{"api": ')
    monkeypatch.setenv("ICHIDO_VAR", str(tmp_path))
    said = ichido("case", "list")
    assert said.code == 2
    assert "run.json` cannot be read" in said.err


def test_what_only_a_human_can_settle_is_listed_and_settled(ichido: Ichido, api: Api) -> None:
    task = {
        "id": "6e0f5a4e-0000-4000-8000-000000000001",
        "kind": "submission-in-doubt",
        "case": NUMBER,
        "what": "moving-in/1: it may have arrived at 141305",
        "created_at": OPENED.isoformat(),
    }
    api.answers["/tasks"] = (200, json.dumps({"tasks": [task]}))
    api.answers[f"/tasks/{task['id']}/done"] = (200, json.dumps({"id": task["id"]}))
    said = ichido("task", "list")
    assert all(part in said.out for part in (task["id"], NUMBER, "2026-03-20", task["kind"], task["what"]))
    assert said.err == "1 open task\n"
    assert json.loads(ichido("task", "list", "-o", "json").out) == {"version": 1, "tasks": [task]}
    assert ichido("task", "done", task["id"]).err == "settled\n"
    assert api.asked[-1][0] == f"/tasks/{task['id']}/done"
    unknown = ichido("task", "done", "nothing")
    assert unknown.code == 2
