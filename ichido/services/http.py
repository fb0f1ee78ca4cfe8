"""Ask a registry by posting JSON."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date

import httpx2
from pydantic import BaseModel, ConfigDict, JsonValue, ValidationError

from ichido import bounded
from ichido.language.pointer import only
from ichido.partners import Partner
from ichido.services.data_service import Answer, Failure, Purpose, Record

LARGEST = 1_000_000
LATER = frozenset({408, 425, 429})


class _Reply(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, hide_input_in_errors=True)

    records: dict[str, dict[str, JsonValue] | None]
    introduces: dict[str, str] = {}


class HttpDataService:
    """Registries that answer `POST {partner}/{resource}`; the client is the process's one and stays open."""

    def __init__(self, client: httpx2.AsyncClient) -> None:
        """Ask with this client."""
        self._client = client

    async def ask(
        self,
        partner: Partner,
        resource: str,
        subjects: Mapping[str, str | None],
        fields: tuple[str, ...],
        purpose: Purpose,
        on: date | None,
        timeout: float,
    ) -> Answer | Failure:
        """Ask about all subjects at once; the answer holds those subjects and fields, whatever else was sent."""
        question: dict[str, object] = {"subjects": [*subjects], "fields": fields, "purpose": asdict(purpose)}
        if letters := {name: letter for name, letter in subjects.items() if letter is not None}:
            question["introduced"] = letters
        if on is not None:
            question["on"] = on.isoformat()
        try:
            # One limit for the whole exchange: httpx2 alone would wait that long for every single byte.
            async with asyncio.timeout(timeout):
                reply = await self._post(partner, resource, question, timeout)
        except (TimeoutError, httpx2.TimeoutException):
            return Failure("unavailable", "timeout")
        except httpx2.ConnectError:
            return Failure("unavailable", "no-connection")
        except httpx2.RequestError:
            return Failure("unavailable", "connection-lost")
        except bounded.TooLarge:
            return Failure("unusable", "too-large")
        return reply if isinstance(reply, Failure) else _answer(reply, subjects, fields)

    async def _post(
        self, partner: Partner, resource: str, question: Mapping[str, object], timeout: float
    ) -> bytes | Failure:
        headers = {"Authorization": f"Bearer {partner.secret.get_secret_value()}", **bounded.PLAIN}
        request = self._client.build_request(
            "POST", f"{partner.url}/{resource}", json=question, headers=headers, timeout=timeout
        )
        response = await self._client.send(request, stream=True, follow_redirects=False)
        try:
            failure = _failure(response.status_code)
            return failure or await bounded.read(response, LARGEST)
        finally:
            await response.aclose()


def _failure(status: int) -> Failure | None:
    """What a status means for the question, None for 200."""
    code = f"status-{status}"
    if status == 200:
        return None
    if status >= 500 or status in LATER:
        return Failure("unavailable", code)
    return Failure("refused" if status >= 400 else "unusable", code)


def _answer(body: bytes, subjects: Iterable[str], fields: Iterable[str]) -> Answer | Failure:
    """Read the body: every subject asked about and none else, and only the fields asked for."""
    try:
        reply = _Reply.model_validate_json(body)
    except ValidationError as error:
        json = all(problem["type"] != "json_invalid" for problem in error.errors())
        return Failure("unusable", "wrong-shape" if json else "not-json")
    if not set(subjects) <= reply.records.keys():
        return Failure("unusable", "subject-missing")
    wanted = tuple(f"/{field}" for field in fields)
    return Answer({subject: _only(reply.records[subject], wanted) for subject in subjects}, reply.introduces)


def _only(record: Record | None, pointers: tuple[str, ...]) -> Record | None:
    return None if record is None else only(record, pointers)
