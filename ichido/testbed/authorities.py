"""The authorities: take submissions, give receipts, say what becomes of them."""

import asyncio
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Header, HTTPException, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import ValidationError

from ichido.compiler.correcting import CORRECTION
from ichido.security.signatures import Refused, verify
from ichido.testbed.automatic import RECEIVED, what_follows
from ichido.testbed.correcting import answered, put_right
from ichido.testbed.desk import Held, OtherBytes, Said
from ichido.testbed.entering import entered
from ichido.testbed.faults import SUBMISSIONS, Fault, Kind, garbage, meet
from ichido.testbed.fetching import fetch, named
from ichido.testbed.government import Government, Mode
from ichido.testbed.messages import Saying, Stream, Submission, Told
from ichido.testbed.naming import Answering
from ichido.testbed.newcomers import newcomers
from ichido.testbed.offices import Authority
from ichido.testbed.partner import admit, authority
from ichido.testbed.webhooks import Courier

AFTER_FILING = frozenset({Kind.WRONG, Kind.GARBAGE, Kind.TIMEOUT_AFTER_ACCEPTING})

Key = Annotated[str, Header(alias="idempotency-key", min_length=1, max_length=256)]


def routes(government: Government, courier: Courier) -> APIRouter:
    """Give the routes at which the authorities are reached."""
    router = APIRouter()

    @router.post("/{code}/submissions")
    async def submit(code: str, request: Request, key: Key) -> Response:
        """Take a signed submission in: 202 with the receipt, the same one however often the same bytes come."""
        fault = await meet(government.faults, f"{code}/{SUBMISSIONS}", AFTER_FILING)
        there = authority(government, code)
        held = await _file(government, courier, there, key, request)
        return await _answer(held, fault)

    @router.get("/{code}/submissions/{key:path}")
    async def reconcile(code: str, key: str, request: Request) -> Response:
        """Say whether a submission with this key arrived: 200 with its receipt, or 404."""
        await meet(government.faults, f"{code}/{SUBMISSIONS}", frozenset())
        held = government.desk(admit(government, code, request).code).held.get(key)
        if held is None:
            raise HTTPException(404, "no submission came with this key")
        return JSONResponse({"receipt": held.receipt})

    @router.get("/{code}/outbox")
    async def outbox(code: str, request: Request, after: Annotated[int, Query(ge=0)] = 0) -> dict[str, Any]:
        """Give everything said after the number `after`, for a partner that pulls."""
        said = government.desk(admit(government, code, request).code).outbox[after:]
        return {"events": [_pulled(one) for one in said], "last": after + len(said)}

    return router


def say(government: Government, courier: Courier, code: str, stream: Stream, told: Told) -> Said:
    """Let an authority say something of a case; 404 if there is no such authority."""
    there = authority(government, code)
    desk = government.desk(code)
    said = desk.say(stream, told, datetime.now(UTC))
    submission = desk.latest(stream)
    if submission:
        government.people = entered(government, submission.filings[stream], said.event)
        government.people = put_right(government, code, submission.filings[stream], said.event)
    courier.send(there, stream, said)
    return said


async def _file(government: Government, courier: Courier, there: Authority, key: str, request: Request) -> Held:
    """Verify and keep a submission and acknowledge a new one; 401, 409 or 422 for what cannot be kept."""
    body = await request.body()
    now = datetime.now(UTC)
    verified = verify(there.secret, request.headers, body, now)
    if isinstance(verified, Refused):
        raise HTTPException(401, {"code": verified.code, "why": verified.why})
    submission = _read(body)
    try:
        held, new = government.desk(there.code).accept(key, body, submission, now)
    except OtherBytes:
        raise HTTPException(409, "this key came before with other bytes") from None
    if new and named(submission):
        courier.later(fetch(government, there, submission))
    for stream in submission.filings if new else ():
        say(government, courier, there.code, stream, RECEIVED.model_copy(update={"submission": submission.submission}))
        if government.mode is Mode.AUTO:
            courier.later(_decide(government, courier, there.code, stream, submission.submission))
    return held


def _read(body: bytes) -> Submission:
    """Read a submission, or 422 naming the places that are wrong and never what stands there."""
    try:
        return Submission.model_validate_json(body)
    except ValidationError as error:
        wrong = [{"at": ".".join(map(str, one["loc"])), "type": one["type"]} for one in error.errors()]
        raise HTTPException(422, wrong) from None


async def _decide(government: Government, courier: Courier, code: str, stream: Stream, submission: str) -> None:
    """Say by itself what follows, each in its moment: what was decided beforehand, else what it invents."""
    beforehand = government.says.get(stream.procedure) or _of_a_correction(government, code, stream)
    for saying in beforehand or what_follows(government.catalogue, government.seed, stream):
        await asyncio.sleep(government.moment * saying.after)
        told = _with_newcomers(government, code, stream, saying.told) if saying.told.outcome else saying.told
        say(government, courier, code, stream, told.model_copy(update={"submission": submission}))


def _of_a_correction(government: Government, code: str, stream: Stream) -> tuple[Saying, ...]:
    submission = government.desk(code).latest(stream) if stream.procedure == CORRECTION else None
    return (answered(submission.filings[stream]),) if submission else ()


def _with_newcomers(government: Government, code: str, stream: Stream, told: Told) -> Told:
    """Open an entry for everybody whom an outcome enters, and let it name them."""
    submission = government.desk(code).latest(stream)
    if submission is None:
        return told
    filing, today = submission.filings[stream], datetime.now(UTC).date()
    government.people, entered = newcomers(government, filing, stream.case, today)
    if not entered:
        return told
    answering = Answering(government.names, code)
    names = {path: [answering.name(whom) for whom in whose] for path, whose in entered.items()}
    return told.model_copy(update={"with_": {**(told.with_ or {}), **names}, "introduces": answering.letters})


async def _answer(held: Held, fault: Fault | None) -> Response:
    """Give the receipt, as well as the fault lets it be given."""
    match fault.kind if fault else None:
        case Kind.GARBAGE:
            return garbage()
        case Kind.WRONG:
            return JSONResponse({"receipt": {"number": 4471}}, 202)
        case Kind.TIMEOUT_AFTER_ACCEPTING if fault:
            await asyncio.sleep(fault.seconds)
    return JSONResponse({"receipt": held.receipt}, 202)


def _pulled(said: Said) -> dict[str, Any]:
    """Give an outbox entry as a puller reads it."""
    event = said.event.model_dump(mode="json", by_alias=True, exclude_none=True)
    return {"number": said.number, "id": said.id, "event": event}
