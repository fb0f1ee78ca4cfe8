"""Problems as `application/problem+json` (RFC 9457), whatever raised them."""

from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict
from starlette.exceptions import HTTPException

from ichido.store.plans import NotPublished
from portal.problem import Fault, Problem

MEDIA_TYPE = "application/problem+json"


class FaultBody(BaseModel):
    """One thing that is wrong."""

    where: str
    code: str
    message: str


class ProblemBody(BaseModel):
    """Why a request was not done."""

    # A problem may say more, such as the numbers of the cases already open.
    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    code: str
    detail: str
    faults: list[FaultBody] = []


def speak_problems(app: FastAPI) -> None:
    """Answer every problem of this application in one form."""

    @app.exception_handler(Problem)
    async def known(request: Request, problem: Problem) -> JSONResponse:
        return answer(problem)

    @app.exception_handler(NotPublished)
    async def unpublished(request: Request, error: NotPublished) -> JSONResponse:
        return answer(Problem(503, "not-published", str(error)))

    @app.exception_handler(RequestValidationError)
    async def unreadable(request: Request, error: RequestValidationError) -> JSONResponse:
        return answer(Problem(422, "not-readable", "the request is not as the API describes it", _faults(error)))

    @app.exception_handler(HTTPException)
    async def plain(request: Request, error: HTTPException) -> JSONResponse:
        code = HTTPStatus(error.status_code).phrase.lower().replace(" ", "-")
        return answer(Problem(error.status_code, code, str(error.detail), headers=error.headers or {}))


def responses(*statuses: int) -> dict[int | str, dict[str, object]]:
    """The problems an operation may answer with, for OpenAPI."""
    schema = {"$ref": "#/components/schemas/ProblemBody"}
    return {
        status: {"description": HTTPStatus(status).phrase, "content": {MEDIA_TYPE: {"schema": schema}}}
        for status in statuses
    }


def answer(problem: Problem) -> JSONResponse:
    """A problem as it goes out."""
    body = {
        "type": f"urn:ichido:problem:{problem.code}",
        "title": HTTPStatus(problem.status).phrase,
        "status": problem.status,
        "code": problem.code,
        "detail": problem.detail,
        "faults": [{"where": f.where, "code": f.code, "message": f.message} for f in problem.faults],
        **problem.more,
    }
    return JSONResponse(body, problem.status, headers=dict(problem.headers), media_type=MEDIA_TYPE)


def _faults(error: RequestValidationError) -> list[Fault]:
    """Where and why, never what stood there."""
    return [
        Fault(".".join(map(str, one["loc"])), str(one["type"]).replace("_", "-"), str(one["msg"]))
        for one in error.errors()
    ]
