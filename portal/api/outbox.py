"""Where authorities without an address fetch what is meant for them."""

import hashlib
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request, Response

from ichido.store.outbox import Submission
from portal.api.caches import keep_out_of_caches
from portal.api.callers import TheFace, TheRelay
from portal.api.messages import SubmissionOffered, SubmissionsOffered
from portal.api.problems import responses
from portal.api.raw import signed_body
from portal.fetching import AT_ONCE, acknowledged, offered

Authority = Annotated[str, Path(max_length=64, description="its code", examples=["122033"])]

_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Receipt"}}},
    }
}


def routes() -> APIRouter:
    """Give the outbox."""
    router = APIRouter(tags=["authorities"])

    @router.get(
        "/outbox/{authority}",
        summary="Fetch what is meant for you, signed over an empty body",
        responses=responses(401, 404, 409, 422),
    )
    async def fetch(
        request: Request,
        response: Response,
        face: TheFace,
        authority: Authority,
        after: Annotated[UUID | None, Query(description="go on behind this submission")] = None,
    ) -> SubmissionsOffered:
        """Submissions, oldest first; each is given again until its receipt has been posted."""
        keep_out_of_caches(response)
        found = await offered(face, authority, request.headers, after)
        more = f"/outbox/{authority}?after={found[-1].id}" if len(found) == AT_ONCE else None
        return SubmissionsOffered(submissions=[_offered(one) for one in found], next=more)

    @router.post(
        "/outbox/{authority}/{submission}",
        status_code=204,
        summary="Say that you have a submission, with the receipt as body and its id as message id",
        responses=responses(401, 404, 409, 410, 413, 422),
        openapi_extra=_BODY,
    )
    async def acknowledge(
        request: Request, face: TheFace, relay: TheRelay, authority: Authority, submission: UUID
    ) -> None:
        """It counts as arrived from now; the first receipt stays, the same again changes nothing."""
        body = await signed_body(request, face, authority)
        number, conclusions = await acknowledged(face, authority, request.headers, submission, body)
        await relay.told(number, conclusions)

    return router


def _offered(submission: Submission) -> SubmissionOffered:
    return SubmissionOffered(
        id=submission.id,
        idempotency_key=submission.idempotency_key,
        created_at=submission.created_at,
        sha256=hashlib.sha256(submission.payload).hexdigest(),
        body=submission.payload.decode(),
    )
