"""Documents: uploaded, given back, taken away, and fetched by the authority they were meant for."""

from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Header, Path, Query, Request, Response
from fastapi.responses import StreamingResponse
from starlette.requests import ClientDisconnect

from ichido.store import documents
from ichido.store.documents import Document
from ichido.store.store import Store
from portal.api.caches import keep_out_of_caches
from portal.api.callers import TheCaller, TheFace
from portal.api.messages import DocumentKept
from portal.api.problems import responses
from portal.handing_out import hand_out
from portal.handing_over import hand_over
from portal.problem import Problem
from portal.uploading import Upload, take_away, take_in

Number = Annotated[str, Path(max_length=64, description="the case number", examples=["MV-7K3Q-92XD"])]
Hash = Annotated[str, Path(pattern="^[0-9a-f]{64}$", description="the SHA-256 of its bytes")]
Authority = Annotated[str, Path(max_length=64, description="its code", examples=["122033"])]
Question = Annotated[str, Query(max_length=200, description="the key of the question it answers")]
FileName = Annotated[str, Query(min_length=1, max_length=1000, description="what the file is called")]
ContentType = Annotated[str, Header(alias="Content-Type", include_in_schema=False)]
Length = Annotated[str, Header(alias="Content-Length", include_in_schema=False)]

_BYTES = {"schema": {"type": "string", "format": "binary"}}
_BODY = {"requestBody": {"required": True, "content": {"application/octet-stream": _BYTES, "image/jpeg": _BYTES}}}
_GIVEN: dict[int | str, dict[str, object]] = {
    200: {"description": "The bytes as they were uploaded", "content": {"application/octet-stream": _BYTES}}
}
_AGAIN: dict[int | str, dict[str, object]] = {200: {"model": DocumentKept, "description": "It was there already"}}
_SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def routes() -> APIRouter:
    """Give the operations on documents."""
    router = APIRouter()
    _people(router)
    _authorities(router)
    return router


def _people(router: APIRouter) -> None:
    @router.post(
        "/cases/{number}/documents",
        status_code=201,
        tags=["cases"],
        summary="Upload a document",
        responses=_AGAIN | responses(400, 401, 403, 404, 409, 410, 413, 415, 422),
        openapi_extra=_BODY,
    )
    async def upload(
        number: Number,
        question: Question,
        name: FileName,
        request: Request,
        response: Response,
        face: TheFace,
        caller: TheCaller,
        content_type: ContentType = "",
        content_length: Length = "",
    ) -> DocumentKept:
        """The raw bytes as body, for a question that takes a file, which is then answered with the hash.

        What it is, is seen from its bytes; a `Content-Type` other than application/octet-stream must say the same.
        """
        keep_out_of_caches(response)
        claimed = content_type.partition(";")[0].strip().lower()
        length = int(content_length) if content_length.isascii() and content_length.isdigit() else None
        try:
            kept = await take_in(face, caller, number, Upload(question, name, claimed, length), request.stream())
        except ClientDisconnect:
            raise Problem(400, "broken-off", "the connection ended before the file did: nothing was kept") from None
        response.status_code = 201 if kept.new else 200
        file = kept.document.file
        where = f"/cases/{number}/documents/{file.sha256}"
        response.headers["Location"] = where
        return DocumentKept(
            sha256=file.sha256,
            media_type=file.media_type,
            bytes=file.bytes,
            name=file.name,
            scan=kept.document.scan,
            url=where,
        )

    @router.get(
        "/cases/{number}/documents/{sha256}",
        tags=["cases"],
        summary="Get a document back",
        response_class=StreamingResponse,
        responses=_GIVEN | responses(401, 403, 404, 409, 410, 422),
    )
    async def give(number: Number, sha256: Hash, face: TheFace, caller: TheCaller) -> StreamingResponse:
        """Its bytes, to be saved and never shown in place; `Document-Scan` says what came of scanning it."""
        return _answer(face.store, await hand_out(face, caller, number, sha256))

    @router.delete(
        "/cases/{number}/documents/{sha256}",
        status_code=204,
        tags=["cases"],
        summary="Take a document away",
        responses=responses(401, 403, 404, 409, 410, 422),
    )
    async def remove(number: Number, sha256: Hash, face: TheFace, caller: TheCaller) -> None:
        """Before the application, and while no answer names it."""
        await take_away(face, caller, number, sha256)


def _authorities(router: APIRouter) -> None:
    @router.get(
        "/outbox/{authority}/{submission}/documents/{sha256}",
        tags=["authorities"],
        summary="Fetch a document that a submission names, signed over an empty body",
        response_class=StreamingResponse,
        responses=_GIVEN | responses(401, 404, 409, 410, 422),
    )
    async def fetch(
        request: Request, face: TheFace, authority: Authority, submission: UUID, sha256: Hash
    ) -> StreamingResponse:
        """Whether submissions are sent to you or fetched; the message id begins with the hash, and is used once."""
        return _answer(face.store, await hand_over(face, authority, request.headers, submission, sha256))


def _answer(store: Store, document: Document) -> StreamingResponse:
    file = document.file
    headers = {
        **_SAFE,
        "Content-Length": str(file.bytes),
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name, safe='')}",
        "Document-Scan": document.scan,
    }
    return StreamingResponse(documents.stream(store, document), media_type=file.media_type, headers=headers)
