"""A person, or whoever acts for one, as they use the API."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import httpx2


class Problem(Exception):
    """What the API refused, with its code and its words."""

    def __init__(self, status: int, body: Mapping[str, Any]) -> None:
        super().__init__(f"{status} {body.get('code', '')}: {body.get('detail', body)}")
        self.status, self.code, self.body = status, str(body.get("code", "")), body


@dataclass(frozen=True)
class Person:
    """One caller of the API, with their token."""

    http: httpx2.AsyncClient
    url: str
    token: str

    async def open(self, key: str, wish: Mapping[str, Any]) -> dict[str, Any]:
        """Open a case under an idempotency key."""
        return await self._call("POST", "/cases", wish, {"Idempotency-Key": key})

    async def read(self, number: str, part: str = "") -> Any:
        """Read a case, or a part of it such as `form` or `disclosures`."""
        return await self._call("GET", f"/cases/{number}{'/' if part else ''}{part}")

    async def answer(self, number: str, revision: int, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Answer the form as it was read at a revision."""
        return await self._call("POST", f"/cases/{number}/answers", {"revision": revision, "answers": answers})

    async def upload(self, number: str, question: str, name: str, media_type: str, content: bytes) -> dict[str, Any]:
        """Upload a document for a question."""
        path = f"/cases/{number}/documents?{urlencode({'question': question, 'name': name})}"
        return await self._call("POST", path, headers={"Content-Type": media_type}, content=content)

    async def contest(self, number: str, subject: str, term: str, should_be: Any, why: str) -> dict[str, Any]:
        """Say that what a register says of somebody is wrong."""
        body = {"subject": subject, "term": term, "should_be": should_be, "why": why}
        return await self._call("POST", f"/cases/{number}/contested", body)

    async def withdraw(self, number: str, consent: str) -> dict[str, Any]:
        """Take a consent of a case back, by its id."""
        return await self._call("POST", f"/cases/{number}/consents/{consent}/withdrawn", {})

    async def send(self, method: str, path: str, body: Any = None) -> Any:
        """Do something else with the API."""
        return await self._call(method, path, body)

    async def _call(
        self,
        method: str,
        path: str,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
    ) -> dict[str, Any]:
        answer = await self.http.request(
            method,
            f"{self.url}{path}",
            json=body,
            content=content,
            headers={"Authorization": f"Bearer {self.token}", **(headers or {})},
            timeout=30,
        )
        if answer.is_error:
            raise Problem(answer.status_code, answer.json())
        found: dict[str, Any] = answer.json()
        return found
