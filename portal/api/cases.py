"""Cases: opened, read, answered."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Header, Path, Query, Response

from ichido.store import documents, published
from portal import agreeing, witnessed
from portal.acting import confirm_act
from portal.answering import take_answers
from portal.api import burden, consents, keeping, records
from portal.api.caches import keep_out_of_caches
from portal.api.callers import TheCaller, TheFace, TheRelay
from portal.api.messages import (
    ActSent,
    ActTaken,
    AgreementSent,
    AgreementShown,
    AnswersSent,
    AnswersTaken,
    CaseOpened,
    CasesShown,
    ConfirmedSent,
    ContestedSent,
    ContestTaken,
    DeclinedSent,
    Offers,
    OfferShown,
    OpenSent,
    PartShown,
)
from portal.api.problems import responses
from portal.api.records import shown_line
from portal.contesting import Objection, take_confirmed, take_contested
from portal.declining import take_declined
from portal.form import Form, form
from portal.in_person import go_on_in_person
from portal.listing import page
from portal.opening import open_case, start, today
from portal.preview import Facts, facts
from portal.standing import meet, with_reasons
from portal.status import CaseStatus, links, status
from portal.text import Code

Number = Annotated[str, Path(max_length=64, description="the case number", examples=["MV-7K3Q-92XD"])]
Key = Annotated[str, Header(alias="Idempotency-Key", min_length=1, max_length=200, description="one a wish to open")]


def routes() -> APIRouter:
    """Give the operations on cases."""
    router = APIRouter(tags=["cases"], dependencies=[Depends(keep_out_of_caches)])
    _open(router)
    _read(router)
    _write(router)
    _together(router)
    router.include_router(records.routes())
    router.include_router(consents.routes())
    router.include_router(burden.routes())
    router.include_router(keeping.routes())
    return router


def _open(router: APIRouter) -> None:
    @router.get("/offers", summary="See what can be opened", responses=responses(401, 503))
    async def offers(face: TheFace, caller: TheCaller) -> Offers:
        """Life events, and procedures on their own, as they are in force today."""
        on = await today(face)
        async with face.store.transaction() as session:
            found = await published.on_offer(session, on)
        return Offers(on=on, offers=[OfferShown(id=one.id, title=dict(one.title)) for one in found])

    @router.post("/cases", status_code=201, summary="Open a case", responses=responses(401, 403, 409, 422))
    async def open_(sent: OpenSent, key: Key, face: TheFace, caller: TheCaller, response: Response) -> CaseOpened:
        """Open a case for a person; the same key gives the same case. 409 names cases of the same act still open."""
        number, ready = await open_case(face, caller, key, sent.wish())
        response.headers["Location"] = f"/cases/{number}"
        return CaseOpened(number=number, ready=ready, links=links(number))

    @router.get("/cases", summary="List cases", responses=responses(401, 403, 422))
    async def list_(
        face: TheFace,
        caller: TheCaller,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
        after: Annotated[str | None, Query(max_length=200)] = None,
        stage: Annotated[Code | None, Query()] = None,
        life_event: Annotated[Code | None, Query()] = None,
        unverified: Annotated[bool, Query(description="only those that a register owes something")] = False,
    ) -> CasesShown:
        """For operators all cases, for clerks those their office has part in; newest first, without anybody's data."""
        found = await page(
            face, caller, limit=limit, after=after, stage=stage, life_event=life_event, unverified=unverified
        )
        wished = {"limit": limit, "stage": stage, "life_event": life_event, "unverified": unverified or None}
        again = {name: value for name, value in wished.items() if value is not None}
        return CasesShown(
            cases=[shown_line(line) for line in found.lines],
            next=f"/cases?{urlencode(again | {'after': found.next})}" if found.next else None,
        )


def _read(router: APIRouter) -> None:
    @router.get("/cases/{number}", summary="See where a case stands", responses=responses(401, 404, 410, 503))
    async def read(number: Number, face: TheFace, caller: TheCaller) -> CaseStatus:
        """Each procedure with its authority, its due day, its outcome and what it waits for, in words."""
        async with face.store.transaction() as session:
            met = await meet(session, face, caller, number, "status")
        return status(face, caller, met)

    @router.get("/cases/{number}/form", summary="Read the form", responses=responses(401, 403, 404, 410, 503))
    async def read_form(number: Number, face: TheFace, caller: TheCaller) -> Form:
        """What is left to ask, with why and for whom; and what is known, with where it came from."""
        async with face.store.transaction() as session:
            met = await with_reasons(session, await meet(session, face, caller, number, "form"))
            kept = await documents.of_case(session, number)
            shown = form(met, face.directory, caller, kept, face.kinds)
            if met.within is not None:
                await witnessed.seen(session, face, met, shown.facts)
        return shown

    @router.get("/cases/{number}/facts", summary="Read all facts", responses=responses(401, 403, 404, 410))
    async def read_facts(number: Number, face: TheFace, caller: TheCaller) -> Facts:
        """Everything that was said or obtained, oldest first, also what counts no longer: source, right, use, life."""
        async with face.store.transaction() as session:
            met = await with_reasons(session, await meet(session, face, caller, number, "form"))
            kept = await documents.of_case(session, number)
            shown = facts(met, face.directory, caller, kept)
            if met.within is not None:
                await witnessed.seen(session, face, met, shown.facts)
        return shown


def _write(router: APIRouter) -> None:
    @router.post(
        "/cases/{number}/answers", summary="Answer the form", responses=responses(401, 403, 404, 409, 410, 422)
    )
    async def answer(
        number: Number, sent: AnswersSent, face: TheFace, caller: TheCaller, relay: TheRelay
    ) -> AnswersTaken:
        """All answers or none: 422 says for each what is wrong, 409 that a newer form no longer asks all of this."""
        conclusions = await take_answers(face, caller, number, sent.revision, sent.answers, sent.evidence)
        await relay.answered(number, conclusions)
        left = [question.key for question in conclusions.questions]
        return AnswersTaken(revision=conclusions.revision, left=left)

    @router.post(
        "/cases/{number}/declined",
        summary="Set a fact aside",
        responses=responses(401, 403, 404, 409, 410, 422),
    )
    async def declined(
        number: Number, sent: DeclinedSent, face: TheFace, caller: TheCaller, relay: TheRelay
    ) -> AnswersTaken:
        """What a register or an earlier case says of somebody counts no more, and is asked if it still matters."""
        conclusions = await take_declined(face, caller, number, sent.subject, sent.term)
        await relay.answered(number, conclusions)
        left = [question.key for question in conclusions.questions]
        return AnswersTaken(revision=conclusions.revision, left=left)

    @router.post(
        "/cases/{number}/contested",
        summary="Say that a register is wrong",
        responses=responses(401, 403, 404, 409, 410, 422),
    )
    async def contested(
        number: Number, sent: ContestedSent, face: TheFace, caller: TheCaller, relay: TheRelay
    ) -> ContestTaken:
        """Its holder is asked to put it right, in a case of its own; this one goes on, or waits where it must."""
        objection = Objection(sent.subject, sent.term, sent.should_be, sent.why)
        taken = await take_contested(face, caller, number, objection)
        await relay.answered(number, taken.conclusions)
        await start(face, taken.correction)
        return ContestTaken(
            revision=taken.conclusions.revision,
            correction=taken.correction,
            left=[question.key for question in taken.conclusions.questions],
            links=links(taken.correction),
        )

    @router.post(
        "/cases/{number}/confirmed",
        summary="Say that a register is right",
        responses=responses(401, 403, 404, 409, 410, 422),
    )
    async def confirmed(
        number: Number, sent: ConfirmedSent, face: TheFace, caller: TheCaller, relay: TheRelay
    ) -> AnswersTaken:
        """What a register says was shown to the person, who says that it is right; that is kept and shown."""
        conclusions = await take_confirmed(face, caller, number, sent.subject, sent.term)
        await relay.answered(number, conclusions)
        return AnswersTaken(revision=conclusions.revision, left=[one.key for one in conclusions.questions])

    @router.post(
        "/cases/{number}/acts",
        summary="Confirm an act of the person",
        responses=responses(401, 403, 404, 409, 410, 422),
    )
    async def act(number: Number, sent: ActSent, face: TheFace, caller: TheCaller, relay: TheRelay) -> ActTaken:
        """A clerk of the authority that a procedure is before says that the person came, identified, signed or paid."""
        conclusions = await confirm_act(face, caller, number, sent.procedure, sent.act, sent.on)
        await relay.told(number, conclusions)
        procedure = conclusions.procedure(sent.procedure)
        return ActTaken(revision=conclusions.revision, left=list(procedure.acts) if procedure else [])


def _together(router: APIRouter) -> None:
    @router.get(
        "/cases/{number}/agreements", summary="See what waits for your word", responses=responses(401, 403, 404, 410)
    )
    async def wanted(number: Number, face: TheFace, caller: TheCaller) -> list[AgreementShown]:
        """For who has to act together with the applicant, such as the other parent: what, and under which article."""
        found = await agreeing.read(face, caller, number)
        return [
            AgreementShown(
                key=one.key,
                label=one.label,
                article=one.article,
                parts=[PartShown(term=part.term, label=part.label, text=part.text) for part in one.parts],
            )
            for one in found
        ]

    @router.post(
        "/cases/{number}/agreements",
        summary="Agree to a filing",
        responses=responses(401, 403, 404, 410, 422),
    )
    async def agree(
        number: Number, sent: AgreementSent, face: TheFace, caller: TheCaller, relay: TheRelay
    ) -> AnswersTaken:
        """By who has to act together with the applicant; it is sent once everybody has."""
        conclusions = await agreeing.agree(face, caller, number, sent.procedure)
        await relay.told(number, conclusions)
        return AnswersTaken(revision=conclusions.revision, left=[])

    @router.delete("/cases/{number}/actor", summary="Act in person", responses=responses(401, 403, 404, 410))
    async def in_person(number: Number, face: TheFace, caller: TheCaller, relay: TheRelay) -> AnswersTaken:
        """The applicant goes on alone: whoever acted for them has no part in the case any more."""
        conclusions = await go_on_in_person(face, caller, number)
        await relay.told(number, conclusions)
        return AnswersTaken(revision=conclusions.revision, left=[question.key for question in conclusions.questions])
