"""Every register down for a day, and people who apply meanwhile: what is accepted, and what is confirmed afterwards.

A day is a minute. Nobody is counted by what Ichido says of itself where somebody else can count: questions are counted
at the registers, filings at the authority.
"""

import asyncio
import json
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

import httpx2
from sqlalchemy import text

from ichido.case.declared import declared
from ichido.doors.obtain import OTHERWISE
from ichido.engine.process import Process, definitions
from ichido.language.kinds import Scenario
from ichido.local import Local
from ichido.rehearsal.installation import Installation
from ichido.rehearsal.person import Person
from ichido.rehearsal.prepare import Stage
from ichido.rehearsal.town import Settled, Town
from ichido.security.access import Caller
from ichido.security.token_key import token_key
from ichido.security.tokens import issue
from ichido.settings import Settings
from ichido.store import cases, notices, tasks
from ichido.store.cases import StoredCase

CATALOGUE = Path("benchmarks/relief")
QUICK = {"door_retry_seconds": 1.0, "sweep_seconds": 5.0, "lookup_seconds": 2.0, "open_seconds": 20.0}
"""A day is a minute here, and so what waits half a minute waits a second."""
PATIENCE = 300.0
PAYMENT = "relief-payment"
PACED = "tax"
"""The register with a rate. Until it has spoken nothing is decided: the period to apply stays the next to end."""


@dataclass(frozen=True)
class Size:
    """How many apply in how many seconds of outage; every so-many-th of them declares what no register says."""

    applications: int = 200
    day: float = 60.0
    at_once: int = 8
    otherwise: int = 20


@dataclass
class Report:
    """What came of it; seconds are of the wall."""

    applications: int
    accepted: int = 0
    accept_seconds: list[float] = field(default_factory=list, repr=False)
    listed_unverified: int = 0
    marked_filings: int = 0
    decided_while_down: int = 0
    decided_too_soon: int = 0
    decided: int = 0
    otherwise: int = 0
    decided_otherwise: int = 0
    tasks: int = 0
    unverified_left: int = 0
    recovery_seconds: float = 0.0
    settled_seconds: float = 0.0
    tries_while_down: Mapping[str, int] = field(default_factory=dict)
    reads: Mapping[str, int] = field(default_factory=dict)
    read_twice: int = 0
    read_never: int = 0
    in_order: Mapping[str, float] = field(default_factory=dict)
    most_a_second: dict[str, int] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """As JSON, times in short."""
        spent = sorted(self.accept_seconds)
        times = {
            "accept_ms_median": round(1000 * statistics.median(spent)),
            "accept_ms_p95": round(1000 * spent[int(len(spent) * 0.95)]),
        }
        return {key: value for key, value in asdict(self).items() if key != "accept_seconds"} | times


def main() -> None:
    """Print what came of two hundred applications."""
    print(json.dumps(measure(Size()).plain(), indent=2))


def measure(size: Size) -> Report:
    """Start an installation of its own for it; call it from the main thread."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(var=Path(folder) / "var", catalogue=CATALOGUE).model_copy(update=QUICK)
        with Local(settings) as local:
            installation = Installation(local)
            installation.begin()
            installation.finish()
            return asyncio.run(_on(installation, size))


async def _on(installation: Installation, size: Size) -> Report:
    settings = installation.local.settings
    limits = httpx2.Limits(max_connections=100)
    async with Process.connected(settings) as process, httpx2.AsyncClient(trust_env=False, limits=limits) as http:
        stage = Stage(process, http, definitions(settings), installation.testbed, installation.api)
        return await outage(stage, size)


async def outage(stage: Stage, size: Size) -> Report:
    """Let every register fall, people apply, every register come back; and count."""
    chaos = _Chaos(stage, size)
    await chaos.settle()
    await chaos.registers_fall()
    await chaos.all_apply()
    await chaos.look_while_down()
    await chaos.registers_are_back()
    await chaos.look_at_registers()
    await chaos.look_at_decisions()
    return chaos.report


class _Chaos:
    """One outage, step by step."""

    def __init__(self, stage: Stage, size: Size) -> None:
        self._stage, self._size = stage, size
        self._town = Town(stage.http, stage.testbed)
        self._today = datetime.now(UTC).date()
        self._numbers: dict[str, str] = {}
        self.report = Report(size.applications, otherwise=-(-size.applications // size.otherwise))

    async def settle(self) -> None:
        """People who live in two cities, in the registers of both; offices that decide by themselves."""
        assert self._stage.process.settings.partners is not None
        people = {_name(n): _registered(n) for n in range(self._size.applications)}
        scenario = Scenario.model_validate(
            {
                "scenario": "an outage",
                "life_event": "relief",
                "today": self._today.isoformat(),
                "registered": {"person": people},
                "applicant": _name(0),
                "expect": {},
            }
        )
        self._settled: Settled = await self._town.people(scenario, self._stage.catalogue.places)
        self._offices = await self._town.directory(self._stage.process.settings.partners)
        await self._town.answers_to(self._stage.api, "auto")
        await self._town.behave("auto", 0.0)

    async def registers_fall(self) -> None:
        """None of them answers, in any office."""
        for target in self._registers():
            await self._town.fault(target, "down")

    def _registers(self) -> Iterator[str]:
        for code, office in self._offices.items():
            for document in self._stage.catalogue.registries.values():
                if document.model.holder in office["roles"]:
                    yield f"{code}/{document.model.reach.http}"

    async def all_apply(self) -> None:
        """Everybody, spread over the day, so many at a time."""
        turns, began = asyncio.Semaphore(self._size.at_once), time.monotonic()

        async def apply(n: int) -> None:
            await asyncio.sleep(max(0.0, began + n * self._size.day / self._size.applications - time.monotonic()))
            async with turns:
                started = time.perf_counter()
                await self._apply(n)
                self.report.accept_seconds.append(time.perf_counter() - started)

        await asyncio.gather(*(apply(n) for n in range(self._size.applications)))
        await asyncio.sleep(max(0.0, began + self._size.day - time.monotonic()))

    async def _apply(self, n: int) -> None:
        reference, home = self._settled.references[_name(n)], self._settled.known_at[_name(n)]
        caller = Caller("person", reference, home)
        token = issue(token_key(self._stage.process.settings.token_key_file), caller, datetime.now(UTC))
        person = Person(self._stage.http, self._stage.api, token)
        wish = {"life_event": "relief", "applicant": self._settled.whom(_name(n))}
        number = (await person.open(f"chaos-{n}-{time.time_ns()}", wish))["number"]
        self._numbers[_name(n)] = number
        answers = _declared(n, self._today, otherwise=n % self._size.otherwise == 0)
        while True:
            form = await person.read(number, "form")
            asked = [question["key"] for question in form["questions"] if question["required"]]
            if not asked:
                break
            given = {key: answers[key] for key in asked}
            await person.answer(number, form["revision"], given)

    async def look_while_down(self) -> None:
        """What is accepted, marked and decided before any register is back."""
        found = [await self._stored(number) for number in self._numbers.values()]
        self.report.accepted = sum(one.record.submitted_on is not None for one in found)
        self.report.decided_while_down = sum(_outcome(one) is not None for one in found)
        await self._until(self._filed, "every notice of damage reaches its office")
        held = [one for _, one in await self._town.held()]
        self.report.marked_filings = sum(bool(one["unverified"]) for one in held)
        self.report.listed_unverified = await self._listed()
        self._tries = await self._control("tries")
        self.report.tries_while_down = self._tries

    async def _filed(self) -> bool:
        return len(await self._town.held()) >= self._size.applications

    async def _listed(self) -> int:
        """How many cases an operator finds in the list of what is not verified."""
        settings = self._stage.process.settings
        token = issue(token_key(settings.token_key_file), Caller("operator"), datetime.now(UTC))
        found, path = 0, "/cases?unverified=true&limit=200"
        while path:
            headers = {"Authorization": f"Bearer {token}"}
            body = (await self._stage.http.get(f"{self._stage.api}{path}", headers=headers)).raise_for_status().json()
            found, path = found + len(body["cases"]), body["next"]
        return found

    async def registers_are_back(self) -> None:
        """All at once; then until no register owes anything but to those who declared otherwise."""
        await self._town.no_faults()
        self._back = datetime.now(UTC)
        started = time.monotonic()
        await self._until(self._confirmed, "every register has confirmed what was declared")
        self.report.recovery_seconds = round(time.monotonic() - started, 2)
        await self._until(self._over, "every case that can be decided is closed")
        self.report.settled_seconds = round(time.monotonic() - started, 2)

    async def _confirmed(self) -> bool:
        pending = await self._count("SELECT count(*) FROM pending_lookups")
        return pending == 0 and await self._count(_UNVERIFIED) == self.report.otherwise

    async def _over(self) -> bool:
        left = await self._count("SELECT count(*) FROM cases WHERE closed_at IS NULL")
        return left == self.report.otherwise

    async def look_at_registers(self) -> None:
        """How often each was asked what of whom, and in which order."""
        reads = [read for read in await self._control("reads") if datetime.fromisoformat(read["at"]) >= self._back]
        asked = Counter(
            (read["authority"], read["resource"], who, what)
            for read in reads
            for who in read["subjects"]
            for what in read["fields"]
        )
        self.report.read_twice = sum(count > 1 for count in asked.values())
        self.report.read_never = 5 * self._size.applications - len(asked)
        self.report.reads = dict(sorted(Counter(map(_register, reads)).items()))
        # Both periods are counted from the day of the damage.
        due = {self._settled.references[_name(n)]: _damaged(n, self._today) for n in range(self._size.applications)}
        order = self._orders(reads, due)
        self.report.in_order = {register: round(_ordered(days), 3) for register, days in order.items()}
        for register in self.report.reads:
            moments = [datetime.fromisoformat(read["at"]) for read in reads if _register(read) == register]
            self.report.most_a_second[register] = _most_a_second(moments)

    def _orders(self, reads: list[dict[str, Any]], due: Mapping[str, date]) -> dict[str, list[date]]:
        order: dict[str, list[date]] = {}
        for read in reads:
            if read["resource"] == PACED:
                order.setdefault(_register(read), []).extend(due[who] for who in read["subjects"])
        return order

    async def look_at_decisions(self) -> None:
        """Which cases were decided, and on what."""
        for name, number in self._numbers.items():
            stored = await self._stored(number)
            differs = int(name.removeprefix("p-")) % self._size.otherwise == 0
            outcome = _outcome(stored)
            self.report.decided += outcome is not None
            self.report.decided_otherwise += differs and outcome is not None
            self.report.unverified_left += not differs and any(not one.verified for one in declared(stored.record))
            self.report.tasks += await self._left_to_a_person(number)
            self.report.decided_too_soon += outcome is not None and await self._too_soon(stored)

    async def _left_to_a_person(self, number: str) -> int:
        async with self._stage.process.store.transaction() as session:
            return sum(one.task.kind == OTHERWISE for one in await tasks.open_tasks(session, number))

    async def _too_soon(self, stored: StoredCase) -> bool:
        """Whether the letter of a decision was written before all that it rests on had come from a register."""
        async with self._stage.process.store.transaction() as session:
            letters = await notices.for_case(session, stored.number)
        told = [one.delivery.at for one in letters if one.delivery.procedure == PAYMENT]
        came = {f.term: f.at for f in stored.record.facts if f.provenance.source == "registry"}
        terms = {"person.name", "person.birth_date", "person.address", "person.income", "person.account"}
        return not told or not terms <= came.keys() or min(told) < max(came[term] for term in terms)

    async def _stored(self, number: str) -> StoredCase:
        async with self._stage.process.store.transaction() as session:
            found = await cases.load(session, number)
        assert found is not None, "the case was opened"
        return found

    async def _count(self, query: str) -> int:
        async with self._stage.process.store.transaction() as session:
            return int((await session.execute(text(query))).scalar_one())

    async def _control(self, what: str) -> Any:
        return (await self._stage.http.get(f"{self._stage.testbed}/control/{what}")).raise_for_status().json()

    async def _until(self, true: Any, what: str) -> None:
        end = time.monotonic() + PATIENCE
        while not await true():
            assert time.monotonic() < end, f"it did not come true within {PATIENCE:g} s: {what}"
            await asyncio.sleep(0.1)


_UNVERIFIED = "SELECT count(*) FROM cases WHERE unverified_since IS NOT NULL"


def _name(n: int) -> str:
    return f"p-{n}"


def _registered(n: int) -> dict[str, Any]:
    city = ("千葉県市川市八幡", "神奈川県川崎市川崎区宮本町")[n % 2]
    return {
        "name": f"佐藤 花子{n}",
        "birth_date": (date(1960, 1, 1) + timedelta(days=n)).isoformat(),
        "address": f"{city}1-1-{n + 1}",
        "income": 3_000_000,
        "account": f"みずほ-001-{1_000_000 + n}",
    }


def _declared(n: int, today: date, otherwise: bool) -> dict[str, Any]:
    """What the person says: the same, written as people write; or another birth date."""
    held, wide = _registered(n), str.maketrans("0123456789-", "０１２３４５６７８９－")
    born = date.fromisoformat(held["birth_date"]) + timedelta(days=1 if otherwise else 0)
    city, number = held["address"][: -len(f"1-1-{n + 1}")], f"1-1-{n + 1}"
    return {
        "applicant.name": {"text": held["name"].replace(" ", "\u3000")},
        "applicant.birth_date": born.isoformat(),
        "applicant.address": f"{city}{number.translate(wide)}",
        "applicant.damaged_on": _damaged(n, today).isoformat(),
        "applicant.phone": "090-0000-0000",
        PAYMENT: "apply",
    }


def _damaged(n: int, today: date) -> date:
    """The later somebody applies, the longer ago the damage is, so that age and deadline are not the same order."""
    return today - timedelta(days=n * 7 % 25)


def _register(read: Mapping[str, Any]) -> str:
    return f"{read['authority']}/{read['resource']}"


def _most_a_second(moments: list[datetime]) -> int:
    return max(sum(at <= one < at + timedelta(seconds=1) for one in moments) for at in moments)


def _ordered(days: list[date]) -> float:
    """Of all pairs with different deadlines, the share in which the earlier one came first."""
    pairs = [(first, second) for first, second in combinations(days, 2) if first != second]
    return sum(first < second for first, second in pairs) / len(pairs) if pairs else 1.0


def _outcome(stored: StoredCase) -> str | None:
    filing = stored.record.filings.get(PAYMENT)
    return filing.outcome if filing else None


if __name__ == "__main__":
    main()
