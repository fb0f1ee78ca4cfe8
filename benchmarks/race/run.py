"""One system's turn: families open their cases, answer, and wait until everything is decided."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import httpx2

from benchmarks.race.families import Family, everywhere, in_ids
from ichido.engine.process import Process
from ichido.partners import LINKS
from ichido.rehearsal.person import Person
from ichido.rehearsal.town import Settled
from ichido.security.access import Caller
from ichido.security.token_key import token_key
from ichido.security.tokens import issue
from ichido.store import names

PATIENCE = 120.0


@dataclass(frozen=True)
class Run:
    """One family's case, over: `open_s` is the time from opening to form, `events` the length of its history.

    `words` say by what the linking service calls somebody who they are in every system.
    """

    family: Family
    number: str
    words: Mapping[str, str]
    open_s: float
    events: int


@dataclass(frozen=True)
class Turn:
    """A system as its cases reach it, with the people who live now."""

    process: Process
    http: httpx2.AsyncClient
    api: str
    settled: Settled
    today: date

    async def all(self, families: Sequence[Family], at_once: int) -> list[Run]:
        """Every family's case, so many at a time."""
        turns = asyncio.Semaphore(at_once)

        async def run(family: Family) -> Run:
            async with turns:
                return await asyncio.wait_for(self.one(family), PATIENCE)

        return list(await asyncio.gather(*(run(family) for family in families)))

    async def one(self, family: Family) -> Run:
        """One family's case from its opening to its end."""
        reference, home = self.settled.references[family.applicant], self.settled.known_at[family.applicant]
        assert home is not None, "a register knows the family"
        settings = self.process.settings
        token = issue(token_key(settings.token_key_file), Caller("person", reference, home), datetime.now(UTC))
        person = Person(self.http, self.api, token)
        started = time.perf_counter()
        number = (await person.open(f"{reference}-{time.time_ns()}", self._wish(family.applicant)))["number"]
        form = await person.read(number, "form")
        open_s = time.perf_counter() - started
        await self._answer(person, number, form, family)
        handle = self.process.client.get_workflow_handle(number)
        await handle.result()
        words = {linked: everywhere(name) for name, linked in self.settled.links.items()}
        return Run(family, number, words, open_s, (await handle.describe()).history_length)

    def _wish(self, applicant: str) -> dict[str, Any]:
        return {
            "life_event": "moving",
            "applicant": self.settled.whom(applicant),
            "opened_by": "person",
            "channel": "online",
            "as_of": self.today.isoformat(),
            "again": True,
        }

    async def _answer(self, person: Person, number: str, form: Any, family: Family) -> None:
        """Answer what is asked, form after form, until everything is answered."""
        left = dict(in_ids(family.answers, await self._ids()))
        while True:
            asked = {question["key"] for question in form["questions"]}
            now = {key: value for key, value in left.items() if key in asked}
            if not now and all(key.startswith("consent:") for key in left):
                return  # a rival reads without asking whether it may
            assert now, f"{number} asks nothing that is answered: {sorted(asked)}, {sorted(left)}"
            await person.answer(number, form["revision"], now)
            left = {key: value for key, value in left.items() if key not in now}
            if not left:
                return
            form = await person.read(number, "form")

    async def _ids(self) -> dict[str, str]:
        """The ids of those whom the system has heard of, by their short names."""
        async with self.process.store.transaction() as session:
            found = {name: await names.meant(session, LINKS, linked) for name, linked in self.settled.links.items()}
        return {name: subject for name, subject in found.items() if subject is not None}
