"""One scenario as one case on real servers."""

import asyncio
import time as clock
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import httpx2
from sqlalchemy.exc import DBAPIError
from temporalio.client import WorkflowExecutionStatus, WorkflowHandle
from temporalio.service import RPCError
from temporalio.testing import TimeSkipper

from ichido.case.consents import consented, withdrawn
from ichido.case.deadlines import first_calendar
from ichido.case.expect import Observed, conflicts_in_words, contested_in_words
from ichido.case.files import written_files
from ichido.case.known import procedure_of, subject_of
from ichido.case.permits import reused
from ichido.case.together import happening_next, in_order
from ichido.case.values import is_link
from ichido.compiler.correcting import CORRECTION
from ichido.compiler.plan import Plan
from ichido.compiler.terms import entry
from ichido.engine.process import Process
from ichido.language.kinds import Registry, Scenario
from ichido.language.kinds.scenario import Happening, Objection, Protected
from ichido.partners import LINKS
from ichido.rehearsal.names import Names
from ichido.rehearsal.papers import paper
from ichido.rehearsal.person import Person, Problem
from ichido.rehearsal.protecting import protect
from ichido.rehearsal.sent import Sent
from ichido.rehearsal.town import Settled, Town
from ichido.store import cases, inbox, names, notices, outbox, pending_lookups, plans
from ichido.store.cases import Outline, StoredCase

MORNING = time(9, 0)
PAUSE = 0.02
PATIENCE = 60.0


class TookTooLong(Exception):
    """A case did not come to rest; its message says what it was waiting for."""


@dataclass
class Rehearsal:
    """A scenario's case as it unfolds; `said` tells whoever watches what happens."""

    scenario: Scenario
    registries: dict[str, Registry]
    process: Process
    town: Town
    person: Person
    settled: Settled
    others: Sent
    said: Callable[[date, str], None] = lambda _day, _text: None
    number: str = ""
    answers: dict[str, Any] = field(default_factory=dict)
    asked: dict[str, None] = field(default_factory=dict)
    confirmed: dict[str, None] = field(default_factory=dict)
    whys: dict[str, str] = field(default_factory=dict)
    down: set[str] = field(default_factory=set)
    sent: dict[str, None] = field(default_factory=dict)
    corrections: dict[str, str] = field(default_factory=dict)
    papers: dict[str, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)

    async def run(self) -> Observed:
        """Everything that happens, in its order, and what came out."""
        for registry in self.scenario.down:
            await self._switch(registry, "down")
        await self.others.set_out()
        await self.open()
        if not self.number:
            return Observed(refused=self.refused)
        await self.answer_all()
        happens = deque(self.scenario.happens)
        while happens:
            await self.move_to(happens[0].at)
            conclusions = (await self.outline()).conclusions
            assert conclusions is not None, "the case came to rest"
            await self.others.revoke(happens[0].at)
            await self.happen(*happening_next(happens, conclusions, (await self.names()).id))
            await self.answer_all()
        await self.come_to_rest()
        return await self.observed()

    async def stored(self) -> StoredCase:
        """The case as it is kept now."""
        async with self.process.store.transaction() as session:
            found = await cases.load(session, self.number)
        assert found is not None, "the case was opened"
        return found

    async def outline(self) -> Outline:
        """Where the case is, without what it knows."""
        async with self.process.store.transaction() as session:
            found = await cases.outline(session, self.number)
        assert found is not None, "the case was opened"
        return found

    async def plan(self) -> Plan:
        """The plan the case runs by."""
        async with self.process.store.transaction() as session:
            return await plans.load(session, (await self.outline()).plan_hash)

    async def names(self) -> Names:
        """The scenario's short names of the subjects known so far."""
        stored = await self.stored()
        async with self.process.store.transaction() as session:
            links = await names.known(session, LINKS, stored.record.subjects)
        by_link = {linked: name for name, linked in self.settled.links.items()}
        by_id = {id_: by_link[linked] for id_, linked in links.items() if linked in by_link}
        return Names({stored.record.about.id: (await self.plan()).about, **by_id}, self.papers)

    async def observed(self) -> Observed:
        """What came out, in the scenario's own names."""
        stored, words = await self.stored(), await self.names()
        assert stored.conclusions is not None
        filings = stored.record.filings.values()
        async with self.process.store.transaction() as session:
            delivered = await notices.for_case(session, self.number)
        overdue = [n.delivery.procedure for n in delivered if n.delivery.key.endswith("/overdue")]
        return Observed(
            asked=tuple(self.asked),
            confirmed=tuple(self.confirmed),
            consented=tuple(map(words.key, consented(stored.record))),
            withdrawn=tuple(map(words.key, withdrawn(stored.record))),
            reused=tuple(map(words.key, reused(await self.plan(), stored.record))),
            sequence=tuple(map(words.key, self.sent)),
            due={words.key(p.key): p.due for p in stored.conclusions.procedures if p.due},
            overdue=tuple(dict.fromkeys(words.key(key) for key in overdue)),
            outcomes={words.key(f.key): f.outcome for f in filings if f.outcome},
            paid={words.key(f.key): f.amount for f in filings if f.amount is not None},
            facts=words.facts(stored.record),
            waiting={words.key(p.key): p.waiting[0].kind for p in stored.conclusions.procedures if p.waiting},
            versions={words.key(f.key): f.sent for f in filings if f.sent},
            contested={words.key(key): state for key, state in contested_in_words(stored.conclusions).items()},
            conflicts={words.key(key): whose for key, whose in conflicts_in_words(stored.conclusions).items()},
            refused={words.key(p.key): p.refused for p in stored.conclusions.procedures if p.refused},
            complete=stored.closed_at is not None,
        )

    async def open(self) -> None:
        """Open the case and wait until its lookups are back or left to their doors."""
        wish = {
            "life_event": self.scenario.life_event,
            "applicant": self.settled.whom(self.scenario.applicant),
            "opened_by": "person",
            "channel": "online",
            "as_of": self.scenario.today.isoformat(),
            "again": True,
        }
        if self.scenario.acts:
            wish |= {"opened_by": "representative", "actor": self.settled.whom(self.scenario.acts)}
        self.answers = dict(self.scenario.answers)
        try:
            opened = await self.person.open(f"rehearsal-{clock.time_ns()}", wish)
        except Problem as problem:
            if problem.code != "no-right":
                raise
            for fault in problem.body.get("faults", ()):
                self.refused.setdefault(fault["where"], fault["code"])
            self.said(self.scenario.today, f"not opened: {', '.join(self.refused.values())}")
            return
        self.number = opened["number"]
        self.said(self.scenario.today, f"opened {self.number}; the form is {'ready' if opened['ready'] else 'late'}")
        await self.come_to_rest()

    async def answer_all(self) -> None:
        """Answer what is asked; an answer to what nobody asks yet waits until somebody does."""
        while self.answers and (await self.outline()).closed_at is None:
            taken = await self._answer_once()
            if not taken:
                return
            words = await self.names()
            for key in taken:
                (self.confirmed if self.whys.get(key) == "confirm" else self.asked)[key] = None
            self.answers = {key: value for key, value in self.answers.items() if key not in taken}
            self.said(await self.today(), f"answered {', '.join(words.key(key) for key in taken)}")
            await self.come_to_rest()

    async def _answer_once(self) -> tuple[str, ...]:
        words = await self.names()
        try:
            form = await self.person.read(self.number, "form")
        except Problem as problem:
            if problem.code == "no-right":
                return ()  # whoever has no right is shown nothing, and so has nothing to answer
            raise
        self.whys |= {words.key(question["key"]): question["why"] for question in form["questions"]}
        takes = {words.key(question["key"]) for question in form["questions"] if question["accepts"]}
        # What is uploaded is uploaded to a question, so it waits until that is asked.
        offered = {key: raw for key, raw in self.answers.items() if key in takes or not list(written_files(raw))}
        for key in takes & offered.keys():
            offered[key] = await self._uploaded(words.id(key), offered[key])
        while offered:
            sent = {words.id(key): words.ids(value) for key, value in offered.items()}
            try:
                await self.person.answer(self.number, form["revision"], sent)
                return tuple(offered)
            except Problem as problem:
                faults = problem.body.get("faults", ())
                refused = {words.key(f["where"]) for f in faults if f["code"] == "not-a-question"}
                if problem.code == "stale-revision":
                    form = await self.person.read(self.number, "form")
                elif refused:
                    offered = {key: value for key, value in offered.items() if key not in refused}
                else:
                    raise
        return ()

    async def _uploaded(self, question: str, raw: Any) -> Any:
        """An answer in which every file that the scenario names is one that was uploaded."""
        match raw:
            case {"sha256": str()}:
                name, media_type = raw["name"], raw["media_type"]
                kept = await self.person.upload(self.number, question, name, media_type, paper(raw))
                self.papers[kept["sha256"]] = raw["sha256"]
                return {"sha256": kept["sha256"]}
            case dict():
                return {name: await self._uploaded(question, part) for name, part in raw.items()}
            case list() | tuple():
                return [await self._uploaded(question, part) for part in raw]
        return raw

    async def happen(self, *together: Happening) -> None:
        """Let the world do something and wait until the case has taken it."""
        for happening in together:
            self.answers |= happening.answers
            if happening.registry and happening.state:
                await self._switch(happening.registry, happening.state)
                self.said(happening.at, f"{happening.registry} is {happening.state}")
            if happening.protected:
                await self._protect(happening.protected)
            if happening.contested:
                await self.contest(happening.contested)
            if happening.corrects:
                await self.correct(happening.corrects, happening)
            if happening.withdraws:
                await self._withdraw(happening.withdraws)
            if happening.agrees and happening.procedure:
                await self.others.agree(happening.agrees, self.number, (await self.names()).id(happening.procedure))
                self.said(happening.at, f"{happening.agrees} agrees to {happening.procedure}")
            elif happening.procedure:
                for event in _events(happening):
                    await self._say(happening.procedure, event)
        await self.come_to_rest()

    async def _protect(self, protected: Protected) -> None:
        directory = self.process.line.directory
        await protect(self.town, self.person.url, directory, self.settled, protected, await self.today())
        self.said(await self.today(), "somebody is protected from somebody")

    async def _withdraw(self, written: str) -> None:
        """The person takes back what they consented to under a question."""
        key = (await self.names()).id(written)
        receipts = await self.person.read(self.number, "consents")
        consent = next(one["id"] for one in receipts if one["key"] == key and one["stands"])
        await self.person.withdraw(self.number, consent)
        self.said(await self.today(), f"withdrew {written}")

    async def _naming(self, authority: str, event: dict[str, Any]) -> dict[str, Any]:
        """An event that names people by what the authority calls them, with a letter for each."""
        plan, said, letters = await self.plan(), dict(event.get("with", {})), dict[str, str]()
        for path, raw in said.items():
            term = entry(plan, path)
            if term and is_link(term):
                met = [await self.town.called(authority, name) for name in (raw if term.many else [raw])]
                letters |= dict(met)
                said[path] = [name for name, _ in met] if term.many else met[0][0]
        return event | ({"with": said} if said else {}) | ({"introduces": letters} if letters else {})

    async def _say(self, written: str, event: dict[str, Any]) -> None:
        outline, key = await self.outline(), (await self.names()).id(written)
        assert outline.conclusions is not None
        procedure = outline.conclusions.procedure(key)
        assert procedure is not None and procedure.authority, f"{written} is before no authority yet"
        about = await self._called(procedure.authority, subject_of(key))
        named = await self._naming(procedure.authority, event)
        at = datetime.now(UTC) + timedelta(seconds=outline.shift)
        self.said(await self.today(), f"{procedure.authority} says of {written}: {_said(event)}")
        await self.town.say(procedure.authority, self.number, procedure_of(key), about, at, named)

    async def contest(self, objection: Objection) -> None:
        """The person says that a register is wrong; the case that has it put right comes to rest as well."""
        name, _, term = objection.fact.rpartition(".")
        subject, stored = (await self.names()).id(name), await self.stored()
        full = f"{stored.record.subjects[subject].vocabulary}.{term}"
        taken = await self.person.contest(self.number, subject, full, objection.should_be, objection.why)
        self.corrections[objection.fact] = taken["correction"]
        self.said(await self.today(), f"says that {objection.fact} is wrong: {taken['correction']}")
        await self._until(partial(self._filed, taken["correction"]))

    async def _filed(self, number: str) -> list[str]:
        """Wait for the correction to reach the office that keeps the register."""
        async with self.process.store.transaction() as session:
            found = await cases.load(session, number)
        return [] if found and found.record.filing(CORRECTION).sent else [f"{number} to be sent"]

    async def correct(self, fact: str, happening: Happening) -> None:
        """The office that keeps the register answers."""
        number = self.corrections[fact]
        async with self.process.store.transaction() as session:
            found = await cases.outline(session, number)
        assert found is not None and found.conclusions is not None
        authority = found.conclusions.procedures[0].authority or ""
        at = datetime.now(UTC) + timedelta(seconds=(await self.outline()).shift)
        for event in _events(happening):
            self.said(await self.today(), f"{authority} says of {fact}: {_said(event)}")
            await self.town.say(authority, number, CORRECTION, None, at, event)
        await self._until(partial(self._told_of, number, happening.outcome or ""))

    async def _told_of(self, number: str, outcome: str) -> list[str]:
        """Wait until the case has heard what came of a correction."""
        contest = (await self.stored()).record.contests[number]
        return [f"{number} to tell its outcome"] if outcome and contest.state == "open" else []

    async def _called(self, authority: str, subject: str | None) -> str | None:
        """What an authority calls a subject: the name it was sent, or is shown at its counter before anything is."""
        if subject is None:
            return None
        generation = self.process.desk.authorities.directory.generation(authority)
        async with self.process.store.transaction() as session:
            return (await names.call(session, authority, generation, (subject,)))[subject].name

    async def _switch(self, registry: str, state: str) -> None:
        """A registry falls in every office that keeps it, or is back; other faults are not a rehearsal's business."""
        if state == "up":
            self.down.discard(registry)
            await self.town.no_faults()
            await self._fell(*self.down)
            await self._until(partial(self._pending, registry))
        else:
            self.down.add(registry)
            await self._fell(registry)

    async def _fell(self, *registries: str) -> None:
        for code, office in (await self.town.directory(self._partners())).items():
            for registry in map(self.registries.__getitem__, registries):
                if registry.holder in office["roles"]:
                    await self.town.fault(f"{code}/{registry.reach.http}", "down")

    async def move_to(self, day: date) -> None:
        """Let the days pass until nine in the morning of this one; what ends on the way rings."""
        outline = await self.outline()
        zone = ZoneInfo(first_calendar(await self.plan()).zone)
        now = datetime.now(UTC) + timedelta(seconds=outline.shift)
        ahead = datetime.combine(day, MORNING, tzinfo=zone) - now
        if ahead <= timedelta(0) or outline.closed_at is not None:
            return
        async with self.process.store.transaction() as session:
            await cases.move_on(session, self.number, round(ahead.total_seconds()))
        await TimeSkipper(self.process.client).fast_forward(self.handle, ahead)
        await self.come_to_rest()

    @property
    def handle(self) -> WorkflowHandle[Any, Any]:
        """The workflow of the case."""
        return self.process.client.get_workflow_handle(self.number)

    async def today(self) -> date:
        """What day it is for the case."""
        zone = ZoneInfo(first_calendar(await self.plan()).zone)
        return (datetime.now(UTC) + timedelta(seconds=(await self.outline()).shift)).astimezone(zone).date()

    async def come_to_rest(self) -> None:
        """Wait until nothing is on its way: no lookup, no submission, no webhook, no notice."""
        await self._until(self._on_its_way)
        await self._until(self._sent_meanwhile)

    async def _sent_meanwhile(self) -> list[str]:
        """Note what was sent since the last rest; nothing is left to wait for then."""
        async with self.process.store.transaction() as session:
            submitted = await outbox.of_case(session, self.number)
        if sent := {key for line in submitted for key in (line.key, *line.notes)} - self.sent.keys():
            stored = await self.stored()
            assert stored.conclusions is not None, "it has come to rest"
            self.sent |= dict.fromkeys(in_order(await self.plan(), stored.conclusions, stored.record, sent))
        return []

    async def _until(self, waiting_for: Callable[[], Awaitable[list[str]]]) -> None:
        until = clock.monotonic() + PATIENCE
        while left := await _patiently(waiting_for):
            if clock.monotonic() > until:
                raise TookTooLong(f"{self.number} still waits for: {', '.join(left)}")
            await asyncio.sleep(PAUSE)

    async def _pending(self, registry: str) -> list[str]:
        async with self.process.store.transaction() as session:
            pending = await pending_lookups.of_case(session, self.number)
        return [f"the door of {one.lookup.authority}" for one in pending if one.lookup.registry == registry]

    async def _on_its_way(self) -> list[str]:
        """Looked for along the way things go, so that nothing slips past between two looks."""
        if undelivered := await self.town.undelivered():
            return ["a webhook"] * undelivered
        async with self.process.store.transaction() as session:
            heard = await inbox.of_case(session, self.number)
        if untold := [event for event in heard if event.applied_at is None and not event.kept_why]:
            return ["an event to be told"] * len(untold)
        outline = await self.outline()
        if outline.seen_revision < outline.revision:
            return ["its workflow to hear of all that"]
        conclusions = outline.conclusions
        if conclusions is None:
            return ["its first conclusions"]
        left = [f"lookup {lookup.id}" for lookup in conclusions.lookups]
        left += [f"{p.key} to be sent" for p in conclusions.procedures if p.ready]
        left += [f"{p.key} to be decided" for p in conclusions.procedures if p.decidable]
        if conclusions.complete and outline.closed_at is None:
            left.append("its end")
        if outline.closed_at and not left:
            description = await self.handle.describe()
            if description.status is WorkflowExecutionStatus.RUNNING:
                left.append("its workflow's end")
        return left

    def _partners(self) -> Any:
        assert self.process.settings.partners is not None
        return self.process.settings.partners


async def _patiently(waiting_for: Callable[[], Awaitable[list[str]]]) -> list[str]:
    """What is waited for; a server that is away for a moment is waited for, too."""
    try:
        return await waiting_for()
    except (OSError, RPCError, DBAPIError, httpx2.TransportError) as error:
        return [f"a server that is away ({type(error).__name__})"]


def _events(happening: Happening) -> list[dict[str, Any]]:
    reasons = [{"text": reason} for reason in happening.reasons]
    found: list[dict[str, Any]] = []
    if happening.received:
        found.append({"event": "received"})
    if happening.act:
        found.append({"event": "act", "act": happening.act})
    if happening.correction:
        message = "; ".join(happening.reasons)
        found.append({"event": "correction", "items": happening.correction} | ({"message": message} if message else {}))
    if happening.outcome:
        said: dict[str, Any] = {"event": "outcome", "outcome": happening.outcome}
        found.append(
            said | ({"with": happening.with_} if happening.with_ else {}) | ({"reasons": reasons} if reasons else {})
        )
    return found


def _said(event: dict[str, Any]) -> str:
    return str(event.get("outcome") or event.get("act") or ", ".join(event.get("items", ())) or event["event"])
