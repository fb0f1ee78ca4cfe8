"""Whoever acts in a scenario beside its applicant: sent with a mandate, or to say yes together with them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ichido.language.kinds import Scenario
from ichido.language.kinds.scenario import Given
from ichido.rehearsal.person import Person
from ichido.rehearsal.town import Settled
from ichido.security.access import Caller, Role


@dataclass
class Sent:
    """Who acts in a scenario; `as_` gives somebody with the token of a caller."""

    scenario: Scenario
    settled: Settled
    as_: Callable[[Caller], Person]
    given: dict[int, str] = field(default_factory=dict)

    def somebody(self, role: Role, name: str) -> Person:
        """Somebody of the scenario as the API meets them in a role."""
        whom = self.settled.whom(name)
        return self.as_(Caller(role, whom["reference"], whom["authority"]))

    async def set_out(self) -> None:
        """The applicant gives what the scenario says, and it is accepted and confirmed as it says."""
        for number, given in enumerate(self.scenario.mandates):
            self.given[number] = await self._give(given)
        await self.revoke(self.scenario.today)

    async def revoke(self, day: date) -> None:
        """Take back what is revoked on a day, or was before."""
        for number, given in enumerate(self.scenario.mandates):
            if given.revoked and given.revoked <= day and number in self.given:
                await self.somebody("person", self.scenario.applicant).send(
                    "DELETE", f"/mandates/{self.given.pop(number)}"
                )

    async def agree(self, name: str, number: str, key: str) -> None:
        """Somebody who has to act together with the applicant says yes."""
        other = self.somebody("person", name)
        # Registers elsewhere have named them: their own office's letter says that it is they.
        await other.send("POST", "/me/introduction", {"letter": self.settled.whom(name)["letter"]})
        await other.send("POST", f"/cases/{number}/agreements", {"procedure": key})

    async def _give(self, given: Given) -> str:
        holder = self.somebody("representative", given.to)
        whom = self.settled.whom(given.to)
        body: dict[str, Any] = {
            "to": {"reference": whom["reference"], "authority": whom["authority"]},
            "scope": {
                "life_events": given.life_events,
                "procedures": given.procedures,
                "authorities": given.authorities,
            },
            "since": given.from_.isoformat(),
            "until": given.until.isoformat(),
        }
        made = await self.somebody("person", self.scenario.applicant).send("POST", "/mandates", body)
        id_ = str(made["id"])
        if given.accepted:
            await holder.send("POST", f"/mandates/{id_}/acceptance")
        office = self.as_(Caller("clerk", authority=whom["authority"]))
        for profession in given.professions:
            registered = {"profession": profession, "registration": "0001"}
            await office.send("POST", f"/mandates/{id_}/professions", registered)
        return id_
