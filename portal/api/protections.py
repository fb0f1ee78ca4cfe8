"""Who must not become known to whom: told by authorities, released by two of their clerks."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Request
from pydantic import BaseModel

from portal.api.caches import keep_out_of_caches
from portal.api.callers import TheCaller, TheFace, TheRelay
from portal.api.messages import Sent
from portal.api.problems import responses
from portal.api.raw import signed_body
from portal.protecting import take_protection
from portal.releasing import agree, ask, entered
from portal.text import Name

_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {"$ref": "#/components/schemas/ProtectionTold"},
                "example": {
                    "what": "entered",
                    "reference": "支-2026-014",
                    "protected": ["p-5d1c", "p-77aa"],
                    "hidden_from": ["p-0f3e"],
                    "from": "2026-04-01",
                    "until": "2027-04-01",
                    "article": "住民基本台帳事務処理要領 第5-10",
                },
            }
        },
    }
}


class ProtectionShown(BaseModel):
    """A protection as its authority sees it; whom it is of stands in the authority's own list, under its reference."""

    id: UUID
    reference: str
    starts_at: datetime
    ends_at: datetime
    article: str
    reason: str


class ReleaseSent(Sent):
    """Why a protection is to be released: in one case, or for good."""

    reason: Name
    case: Name | None = None


class AgreementSent(Sent):
    """Why somebody else agrees."""

    reason: Name


class ReleaseShown(BaseModel):
    """A release: `agreed` once two people have said so."""

    id: UUID
    agreed: bool


def routes() -> APIRouter:
    """Give the operations on protections."""
    router = APIRouter(tags=["protection"], dependencies=[Depends(keep_out_of_caches)])

    @router.post(
        "/protections/{authority}",
        status_code=204,
        summary="Say who must not become known to whom, signed as Standard Webhooks says",
        responses=responses(401, 404, 409, 413, 422),
        openapi_extra=_BODY,
    )
    async def told(
        request: Request, face: TheFace, relay: TheRelay, authority: Annotated[str, Path(max_length=64)]
    ) -> None:
        """Keep an entry, an extension, or that the list is all here; the same again changes nothing."""
        body = await signed_body(request, face, authority)
        for number, conclusions in (await take_protection(face, authority, request.headers, body)).items():
            await relay.told(number, conclusions)

    @router.get("/protections", summary="See what your office has entered", responses=responses(401, 403))
    async def list_(face: TheFace, caller: TheCaller) -> list[ProtectionShown]:
        """For clerks with the right `protection`, of their own authority."""
        return [
            ProtectionShown(
                id=one.id,
                reference=one.reference,
                starts_at=one.starts_at,
                ends_at=one.ends_at,
                article=one.article,
                reason=one.reason,
            )
            for one in await entered(face, caller)
        ]

    @router.post(
        "/protections/{protection}/releases",
        status_code=201,
        summary="Ask for a protection to be released",
        responses=responses(401, 403, 404, 422),
    )
    async def release(protection: UUID, sent: ReleaseSent, face: TheFace, caller: TheCaller) -> ReleaseShown:
        """In one `case`, or for good before its time; nothing is released until somebody else agrees."""
        return ReleaseShown(id=await ask(face, caller, protection, sent.case or "", sent.reason), agreed=False)

    @router.post(
        "/protections/{protection}/releases/{release}",
        summary="Agree to a release",
        responses=responses(401, 403, 404, 409, 422),
    )
    async def agreed(
        protection: UUID, release: UUID, sent: AgreementSent, face: TheFace, caller: TheCaller, relay: TheRelay
    ) -> ReleaseShown:
        """Another person than the one who asked, with the same right; from now on it is released."""
        for number, conclusions in (await agree(face, caller, protection, release, sent.reason)).items():
            await relay.told(number, conclusions)
        return ReleaseShown(id=release, agreed=True)

    return router
