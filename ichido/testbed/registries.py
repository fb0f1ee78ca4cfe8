"""The registries: who may ask them, what they answer, and to whom they have answered."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from ichido.testbed.faults import AFTER_READING, Fault, Kind, babble, garbage, huge, meet, nested, spoil
from ichido.testbed.government import Government, Read
from ichido.testbed.messages import Text
from ichido.testbed.naming import Answering
from ichido.testbed.partner import admit
from ichido.testbed.registers import Record, record


class Purpose(BaseModel):
    """What the answer is for: the procedure, the article it is asked under, and the case, opaque."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    procedure: Text
    under: Text
    case: Text


class Question(BaseModel):
    """What a registry is asked: of whom by its own names, which fields, what for; `on` a day, or else now.

    `introduced` are letters for those whom it may not have met under their names.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    subjects: Annotated[tuple[Text, ...], Field(max_length=10_000)]
    fields: Annotated[tuple[Text, ...], Field(min_length=1, max_length=100)]
    purpose: Purpose
    introduced: Mapping[Text, Text] = Field(default_factory=dict)
    on: date | None = None


def routes(government: Government) -> APIRouter:
    """Give the routes at which the registries are asked."""
    router = APIRouter()

    @router.post("/{code}/{resource}")
    async def ask(code: str, resource: str, question: Question, request: Request) -> Response:
        """Answer what this registry knows of each subject, no more than was asked for."""
        registry = government.registry(code, resource)
        if registry is None:
            raise HTTPException(404, f"there is no registry {code}/{resource} here")
        government.tries[f"{code}/{resource}"] += 1
        fault = await meet(government.faults, f"{code}/{resource}", AFTER_READING)
        admit(government, code, request)
        _note(government, code, resource, question, request)
        if fault is not None and fault.kind is Kind.GARBAGE:
            return garbage()
        for name, letter in question.introduced.items():
            government.names.introduced(code, name, letter, government.people)
        answering = Answering(government.names, code)
        records: Record = {
            name: record(government, registry, answering, name, question.fields, question.on)
            for name in question.subjects
        }
        return _answer(records, answering.letters, fault)

    return router


def _answer(records: Record, letters: Mapping[str, str], fault: Fault | None) -> Response:
    """Give what is known, or what a fault makes of it."""
    match fault.kind if fault else None:
        case Kind.BABBLE:
            return babble(records)
        case Kind.HUGE:
            return huge()
        case Kind.WRONG:
            records = {subject: spoil(said) for subject, said in records.items()}
        case Kind.NESTED:
            records = {subject: nested(said) for subject, said in records.items()}
        case Kind.STRANGER:
            # Somebody else's answer, under a name that nobody asked about.
            records = {f"{subject}-other": said for subject, said in records.items()}
    return JSONResponse({"records": records, "introduces": letters})


def _note(government: Government, code: str, resource: str, question: Question, request: Request) -> None:
    """Write down who asked what."""
    purpose = question.purpose
    government.reads.append(
        Read(
            authority=code,
            resource=resource,
            asked_by=request.headers.get("user-agent", "unnamed"),
            subjects=question.subjects,
            fields=question.fields,
            procedure=purpose.procedure,
            under=purpose.under,
            case=purpose.case,
            on=question.on,
            at=datetime.now(UTC),
        )
    )
