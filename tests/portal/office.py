"""An API that is running, and the calls that tests make."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2

from ichido.partners import Directory
from ichido.security.access import Caller
from ichido.security.signatures import sign
from ichido.security.token_key import token_key
from ichido.security.tokens import issue
from ichido.settings import Settings
from ichido.store import cases
from ichido.store.cases import StoredCase
from ichido.store.store import Store
from portal.relay import Relay
from tests.portal.memory import InMemory
from tests.testbed.town import ICHIKAWA, KAWASAKI, Town

MOVING_ON = (datetime.now(UTC) + timedelta(days=10)).date()
NEW_ADDRESS = "神奈川県川崎市川崎区宮本町1"


@dataclass
class Office:
    """The API, what runs behind it, and the town it speaks to."""

    api: httpx2.AsyncClient
    store: Store
    line: InMemory
    relay: Relay
    town: Town
    directory: Directory
    settings: Settings

    @property
    def hanako(self) -> Caller:
        """The person whose family moves."""
        return Caller("person", self.whom("hanako")["reference"], ICHIKAWA)

    def whom(self, short_name: str, authority: str = ICHIKAWA) -> dict[str, str]:
        """One of the sample family as an office knows them, with its letter."""
        names, whom = self.town.government.names, self.town.reference(short_name)
        name, letter = names.own(authority, whom), names.letter(authority, whom)
        return {"reference": name, "authority": authority, "letter": letter}

    def bearer(self, caller: Caller) -> dict[str, str]:
        """The header that says who calls."""
        return {"Authorization": f"Bearer {issue(token_key(self.settings.token_key_file), caller, datetime.now(UTC))}"}

    async def get(self, path: str, caller: Caller | None = None) -> httpx2.Response:
        """Read something, as Hanako unless told."""
        return await self.api.get(path, headers=self.bearer(caller or self.hanako))

    async def post(self, path: str, body: Any, caller: Caller | None = None, **headers: str) -> httpx2.Response:
        """Send something, as Hanako unless told."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        named |= self.bearer(caller or self.hanako) | {"content-type": "application/json"}
        # Escaped, so that a test may send what no UTF-8 can hold.
        return await self.api.post(path, content=json.dumps(body), headers=named)

    async def open(self, key: str = "k-1", caller: Caller | None = None, **changes: Any) -> httpx2.Response:
        """Open Hanako's move, with changes to what is sent."""
        return await self.wish(changes, key, caller)

    async def wish(
        self, changes: Mapping[str, object], key: str = "k-1", caller: Caller | None = None
    ) -> httpx2.Response:
        """Open Hanako's move, with changes to what is sent."""
        body = {"life_event": "moving", "applicant": self.whom("hanako")} | dict(changes)
        return await self.post("/cases", body, caller, idempotency_key=key)

    async def opened(self, key: str = "k-1", caller: Caller | None = None, **changes: Any) -> str:
        """Open Hanako's move and give its number."""
        answer = await self.open(key, caller, **changes)
        assert answer.status_code == 201, answer.text
        number: str = answer.json()["number"]
        return number

    async def form(self, number: str, caller: Caller | None = None) -> dict[str, Any]:
        """Read the form."""
        answer = await self.get(f"/cases/{number}/form", caller)
        assert answer.status_code == 200, answer.text
        form: dict[str, Any] = answer.json()
        return form

    async def answers(self, number: str, caller: Caller | None = None) -> dict[str, Any]:
        """What the family answers, to the newest form."""
        form = await self.form(number, caller)
        movers = next(question for question in form["questions"] if question["key"] == "move.movers")
        given: dict[str, Any] = {
            "move.date": MOVING_ON.isoformat(),
            "move.movers": [option["value"] for option in movers["options"]],
            "move.new_address": NEW_ADDRESS,
            "applicant.phone": "090-0000-0000",
        }
        return {"revision": form["revision"], "answers": given}

    async def answer(self, number: str, caller: Caller | None = None, claims: str = "decline") -> httpx2.Response:
        """Answer the form, and every claim that the answers open: with the last it is the application."""
        answer = await self.post(f"/cases/{number}/answers", await self.answers(number, caller), caller)
        form = await self.form(number, caller)
        left = {question["key"]: claims for question in form["questions"] if question["type"] == "choice"}
        if left and answer.status_code == 200:
            given = {"revision": form["revision"], "answers": left}
            await self.post(f"/cases/{number}/answers", given, caller)
        return answer

    async def notices(self, number: str) -> list[dict[str, Any]]:
        """The notices in Hanako's mailbox."""
        found: list[dict[str, Any]] = (await self.get(f"/cases/{number}/notices")).json()
        return found

    async def stored(self, number: str) -> StoredCase:
        """The case as it is kept."""
        async with self.store.transaction() as session:
            stored = await cases.load(session, number)
        assert stored is not None
        return stored

    async def tell(
        self,
        number: str,
        event: str,
        sequence: int = 1,
        more: Mapping[str, object] | None = None,
        authority: str = ICHIKAWA,
    ) -> httpx2.Response:
        """Let an authority post an event about moving-out, signed by its secret."""
        body = {"event": event, "case": number, "procedure": "moving-out", "sequence": sequence}
        written = json.dumps({"at": datetime.now(UTC).isoformat(), **body, **(more or {})}).encode()
        return await self.deliver(written, f"evt_{event}_{sequence}", authority)

    async def deliver(
        self, body: bytes, id_: str, authority: str, *, secret: str = "", at: datetime | None = None
    ) -> httpx2.Response:
        """Post bytes to the inbox of an authority."""
        headers = sign(secret or self.town.secret(authority), id_, at or datetime.now(UTC), body)
        return await self.api.post(f"/inbox/{authority}", content=body, headers=headers)

    async def until_some(self, ask: Callable[[], Awaitable[list[Any]]], seconds: float = 10) -> list[Any]:
        """Ask until there is something, or fail."""
        try:
            async with asyncio.timeout(seconds):
                while not (found := await ask()):
                    await asyncio.sleep(0.05)
        except TimeoutError:
            raise AssertionError("nothing ever came") from None
        return found

    async def until(self, true: Callable[[StoredCase], bool], number: str, seconds: float = 10) -> StoredCase:
        """Wait until something is true of a case, or fail."""
        try:
            async with asyncio.timeout(seconds):
                while not true(stored := await self.stored(number)):
                    await asyncio.sleep(0.05)
        except TimeoutError:
            raise AssertionError("it never came true") from None
        return stored


CLERK = Caller("clerk", authority=ICHIKAWA)
CLERK_THERE = Caller("clerk", authority=KAWASAKI)
STRANGER = Caller("person", "somebody-else", ICHIKAWA)
OPERATOR = Caller("operator")
