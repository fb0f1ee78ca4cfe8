"""The registries: what each says of a subject, and to whom it has said it."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from ichido.testbed.faults import Kind, garbage, meet, spoil
from ichido.testbed.government import Government, Read
from ichido.testbed.messages import Text
from ichido.testbed.partner import admit
from ichido.testbed.people import Account, Address, Household, Name, People, Person

AFTER = frozenset({Kind.WRONG, Kind.GARBAGE})

Record = dict[str, JsonValue]


class Resource(StrEnum):
    """Under which name each registry is reached."""

    RESIDENTS = "residents"
    TAX = "tax"
    ACCOUNTS = "accounts"


class Purpose(BaseModel):
    """What the answer is for: the procedure, the article it is asked under, and the case, opaque."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    procedure: Text
    under: Text
    case: Text


class Question(BaseModel):
    """What a registry is asked: of whom, which fields, what for."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    subjects: Annotated[tuple[Text, ...], Field(max_length=10_000)]
    fields: Annotated[tuple[Text, ...], Field(min_length=1, max_length=100)]
    purpose: Purpose


def routes(government: Government) -> APIRouter:
    """Give the routes at which the registries are asked."""
    router = APIRouter()

    @router.post("/{code}/{resource}")
    async def ask(code: str, resource: str, question: Question, request: Request) -> Response:
        """Answer what this registry knows of each subject, no more than was asked for."""
        registry = _registry(resource)
        fault = await meet(government.faults, f"{code}/{registry}", AFTER)
        admit(government, code, request)
        _record(government, code, registry, question, request)
        if fault is not None and fault.kind is Kind.GARBAGE:
            return garbage()
        records: Record = {
            subject: _only(look_up(government.people, code, registry, subject), question.fields)
            for subject in question.subjects
        }
        if fault is not None:
            records = {subject: spoil(record) for subject, record in records.items()}
        return JSONResponse({"records": records})

    return router


def look_up(people: People, code: str, resource: Resource, subject: str) -> Record | None:
    """Give all that the registry knows of the subject, or None if it knows no such subject."""
    person = people.persons.get(subject)
    household = people.households.get(subject)
    match resource:
        case Resource.RESIDENTS if person is not None:
            lives_here = person.address is not None and person.address.municipality == code
            return _person(person) if lives_here else None
        case Resource.RESIDENTS if household is not None:
            return _household(household) if people.municipality_of(household) == code else None
        case Resource.TAX if household is not None:
            return _known(tax_exempt=household.tax_exempt)
        case Resource.ACCOUNTS if person is not None:
            return {"account": _account(person.account)}
        case _:
            return None


def _registry(resource: str) -> Resource:
    """Give the registry reached under this name, or 404."""
    try:
        return Resource(resource)
    except ValueError:
        raise HTTPException(404, f"there is no registry {resource!r} here") from None


def _record(government: Government, code: str, resource: Resource, question: Question, request: Request) -> None:
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
            at=datetime.now(UTC),
        )
    )


def _only(record: Record | None, fields: tuple[str, ...]) -> Record | None:
    """Keep what was asked for."""
    return None if record is None else {field: record[field] for field in fields if field in record}


def _known(**fields: JsonValue) -> Record:
    """Leave out what is not known."""
    return {field: value for field, value in fields.items() if value is not None}


def _person(person: Person) -> Record:
    return _known(
        name=_name(person.name),
        birth_date=person.birth_date.isoformat() if person.birth_date else None,
        address=_address(person.address),
        household=person.household,
        children=list(person.children),
    )


def _household(household: Household) -> Record:
    return _known(head=household.head, members=None if household.members is None else list(household.members))


def _name(name: Name | None) -> JsonValue:
    return None if name is None else _known(text=name.text, kana=name.kana)


def _address(address: Address | None) -> JsonValue:
    if address is None:
        return None
    since = address.since.isoformat() if address.since else None
    return _known(municipality=address.municipality, text=address.text, since=since)


def _account(account: Account | None) -> JsonValue:
    if account is None:
        return None
    return {"bank": account.bank, "branch": account.branch, "number": account.number, "holder": account.holder}
