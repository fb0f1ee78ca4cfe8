"""Cases kept and forgotten: drafts deleted, holds, disposal decisions."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, Field

from ichido.store.holds import Actor, Disposal, Hold, Kind
from portal.api.callers import TheCaller, TheFace
from portal.api.messages import Sent
from portal.api.problems import FaultBody, responses
from portal.forgetting import delete_draft, forget
from portal.keeping import Keeping, dispose, keeping, lift_hold, place_hold
from portal.text import Name

Number = Annotated[str, Path(max_length=64, description="the case number", examples=["MV-7K3Q-92XD"])]
By = Annotated[Name, Field(description="who does it: a name or staff number", examples=["文書管理係 041"])]
Because = Annotated[Name, Field(description="a reference that names nobody", examples=["令8(審)第3号"])]


class HoldSent(Sent):
    """Something for which a case has to be kept."""

    kind: Kind
    reason: Because
    by: By


class LiftSent(Sent):
    """What a case was held for is over."""

    reason: Because
    by: By


class DisposalSent(Sent):
    """The decision that a filed case is to be forgotten, and the rule it rests on."""

    under: Annotated[Name, Field(examples=["市川市文書管理規程 別表第2"])]
    by: By


class ForgetSent(Sent):
    """That what was decided is done now, and who does it."""

    by: By


class ActorShown(BaseModel):
    """Who did it."""

    by: str
    role: str
    authority: str


class HoldShown(BaseModel):
    """A hold that stands."""

    id: UUID
    kind: Kind
    reason: str
    placed: ActorShown
    at: datetime


class DisposalShown(BaseModel):
    """A disposal decision."""

    under: str
    decided: ActorShown
    at: datetime


class KeepingShown(BaseModel):
    """How a case is kept; `obstacles` say why it may not be disposed of today."""

    number: str
    submitted_on: date | None
    closed_at: datetime | None
    kept_until: date | None
    under: list[str]
    holds: list[HoldShown]
    disposal: DisposalShown | None
    forgotten_at: datetime | None
    obstacles: list[FaultBody]


def routes() -> APIRouter:
    """Give the operations by which cases are kept and forgotten."""
    router = APIRouter()
    _drafts(router)
    _held(router)
    _disposed(router)
    return router


def _drafts(router: APIRouter) -> None:
    @router.delete(
        "/cases/{number}", status_code=204, summary="Delete a draft", responses=responses(401, 403, 404, 409)
    )
    async def delete(number: Number, face: TheFace, caller: TheCaller) -> Response:
        """The person deletes what they have not submitted; nobody can read it again, and again is harmless."""
        await delete_draft(face, caller, number)
        return Response(status_code=204)


def _held(router: APIRouter) -> None:
    @router.get("/cases/{number}/retention", summary="See how a case is kept", responses=responses(401, 403, 404))
    async def read(number: Number, face: TheFace, caller: TheCaller) -> KeepingShown:
        """Until when, what holds it longer, what was decided; of a forgotten case too."""
        return _shown(await keeping(face, caller, number))

    @router.post(
        "/cases/{number}/holds",
        status_code=201,
        summary="Hold a case",
        responses=responses(401, 403, 404, 410, 422),
    )
    async def place(number: Number, sent: HoldSent, face: TheFace, caller: TheCaller) -> HoldShown:
        """For an appeal, a suit, an audit or a disclosure request: while it stands, the case is not forgotten."""
        return _hold(await place_hold(face, caller, number, sent.kind, sent.reason, sent.by))

    @router.post(
        "/cases/{number}/holds/{hold}/lift",
        status_code=204,
        summary="Lift a hold",
        responses=responses(401, 403, 404, 422),
    )
    async def lift(number: Number, hold: UUID, sent: LiftSent, face: TheFace, caller: TheCaller) -> Response:
        """What the case was held for is over; both lines stay written."""
        await lift_hold(face, caller, number, hold, sent.reason, sent.by)
        return Response(status_code=204)


def _disposed(router: APIRouter) -> None:
    @router.post(
        "/cases/{number}/disposal",
        status_code=201,
        summary="Decide that a case is to be forgotten",
        responses=responses(401, 403, 404, 409, 410, 422),
    )
    async def decide(number: Number, sent: DisposalSent, face: TheFace, caller: TheCaller) -> DisposalShown:
        """By an authority that has part in it, under its rule, once nothing is in the way; 409 says what is."""
        return _disposal(await dispose(face, caller, number, sent.under, sent.by))

    @router.post(
        "/cases/{number}/forgetting",
        status_code=204,
        summary="Forget a case",
        responses=responses(401, 403, 404, 409, 422, 503),
    )
    async def destroy(number: Number, sent: ForgetSent, face: TheFace, caller: TheCaller) -> Response:
        """An operator does what was decided: its keys are destroyed, for good; 409 says what is in the way."""
        await forget(face, caller, number, sent.by)
        return Response(status_code=204)


def _shown(state: Keeping) -> KeepingShown:
    term = state.kept
    return KeepingShown(
        number=state.found.number,
        submitted_on=state.found.submitted_on,
        closed_at=state.found.closed_at,
        kept_until=term.until if term else None,
        under=list(term.under) if term else [],
        holds=[_hold(hold) for hold in state.holds],
        disposal=_disposal(state.disposal) if state.disposal else None,
        forgotten_at=state.found.forgotten_at,
        obstacles=[FaultBody(where=f.where, code=f.code, message=f.message) for f in state.obstacles],
    )


def _hold(hold: Hold) -> HoldShown:
    return HoldShown(id=hold.id, kind=hold.kind, reason=hold.reason, placed=_actor(hold.placed), at=hold.at)


def _disposal(disposal: Disposal) -> DisposalShown:
    return DisposalShown(under=disposal.under, decided=_actor(disposal.decided), at=disposal.at)


def _actor(actor: Actor) -> ActorShown:
    return ActorShown(by=actor.by, role=actor.role, authority=actor.authority)
