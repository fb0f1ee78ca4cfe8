"""Where people and authorities reach a rival's cases: open, form, answers, inbox."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, Header, HTTPException, Request
from pydantic import BaseModel
from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col
from temporalio.client import WithStartWorkflowOperation
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy

from benchmarks.rivals import holding, law
from benchmarks.rivals.known import Known
from benchmarks.rivals.messages import ANSWERED, FORM, TOLD, Application, Outcome
from ichido.case.record import Fact, Provenance
from ichido.case.values import Places, plain, read
from ichido.engine.process import Process
from ichido.rules.values import Listing, Subject
from ichido.security import introductions
from ichido.security.signatures import ID, Refused, verify
from ichido.security.token_key import token_key
from ichido.security.tokens import Refused as NoCaller
from ichido.security.tokens import read as caller_of
from ichido.store import cases, inbox, names, subjects
from ichido.store.cases import NewCase
from ichido.store.names import Named
from ichido.store.tables.cases import CaseRow
from ichido.store.tables.plans import PlanRow

PLAN = "written by hand"
MOVERS = "move.movers"


class Whom(BaseModel):
    """A person as an authority knows them, with the letter that introduces them."""

    reference: str
    authority: str
    letter: str | None = None


class Wish(BaseModel):
    """A case to be opened on a day."""

    applicant: Whom
    as_of: date


class Answers(BaseModel):
    """What the person answered, all at once; a form that was read before is not asked anew."""

    revision: int
    answers: dict[str, Any]


class Told(BaseModel):
    """What an authority says of a filing."""

    event: str
    case: str
    procedure: str
    about: str | None = None
    sequence: int
    outcome: str | None = None


Token = Annotated[str, Header(alias="authorization")]
Key = Annotated[str, Header(alias="idempotency-key")]


def create_app(process: Process, workflow: str) -> FastAPI:
    """The face of the cases that a workflow runs."""
    app, face = FastAPI(), Face(process, workflow)
    router = APIRouter()
    router.post("/cases", status_code=201)(face.open)
    router.get("/cases/{number}/form")(face.form)
    router.post("/cases/{number}/answers")(face.answer)
    router.post("/inbox/{authority}", status_code=202)(face.hear)
    app.include_router(router)
    return app


class Face:
    """The operations."""

    def __init__(self, process: Process, workflow: str) -> None:
        """Take the connections, and the type of the workflow that runs a case."""
        self._process, self._workflow = process, workflow
        self._key = token_key(process.settings.token_key_file)

    async def open(self, wish: Wish, key: Key, authorization: Token) -> dict[str, Any]:
        """Open a case, and answer once its form is ready."""
        self._caller(authorization)
        async with self._process.store.transaction() as session:
            number = await self._write(session, wish, key)
        start: WithStartWorkflowOperation[Any, Any] = WithStartWorkflowOperation(
            self._workflow,
            number,
            id=number,
            task_queue=self._process.settings.task_queue,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
        )
        ready = await self._process.client.execute_update_with_start_workflow(
            FORM, start_workflow_operation=start, result_type=bool
        )
        return {"number": number, "ready": ready}

    async def form(self, number: str, authorization: Token) -> dict[str, Any]:
        """What is known, with where it comes from."""
        self._caller(authorization)
        async with self._process.store.transaction() as session:
            stored = await cases.load(session, number)
        if stored is None:
            raise HTTPException(404)
        questions = [{"key": key} for key in (*law.ASKED, *law.claims(Known(stored)))]
        return {"revision": 0, "questions": questions, "facts": [_shown(fact) for fact in stored.record.facts]}

    async def answer(self, number: str, sent: Answers, authorization: Token) -> dict[str, Any]:
        """Keep the answers, and tell the case what follows."""
        self._caller(authorization)
        places = (await self._process.desk.operation()).places
        async with self._process.store.transaction() as session:
            application = await self._apply(session, number, sent.answers, places)
        handle = self._process.client.get_workflow_handle(number)
        await handle.execute_update(ANSWERED, application, id="answered")
        return {"left": []}

    async def hear(self, authority: str, request: Request) -> dict[str, str]:
        """Keep what an authority says, and tell the case of an outcome: nothing follows from anything else."""
        body, partner = await request.body(), self._process.line.directory.partner(authority)
        if partner is None or isinstance(
            verify(partner.secret.get_secret_value(), request.headers, body, datetime.now(UTC)), Refused
        ):
            raise HTTPException(401)
        told, id_ = Told.model_validate_json(body), request.headers[ID]
        async with self._process.store.transaction() as session:
            await inbox.receive(session, authority, id_, body, datetime.now(UTC), case=told.case)
            await inbox.applied(session, authority, id_, datetime.now(UTC))
            await inbox.relayed(session, authority, id_, datetime.now(UTC))
            about = await names.meant(session, authority, told.about) if told.about else None
        if told.about and about is None:
            raise HTTPException(422)
        if told.outcome:
            key = f"{told.procedure}({about})" if about else told.procedure
            outcome = Outcome(key, told.outcome, told.sequence, authority, id_)
            await self._process.client.get_workflow_handle(told.case).signal(TOLD, outcome)
        return {"id": id_}

    def _caller(self, authorization: str) -> None:
        if isinstance(caller_of(self._key, authorization.removeprefix("Bearer "), datetime.now(UTC)), NoCaller):
            raise HTTPException(401)

    async def _write(self, session: AsyncSession, wish: Wish, key: str) -> str:
        now = datetime.now(UTC)
        shift = round((datetime.combine(wish.as_of, time(9), law.TOKYO) - now).total_seconds())
        await session.execute(
            insert(PlanRow).values(hash=PLAN, life_event="moving", data=b"{}").on_conflict_do_nothing()
        )
        whom = wish.applicant
        opened = await cases.open_case(
            session,
            NewCase(
                life_event="moving",
                plan_hash=PLAN,
                applicant=await self._introduced(session, whom),
                about=subjects.new_subject("move"),
                opened_by="person",
                channel="online",
                language="ja",
                idempotency_key=key,
                opened_at=now,
                opened_on=wish.as_of,
                shift=shift,
                controller=whom.authority,
            ),
        )
        return opened.number

    async def _introduced(self, session: AsyncSession, whom: Whom) -> Subject:
        """The person that an office names."""
        secret = self._process.line.directory.linking()
        linked = whom.letter and secret and introductions.read(secret, "from-partner", *_letter(whom))
        one = Named(whom.authority, "person", whom.reference, linked or None)
        found = (await names.hear(session, (one,))).subjects.get(one)
        if found is None or (whom.letter and not linked):
            raise HTTPException(422)
        return found

    async def _apply(self, session: AsyncSession, number: str, answers: dict[str, Any], places: Places) -> Application:
        stored = await cases.load(session, number, lock=True)
        if stored is None:
            raise HTTPException(404)
        known, now = Known(stored), datetime.now(UTC)
        roots = {"move": known.move, "applicant": known.applicant}
        movers = tuple(Subject(one, "person") for one in answers[MOVERS])
        found, holders = [], []
        for path, asked in law.ASKED.items():
            value = read(asked.type, answers[path], places) if asked.type else Listing(movers, complete=True)
            root, _, term = path.partition(".")
            vocabulary = "move" if root == "move" else "person"
            found.append(Fact(roots[root], f"{vocabulary}.{term}", value, Provenance("person", acts=asked.acts), now))
            holders.append(asked.holder)
        known.add(found)  # in whose hands it is may hang on where they move
        await holding.keep(session, known, dict(zip(found, map(known.office, holders), strict=True)))
        chosen = {key: value for key, value in answers.items() if key not in law.ASKED}
        row = update(CaseRow).where(col(CaseRow.number) == number)
        await session.execute(row.values(choices=chosen, submitted_on=stored.record.opened_on))
        filings, ahead = law.applying(known, chosen), timedelta(seconds=stored.shift)
        return Application(filings, {key: due - ahead for key, due in law.dues(known, filings).items()})


def _letter(whom: Whom) -> tuple[str, str, str]:
    return whom.authority, whom.reference, whom.letter or ""


def _shown(fact: Fact) -> dict[str, Any]:
    source = fact.provenance
    return {
        "subject": fact.subject,
        "term": fact.term,
        "value": plain(fact.value),
        "registry": source.registry,
        "authority": source.authority,
        "under": source.under,
        "as_of": source.as_of.isoformat() if source.as_of else None,
    }
