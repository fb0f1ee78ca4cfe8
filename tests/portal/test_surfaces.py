"""Each surface is walked twice: for somebody from whom others are protected, and for somebody who never had others."""

import json
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args
from uuid import uuid4

import httpx2
import pytest
import typer

from ichido.case.state import NoticeKind
from ichido.cli.app import app as cli
from ichido.engine.notary import Notary
from ichido.ledger.export import Export, faults
from ichido.security.access import Caller
from ichido.security.seal_key import seal_key
from ichido.security.signatures import sign
from ichido.security.surfaces import SURFACES, Gate, Kind
from ichido.store.disclosures import PartnerKind
from tests.portal.families import CHILD, FLED, MOTHER, answered, caller, opened, protect, settle
from tests.portal.marking import HEADER
from tests.portal.marking import statements as marked
from tests.portal.office import CLERK, OPERATOR, Office
from tests.testbed.town import ICHIKAWA, KAWASAKI

_SAME = ("date", "content-length", "server")
_IDS = re.compile(
    r"s-[0-9a-f]{32}|p-[0-9a-f]{20}|n-[a-z2-7]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    r"|[2-9A-Z]{2}-[2-9A-Z]{4}-[2-9A-Z]{4}"
)
_MOMENTS = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")
_PARAMETERS = re.compile(r"%\([^)]*\)s(?:::\w+(?: \w+)*)?,? ?")
_REVISION = re.compile(r'"revision":\d+')
_HASHES = re.compile(r"\b[0-9a-f]{64}\b")


@dataclass(frozen=True, slots=True)
class Seen:
    """One answer as far as it may tell two people apart, and the statements it took, without their parameters."""

    status: int
    headers: dict[str, str]
    body: str
    statements: tuple[str, ...]


@dataclass
class Walk:
    """Everything that one person's case shows, with ids told by the order in which they come."""

    office: Office
    who: str
    seen: dict[str, list[Seen]] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    ids: dict[str, str] = field(default_factory=dict)
    heard: bool = False
    """Since authorities spoke, a revision counts how many of their words came together."""

    @property
    def caller(self) -> Caller:
        """The person whose case it is."""
        return caller(self.office, self.who)

    async def get(self, route: str, path: str, by: Caller | None = None) -> httpx2.Response:
        """Read something of the person's, as them unless told; the first look warms what is remembered."""
        await self.office.get(path, by or self.caller)
        with statements(self.office) as count:
            answer = await self.office.get(path, by or self.caller)
        return self.note(route, answer, count)

    async def post(self, route: str, path: str, body: Any, by: Caller | None = None, **headers: str) -> httpx2.Response:
        """Send something for the person."""
        with statements(self.office) as count:
            answer = await self.office.post(path, body, by or self.caller, **headers)
        return self.note(route, answer, count)

    async def remove(self, route: str, path: str) -> httpx2.Response:
        """Take something of the person's away."""
        with statements(self.office) as count:
            answer = await self.office.api.delete(path, headers=self.office.bearer(self.caller))
        return self.note(route, answer, count)

    def note(self, route: str, answer: httpx2.Response, count: list[str], body: str | None = None) -> httpx2.Response:
        """Keep an answer, as it would be for anybody."""
        said = answer.text if body is None else body
        headers = {name: self.plain(value) for name, value in answer.headers.items() if name not in _SAME}
        self.texts.append(said)
        self.seen.setdefault(route, []).append(Seen(answer.status_code, headers, self.plain(said), tuple(count)))
        return answer

    def plain(self, said: str) -> str:
        """A text without what is random or the moment of it: each id becomes the number of its first appearance."""
        for id_ in _IDS.findall(said):
            self.ids.setdefault(id_, f"#{len(self.ids)}")
        named = _IDS.sub(lambda found: self.ids[found.group()], said)
        plain = _HASHES.sub("<hash>", _MOMENTS.sub("<at>", named))
        return _REVISION.sub('"revision":0', plain) if self.heard else plain


@contextmanager
def statements(office: Office) -> Iterator[list[str]]:
    """What the requests that are made meanwhile ask of the database, without their parameters."""
    mark = uuid4().hex
    office.api.headers[HEADER] = mark
    found: list[str] = []
    with marked(office.store.engine.sync_engine, mark) as count:
        try:
            yield found
        finally:
            del office.api.headers[HEADER]
            # Whether something new was published is looked up once a second, whoever asks.
            found += [_PARAMETERS.sub("", one) for one in count if "FROM editions" not in one]


async def walk(office: Office, who: str, root: Path) -> Walk:
    """Everything that a person's move shows from its opening to its end."""
    one = Walk(office, who)
    number = await _opening(one)
    path = f"/cases/{number}"
    await _documents(one, path)
    await _answers(one, path)
    await _authorities(one, path, number)
    for route in (
        "",
        "/form",
        "/facts",
        "/notices",
        "/disclosures",
        "/consents",
        "/burden",
        "/agreements",
        "/retention",
    ):
        by = OPERATOR if route == "/retention" else None
        await one.get(f"GET /cases/{{number}}{route}", f"{path}{route}", by)
    await _words(one, path)
    await _mandates(one)
    await _own(one, root)
    await _offices(one, path, number)
    return one


async def _opening(one: Walk) -> str:
    """What there is to see before anything is answered; gives the number of the case."""
    wish = {"life_event": "moving", "applicant": one.office.whom(one.who), "again": True}
    number = (await one.post("POST /cases", "/cases", wish, idempotency_key=f"walk-{one.who}")).json()["number"]
    await one.post("POST /cases", "/cases", wish | {"again": False}, idempotency_key=f"second-{one.who}")
    path = f"/cases/{number}"
    await one.get("GET /cases/{number}", path)
    await one.get("GET /cases/{number}/form", f"{path}/form")
    await one.get("GET /cases/{number}/facts", f"{path}/facts")
    await one.get("GET /cases/{number}/disclosures", f"{path}/disclosures")
    return str(number)


async def _documents(one: Walk, path: str) -> None:
    """What is answered for a document that nobody uploaded, and for a question about somebody that nobody is asked."""
    api, headers = one.office.api, one.office.bearer(one.caller)
    nowhere = f"{path}/documents/{64 * '0'}"
    await one.get("GET /cases/{number}/documents/{sha256}", nowhere)
    await one.remove("DELETE /cases/{number}/documents/{sha256}", nowhere)
    question = {"question": f"person.name@{NOBODY}", "name": "a.jpg"}
    with statements(one.office) as count:
        answer = await api.post(f"{path}/documents", params=question, content=b"\xff\xd8\xff", headers=headers)
    one.note("POST /cases/{number}/documents", answer, count)


async def _answers(one: Walk, path: str) -> None:
    form = (await one.office.get(f"{path}/form", one.caller)).json()
    revision = {"revision": form["revision"]}
    nobody = revision | {"answers": {"move.movers": [NOBODY]}}
    await one.post("POST /cases/{number}/answers", f"{path}/answers", nobody)
    declined = "POST /cases/{number}/declined"
    await one.post(declined, f"{path}/declined", {"subject": NOBODY, "term": "person.name"})
    given = await one.office.answers(path.removeprefix("/cases/"), one.caller)
    await one.post("POST /cases/{number}/answers", f"{path}/answers", given)


async def _words(one: Walk, path: str) -> None:
    """What is said of somebody who is not there, of a consent that nobody gave, and of who does not act."""
    nobody = {"subject": NOBODY, "term": "person.name"}
    await one.post("POST /cases/{number}/confirmed", f"{path}/confirmed", nobody)
    await one.post("POST /cases/{number}/contested", f"{path}/contested", nobody | {"why": "違います"})
    await one.post("POST /cases/{number}/consents/{id}/withdrawn", f"{path}/consents/c1/withdrawn", {})
    await one.post("POST /cases/{number}/agreements", f"{path}/agreements", {"procedure": "moving-in"})
    await one.remove("DELETE /cases/{number}/actor", f"{path}/actor")
    await one.get("GET /burden", "/burden?life_event=moving", OPERATOR)


async def _mandates(one: Walk) -> None:
    """A mandate from its giving to its end."""
    holder = Caller("representative", "n-holder", ICHIKAWA)
    to = {"reference": holder.subject, "authority": ICHIKAWA}
    wish = {"to": to, "scope": {"procedures": ["moving-out"]}, "until": "2099-01-01"}
    await one.office.post("/mandates", wish, one.caller)  # the first one warms what is remembered
    given = (await one.post("POST /mandates", "/mandates", wish)).json()["id"]
    await one.get("GET /mandates", "/mandates")
    await one.get("GET /mandates", "/mandates")
    await one.post("POST /mandates/{mandate}/acceptance", f"/mandates/{given}/acceptance", {}, holder)
    shown = {"profession": "administrative-scrivener", "registration": "1"}
    await one.post("POST /mandates/{mandate}/professions", f"/mandates/{given}/professions", shown, CLERK)
    await one.remove("DELETE /mandates/{mandate}", f"/mandates/{given}")


async def _authorities(one: Walk, path: str, number: str) -> None:
    """What the old city says, the new one fetches, and a clerk of it confirms."""
    await one.office.until(lambda case: case.record.filing("moving-out").received, number)
    one.heard = True
    said = {"event": "outcome", "case": number, "procedure": "moving-out", "sequence": 2, "outcome": "accepted"}
    more = {"at": datetime.now(UTC).isoformat(), "with": {"move.transfer": "TX-4471"}}
    kept = await one.office.deliver(json.dumps(said | more).encode(), f"evt-{one.who}", ICHIKAWA)
    one.note("POST /inbox/{authority}", kept, [], "kept")
    await one.office.until(lambda case: case.record.filing("moving-out").outcome is not None, number)
    secret = one.office.town.secret(KAWASAKI)

    async def fetch() -> list[dict[str, Any]]:
        headers = sign(secret, f"fetch-{uuid4()}", datetime.now(UTC), b"")
        fetched = await one.office.api.get(f"/outbox/{KAWASAKI}", headers=headers)
        assert fetched.status_code == 200, fetched.text
        return [sent for sent in fetched.json()["submissions"] if json.loads(sent["body"])["case"] == number]

    await one.office.until_some(fetch)
    with statements(one.office) as count:
        theirs = await fetch()
    bodies = json.dumps([sent["body"] for sent in theirs], ensure_ascii=False)
    one.note("GET /outbox/{authority}", httpx2.Response(200), count, bodies)
    nothing = 64 * "0"
    with statements(one.office) as count:
        headers = sign(secret, f"{nothing}-{uuid4().hex}", datetime.now(UTC), b"")
        where = f"/outbox/{KAWASAKI}/{theirs[0]['id']}/documents/{nothing}"
        answer = await one.office.api.get(where, headers=headers)
    one.note("GET /outbox/{authority}/{submission}/documents/{sha256}", answer, count)
    receipt = json.dumps({"receipt": "R-1"}).encode()
    for sent in theirs:
        headers = sign(secret, sent["id"], datetime.now(UTC), receipt)
        answer = await one.office.api.post(f"/outbox/{KAWASAKI}/{sent['id']}", content=receipt, headers=headers)
        assert answer.status_code == 204, answer.text
    act = {"procedure": "moving-in", "act": "presence"}
    await one.post("POST /cases/{number}/acts", f"{path}/acts", act, Caller("clerk", authority=KAWASAKI))


async def _own(one: Walk, root: Path) -> None:
    """What a person sees of themselves in all cases, and takes away with its proofs."""
    await one.get("GET /me/disclosures", "/me/disclosures")
    await Notary(one.office.store, seal_key(one.office.settings.seal_key_file), root).round(datetime.now(UTC))
    answer = await one.office.get("/me/disclosures/export", one.caller)
    export = Export.model_validate_json(answer.content)
    assert list(faults(export)) == []
    says = [[line.line.kind, line.line.case, line.line.subject, line.line.says] for line in export.lines]
    told = json.dumps([says, export.unsealed], ensure_ascii=False)
    one.note("GET /me/disclosures/export", answer, [], told)


async def _offices(one: Walk, path: str, number: str) -> None:
    """What offices see of the case, and what is in the way of whatever ends it."""
    listed = (await one.office.get("/cases?limit=200", CLERK)).json()["cases"]
    line = [case for case in listed if case["number"] == number]
    one.note("GET /cases", await one.office.get("/cases", one.caller), [], json.dumps(line))
    await one.get("GET /tasks", f"/tasks?case={number}", OPERATOR)
    hold = {"kind": "audit", "reason": "監査 1", "by": "文書係"}
    placed = await one.post("POST /cases/{number}/holds", f"{path}/holds", hold, CLERK)
    lift = {"reason": "監査 1", "by": "文書係"}
    where = f"{path}/holds/{placed.json()['id']}/lift"
    await one.post("POST /cases/{number}/holds/{hold}/lift", where, lift, CLERK)
    await one.post("POST /cases/{number}/disposal", f"{path}/disposal", {"under": "規程", "by": "文書係"}, CLERK)
    await one.post("POST /cases/{number}/forgetting", f"{path}/forgetting", {"by": "運用"}, OPERATOR)
    await one.remove("DELETE /cases/{number}", path)


NOBODY = "s-" + 32 * "0"
"""Somebody who is not there; in place of it the walk of the other names who is protected."""


@asynccontextmanager
async def _as_if(office: Office, partners: Path, *, protected: bool = True) -> AsyncIterator[None]:
    """Mother and child fled and are protected; she has moved on; the new city fetches what is meant for it."""
    settle(office)
    entries = json.loads(partners.read_text())
    del entries[KAWASAKI]["url"]
    partners.write_text(json.dumps(entries))
    if protected:
        assert (await protect(office)).status_code == 204
    hers = await opened(office, "misaki")
    assert (await answered(office, "misaki", hers, **{"move.new_address": FLED})).status_code == 200
    for who in ("jiro", "saburo"):
        await opened(office, who)
    yield


async def test_no_surface_tells_a_protected_family_from_one_that_was_never_there(
    office: Office, partners: Path, tmp_path: Path
) -> None:
    async with _as_if(office, partners):
        theirs, alone = await walk(office, "jiro", tmp_path / "a"), await walk(office, "saburo", tmp_path / "b")
    assert theirs.seen.keys() == alone.seen.keys() == WALKED
    for route in theirs.seen:
        for here, there in zip(theirs.seen[route], alone.seen[route], strict=True):
            assert here == there, route
    said = "\n".join(theirs.texts)
    assert not [word for word in (MOTHER, CHILD, FLED, "小杉町") if word in said]


async def test_without_protection_the_same_look_tells_them_apart(
    office: Office, partners: Path, tmp_path: Path
) -> None:
    walks = []
    async with _as_if(office, partners, protected=False):
        for who in ("jiro", "saburo"):
            walks.append(Walk(office, who))
            await _opening(walks[-1])
            await _own(walks[-1], tmp_path / who)
    theirs, alone = walks
    tells = {route for route in theirs.seen if theirs.seen[route] != alone.seen[route]}
    assert tells >= {
        "GET /cases/{number}/form",
        "GET /cases/{number}/disclosures",
        "GET /me/disclosures",
        "GET /me/disclosures/export",
    }
    assert MOTHER in "".join(theirs.texts)


def _where(kind: Kind) -> set[str]:
    return {surface.where for surface in SURFACES if surface.kind == kind}


TOLD_BY_OFFICES = {route for route in _where("route") if "/protections" in route or route == "POST /tasks/{id}/done"}
"""What offices say; nothing of a case is answered."""
WALKED = {
    surface.where for surface in SURFACES if surface.kind == "route" and surface.gates != ("nobody",)
} - TOLD_BY_OFFICES


async def test_every_route_of_the_api_stands_in_the_table(office: Office) -> None:
    paths = (await office.api.get("/openapi.json")).json()["paths"]
    routes = {f"{method.upper()} {path}" for path, operations in paths.items() for method in operations}
    assert routes == _where("route")


def test_every_verb_stands_in_the_table() -> None:
    assert set(_verbs(typer.main.get_command(cli))) == _where("verb")


def _verbs(command: Any, name: str = "") -> Iterator[str]:
    if hasattr(command, "commands"):
        for inner, one in command.commands.items():
            yield from _verbs(one, f"{name} {inner}".strip())
    else:
        yield name


def test_every_channel_and_letter_stands_in_the_table() -> None:
    assert set(get_args(PartnerKind)) == _where("channel")
    assert set(get_args(NoticeKind)) == _where("letter")


def test_a_surface_stands_once_and_names_its_gates() -> None:
    places = [(surface.kind, surface.where) for surface in SURFACES]
    assert len(places) == len(set(places))
    used = {gate for surface in SURFACES for gate in surface.gates}
    assert used == set(get_args(Gate.__value__ if hasattr(Gate, "__value__") else Gate))


@pytest.mark.parametrize("secret", ["misaki", "sora"])
async def test_naming_the_protected_is_answered_as_naming_nobody(office: Office, secret: str) -> None:
    settle(office)
    await protect(office)
    number = await opened(office, "jiro")
    hers = (await office.stored(await opened(office, "misaki"))).record
    called = {fact.value: fact.subject for fact in hers.facts if fact.term == "person.name"}
    them = next(id_ for value, id_ in called.items() if str(value) == {"misaki": MOTHER, "sora": CHILD}[secret])
    form = await office.form(number, caller(office, "jiro"))
    answers = []
    for id_ in (them, NOBODY):
        movers = {"revision": form["revision"], "answers": {"move.movers": [id_]}}
        declined = {"subject": id_, "term": "person.name"}
        for path, body in (("answers", movers), ("declined", declined)):
            with statements(office) as count:
                answer = await office.post(f"/cases/{number}/{path}", body, caller(office, "jiro"))
            answers.append((answer.status_code, answer.text.replace(id_, NOBODY), len(count)))
    assert answers[:2] == answers[2:]
