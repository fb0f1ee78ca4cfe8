"""Take in what an authority posts: verified, read strictly, kept once; what is refused leaves a trace."""

from collections.abc import Mapping
from dataclasses import replace

from pydantic import JsonValue, ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from ichido.case.known import favourable
from ichido.case.values import Places, is_link, read_term
from ichido.compiler.plan import Plan
from ichido.compiler.terms import entry
from ichido.language.kinds.procedure import ALWAYS, OUTCOMES
from ichido.store import cases, inbox, names, outbox, plans, protections, tasks
from ichido.store.cases import Outline
from ichido.store.names import FOREIGN, FOREIGN_WHAT
from ichido.store.tasks import Task
from ichido.store.vault import is_forgotten
from portal.event import Told, in_its_time
from portal.face import Face
from portal.introducing import references
from portal.problem import Fault, Problem
from portal.signed import traced, verified


async def take_in(face: Face, authority: str, headers: Mapping[str, str], body: bytes) -> str:
    """Keep an event and give its id; Problem for one that must not be used, after its trace is written."""
    async with traced(face, authority, headers, body):
        _, id_ = verified(face, authority, headers, body)
        told = _told(body)
        try:
            await _keep(face, authority, id_, told, body)
        except Problem as problem:
            if problem.traced_as == FOREIGN:
                await _show(face, told.case, authority)
            raise
    return id_


async def _show(face: Face, case: str, authority: str) -> None:
    """Leave to a person that an authority speaks by a name that it cannot have from us."""
    async with face.store.transaction() as session:
        task = Task(kind=FOREIGN, case=case, key=authority, what=FOREIGN_WHAT, created_at=face.now())
        await tasks.make(session, task)


def _told(body: bytes) -> Told:
    try:
        return Told.model_validate_json(body)
    except ValidationError as error:
        faults = [
            Fault(".".join(map(str, one["loc"])), one["type"].replace("_", "-"), one["msg"])
            for one in error.errors(include_input=False, include_url=False, include_context=False)
        ]
        raise Problem(422, "not-an-event", "this is no event as the API describes it", faults) from None


async def _keep(face: Face, authority: str, id_: str, told: Told, body: bytes) -> None:
    places = (await face.operation()).places
    async with face.store.transaction() as session:
        case = await cases.outline(session, told.case)
        if case is None or await is_forgotten(session, told.case):
            raise _unknown()
        plan = await plans.load(session, case.plan_hash)
        if not await _theirs(session, case, told, authority):
            raise await _not_theirs(session, case, told, authority)
        if not in_its_time(told.at, case.opened_at, face.now(), case.shift):
            fault = Fault("at", "not-in-time", "it was not yet so, or long before the case: send when it was")
            raise Problem(422, "does-not-fit", "this cannot have been then", (fault,))
        if faults := tuple(_faults(places, plan, told)):
            raise Problem(422, "does-not-fit", "this does not fit the procedure", faults)
        came = await inbox.receive(session, authority, id_, body, face.now(), case=told.case)
        if came == "duplicate" and await inbox.received_body(session, authority, id_) not in (body, None):
            detail = "this id stands for another event; what was not said before takes a new id"
            raise Problem(409, "event-id-reused", detail)


def _unknown() -> Problem:
    return Problem(404, "unknown-case", "there is no case with this number")


async def _not_theirs(session: AsyncSession, case: Outline, told: Told, authority: str) -> Problem:
    """Why an event is refused: another partner's name is answered as any that means nobody, and shown to operators."""
    foreign = FOREIGN if told.about and await names.is_foreign(session, authority, told.about) else ""
    if authority not in cases.offices(case.conclusions):
        # Who has no part in a case learns no more than of a number that nobody has.
        return replace(_unknown(), traced_as=foreign)
    detail = "this case has no such filing before this authority"
    return Problem(422, "not-your-filing", detail, traced_as=foreign)


async def _theirs(session: AsyncSession, case: Outline, told: Told, authority: str) -> bool:
    """Whether a filing, and the submission it names, went to an authority: an address may have changed since.

    An act may be done before anything is sent, such as a visit to the counter.
    """
    subject = await names.meant(session, authority, told.about) if told.about else None
    if told.about and subject is None:
        return False
    key = told.key(subject)
    procedure = case.conclusions.procedure(key) if case.conclusions else None
    # What was sent of somebody who is protected since is heard and kept for a person: the case knows nothing of it.
    if procedure is None and subject not in await protections.hidden_in(session, case.number):
        return False
    if procedure and told.event == "act" and told.submission is None and procedure.authority == authority:
        return True
    return any(
        told.submission is None or told.submission == str(sent.id)
        for sent in await outbox.of_case(session, case.number)
        if (sent.key == key or key in sent.notes) and sent.authority == authority
    )


def _faults(places: Places, plan: Plan, told: Told) -> list[Fault]:
    """Everything an event says that its procedure cannot have."""
    definition = plan.procedures[told.procedure].definition
    found = []
    if told.outcome and told.outcome not in (*OUTCOMES[definition.kind], *ALWAYS):
        found.append(Fault("outcome", "unknown-outcome", f"a {definition.kind} does not end like that"))
    if told.act and (told.act not in definition.needs or "." in told.act):
        found.append(Fault("act", "unknown-act", "this procedure does not ask for that act"))
    for item in told.items or ():
        if item not in definition.needs or "." not in item:
            found.append(Fault("items", "unknown-item", "only what this procedure receives can be put right"))
    if told.outcome == favourable(plan.procedures[told.procedure]):
        for path, produced in definition.produces.items():
            if not produced.is_ and path not in (told.with_ or {}):
                found.append(Fault("with", "missing", f"this outcome comes with `{path}`"))
    for path, raw in (told.with_ or {}).items():
        found += _unreadable(places, plan, told.procedure, path, raw)
    return found


def _unreadable(places: Places, plan: Plan, procedure: str, path: str, raw: JsonValue) -> list[Fault]:
    term = entry(plan, path)
    if path not in plan.procedures[procedure].definition.produces or term is None:
        return [Fault("with", "not-produced", "this procedure does not produce that")]
    try:
        references(term, raw) if is_link(term) else read_term(term, raw, places)
    except ValueError as error:
        return [Fault(f"with.{path}", "not-readable", str(error))]
    return []
