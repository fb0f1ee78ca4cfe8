"""Mandates: given, accepted, confirmed, revoked."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, ConfigDict, Field

from ichido.case.mandate import Scope
from portal.api.caches import keep_out_of_caches
from portal.api.callers import TheCaller, TheFace
from portal.api.messages import Sent, SubjectSent
from portal.api.problems import responses
from portal.mandating import Seen, Wanted, accept, confirm, give, listed, revoke
from portal.text import Code, Name


class ScopeSent(Sent):
    """What a mandate is for: whatever is one of these life events or procedures, or before one of these authorities."""

    life_events: Annotated[tuple[Code, ...], Field(max_length=100)] = ()
    procedures: Annotated[tuple[Code, ...], Field(max_length=100)] = ()
    authorities: Annotated[tuple[Code, ...], Field(max_length=100)] = ()


class MandateSent(Sent):
    """A mandate to be given, until a day that is still part of it; an office says whose paper it has before it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "to": {"reference": "r-91c0", "authority": "131130"},
                    "scope": {"procedures": ["moving-out", "moving-in"]},
                    "until": "2026-06-30",
                }
            ]
        }
    )

    to: SubjectSent
    scope: ScopeSent
    since: date | None = None
    until: date
    grantor: SubjectSent | None = None
    shown: Annotated[Name, Field(description="what was shown at the counter", examples=["委任状（自署）"])] | None = (
        None
    )

    def wanted(self) -> Wanted:
        """As the face takes it."""
        scope = Scope(self.scope.life_events, self.scope.procedures, self.scope.authorities)
        grantor = self.grantor.whom() if self.grantor else None
        return Wanted(self.to.whom(), scope, self.since, self.until, grantor, self.shown or "")


class ProfessionSent(Sent):
    """A profession that an office has seen to be registered, and under which number."""

    profession: Annotated[Code, Field(examples=["administrative_scrivener"])]
    registration: Annotated[Name, Field(examples=["第26130001号"])]


class WhoShown(BaseModel):
    """Somebody by what an authority calls them."""

    reference: str
    authority: str


class ToldShown(BaseModel):
    """Something that was said of a mandate, by whom in which role."""

    what: str
    role: str
    authority: str
    profession: str
    note: str
    on: date
    at: datetime


class MandateShown(BaseModel):
    """A mandate, and its receipt: `stands` today or not, `refused` says why not.

    `applicant` is whom its holder names when they open a case.
    """

    id: UUID
    applicant: WhoShown
    to: WhoShown
    life_events: list[str]
    procedures: list[str]
    authorities: list[str]
    since: date
    until: date
    given_at: datetime
    office: str
    shown: str
    stands: bool
    refused: str | None
    professions: list[str]
    history: list[ToldShown]


def routes() -> APIRouter:
    """Give the operations on mandates."""
    router = APIRouter(tags=["mandates"], prefix="/mandates", dependencies=[Depends(keep_out_of_caches)])

    @router.post("", status_code=201, summary="Give a mandate", responses=responses(401, 403, 422))
    async def give_(sent: MandateSent, face: TheFace, caller: TheCaller, response: Response) -> MandateShown:
        """A person lets another act for them; an office records what was given on paper."""
        seen = await give(face, caller, sent.wanted())
        response.headers["Location"] = f"/mandates/{seen.kept.id}"
        return _shown(seen)

    @router.get("", summary="See mandates", responses=responses(401, 403))
    async def list_(face: TheFace, caller: TheCaller) -> list[MandateShown]:
        """A person sees those they have given, a representative those they were given; oldest first."""
        return [_shown(seen) for seen in await listed(face, caller)]

    @router.post("/{mandate}/acceptance", summary="Accept a mandate", responses=responses(401, 403, 404))
    async def accept_(mandate: UUID, face: TheFace, caller: TheCaller) -> MandateShown:
        """Whoever it was given to will act; before that it is none."""
        return _shown(await accept(face, caller, mandate))

    @router.post("/{mandate}/professions", summary="Confirm a profession", responses=responses(401, 404, 422))
    async def confirm_(mandate: UUID, sent: ProfessionSent, face: TheFace, caller: TheCaller) -> MandateShown:
        """A clerk has seen the registration of its holder."""
        return _shown(await confirm(face, caller, mandate, sent.profession, sent.registration))

    @router.delete("/{mandate}", summary="Revoke a mandate", responses=responses(401, 404))
    async def revoke_(mandate: UUID, face: TheFace, caller: TheCaller) -> MandateShown:
        """By who gave it, or by who was given it; what was filed under it stays filed."""
        return _shown(await revoke(face, caller, mandate))

    return router


def _shown(seen: Seen) -> MandateShown:
    kept, given = seen.kept, seen.kept.given
    return MandateShown(
        id=kept.id,
        applicant=WhoShown(reference=given.named[1], authority=given.named[0]),
        to=WhoShown(reference=given.to[1], authority=given.to[0]),
        life_events=list(given.scope.life_events),
        procedures=list(given.scope.procedures),
        authorities=list(given.scope.authorities),
        since=given.since,
        until=given.until,
        given_at=kept.at,
        office=given.office,
        shown=given.note,
        stands=seen.refused is None,
        refused=seen.refused,
        professions=list(kept.mandate.professions),
        history=[
            ToldShown(
                what=one.what,
                role=one.role,
                authority=one.authority,
                profession=one.profession,
                note=one.note,
                on=one.on,
                at=one.at,
            )
            for one in kept.told
        ],
    )
