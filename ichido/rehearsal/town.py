"""The pretend government as a rehearsal steers it, over HTTP."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx2

from ichido.case.values import Places, read
from ichido.language.kinds import Scenario
from ichido.rules.values import Address

DIRECTORY = "/control/directory"


@dataclass(frozen=True)
class Settled:
    """A scenario's people, by short name: the office that knows each, if one does, what it calls them, its letter that
    introduces them, and what the linking service calls them.
    """

    known_at: dict[str, str | None]
    references: dict[str, str]
    letters: dict[str, str]
    links: dict[str, str]

    def whom(self, name: str) -> dict[str, str]:
        """Somebody as the API is told of them."""
        office = self.known_at[name]
        assert office is not None, f"some register knows {name}"
        return {"reference": self.references[name], "authority": office, "letter": self.letters[name]}


@dataclass(frozen=True)
class Town:
    """The control of a testbed."""

    http: httpx2.AsyncClient
    url: str

    async def people(self, scenario: Scenario, places: Places, says: Mapping[str, Any] | None = None) -> Settled:
        """Put a scenario's people into the registers; `says` is what authorities say by themselves of a procedure."""
        written = scenario.model_dump(mode="json", by_alias=True)
        municipalities = _municipalities(written, places)
        world = {"registered": written["registered"], "municipalities": municipalities, "says": says or {}}
        answer = await self._post("/control/world", world)
        return Settled(**answer)

    async def directory(self, file: Path) -> dict[str, Any]:
        """Write where the authorities are reached into the partners' file, whole or not at all."""
        return _keep((await self._checked(await self.http.get(f"{self.url}{DIRECTORY}"))).json(), file)

    async def answers_to(self, api: str, mode: str) -> None:
        """Let authorities answer to an API, by script or by themselves."""
        await self._post("/control/answers", {"url": api})
        await self._post("/control/mode", {"mode": mode})

    async def behave(self, mode: str, moment: float | None = None) -> None:
        """Let authorities decide by script or by themselves, within a moment of so many seconds."""
        await self._post("/control/mode", {"mode": mode, "moment": moment})

    async def fault(self, target: str, kind: str, **how: Any) -> None:
        """Let something fail from now on."""
        await self._post("/control/faults", {"target": target, "kind": kind, **how})

    async def no_faults(self) -> None:
        """Let nothing fail any more."""
        await self._checked(await self.http.delete(f"{self.url}/control/faults"))

    async def say(
        self, authority: str, case: str, procedure: str, about: str | None, at: datetime, event: Mapping[str, Any]
    ) -> None:
        """Let an authority say something of a case."""
        said = {**event, "at": at.isoformat()}
        told = {"authority": authority, "case": case, "procedure": procedure, "about": about, "event": said}
        await self._post("/control/events", told)

    async def called(self, authority: str, name: str) -> tuple[str, str]:
        """What an authority calls one of the scenario's people, and its letter for them."""
        answer = (await self._checked(await self.http.get(f"{self.url}/control/called/{authority}/{name}"))).json()
        return answer["name"], answer["letter"]

    async def held(self) -> list[tuple[str, dict[str, Any]]]:
        """Every submission that an authority holds, oldest first, with the authority's code."""
        by_code = (await self._checked(await self.http.get(f"{self.url}/control/submissions"))).json()
        found = [(code, one) for code, held in by_code.items() for one in held]
        return sorted(found, key=lambda one: str(one[1]["at"]))

    async def undelivered(self) -> int:
        """How many webhooks are still on their way."""
        deliveries = (await self._checked(await self.http.get(f"{self.url}/control/webhooks"))).json()
        return sum(1 for delivery in deliveries if delivery["state"] == "waiting")

    async def _post(self, path: str, body: Mapping[str, Any]) -> Any:
        answer = await self._checked(await self.http.post(f"{self.url}{path}", json=body))
        return answer.json() if answer.content else None

    async def _checked(self, answer: httpx2.Response) -> httpx2.Response:
        if answer.is_error:
            raise RuntimeError(f"the testbed says {answer.status_code} to {answer.request.url.path}: {answer.text}")
        return answer


def fetch_directory(url: str, file: Path) -> None:
    """Write a testbed's directory into the partners' file before anything that needs it is started."""
    _keep(httpx2.get(f"{url}{DIRECTORY}").raise_for_status().json(), file)


def _keep(directory: dict[str, Any], file: Path) -> dict[str, Any]:
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_suffix(".new")
    fresh.touch(mode=0o600)
    fresh.write_text(json.dumps(directory, ensure_ascii=False))
    fresh.replace(file)
    return directory


def _municipalities(written: Any, places: Places) -> list[str]:
    """The municipality of every address that a scenario writes anywhere: there must be one to move to."""
    found = (_municipality(text, places) for text in _texts(written))
    return sorted({code for code in found if code})


def _texts(written: Any) -> Iterator[str]:
    if isinstance(written, str):
        yield written
    elif isinstance(written, Mapping | list):
        for inner in written.values() if isinstance(written, Mapping) else written:
            yield from _texts(inner)


def _municipality(text: str, places: Places) -> str | None:
    try:
        address = read("address", text, places)
    except ValueError:
        return None
    return address.municipality if isinstance(address, Address) else None
