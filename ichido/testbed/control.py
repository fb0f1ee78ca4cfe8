"""The strings behind the pretence: for the same machine only."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from ipaddress import ip_address
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Request
from pydantic import AnyHttpUrl, BaseModel, ConfigDict, Field

from ichido.partners import LINKS
from ichido.testbed.authorities import say
from ichido.testbed.desk import Held
from ichido.testbed.faults import Fault
from ichido.testbed.government import Government, Mode
from ichido.testbed.messages import Stream, Text, Told
from ichido.testbed.references import secret
from ichido.testbed.registers import known_at
from ichido.testbed.webhooks import Courier
from ichido.testbed.world import Unregistrable, World, named, people, references

LINKING_TITLE = {"ja": "紹介サービス", "en": "Linking service"}


class Answers(BaseModel):
    """Where authorities send what they say; `/inbox/{authority code}` is added."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    url: AnyHttpUrl


class Behaviour(BaseModel):
    """Who decides, and how many seconds an authority takes to decide by itself."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    mode: Mode | None = None
    moment: Annotated[float, Field(ge=0, le=3600)] | None = None


class Scripted(BaseModel):
    """What an authority is to say of a case."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)
    authority: Text
    case: Text
    procedure: Text
    about: Text | None = None
    event: Told


def only_from_here(request: Request) -> None:
    """Refuse with 403 whoever is not on this machine."""
    host = request.client.host if request.client else ""
    try:
        here = ip_address(host).is_loopback
    except ValueError:
        here = False
    if not here:
        raise HTTPException(403, "the testbed is controlled from its own machine only")


def routes(government: Government, courier: Courier) -> APIRouter:
    """Give the routes that steer the government and show what it has seen."""
    router = APIRouter(prefix="/control", dependencies=[Depends(only_from_here)])
    _steer(router, government, courier)
    _break(router, government)
    _describe(router, government)
    _show(router, government, courier)
    return router


def _steer(router: APIRouter, government: Government, courier: Courier) -> None:
    """Add what changes the government."""

    @router.post("/answers", status_code=204)
    async def answers(where: Answers) -> None:
        """Set where authorities send what they say; what is waiting goes there too."""
        courier.answer_to(str(where.url))

    @router.post("/mode")
    async def behave(behaviour: Behaviour) -> dict[str, Any]:
        """Set who decides, and how quickly; what is left out stays."""
        government.mode = behaviour.mode or government.mode
        government.moment = government.moment if behaviour.moment is None else behaviour.moment
        return {"mode": government.mode, "moment": government.moment}

    @router.post("/events", status_code=202)
    async def tell(scripted: Scripted) -> dict[str, Any]:
        """Let an authority say something of a case."""
        stream = Stream(case=scripted.case, procedure=scripted.procedure, about=scripted.about)
        said = say(government, courier, scripted.authority, stream, scripted.event)
        return {"id": said.id, "sequence": said.event.sequence, "number": said.number}

    @router.get("/called/{authority}/{short_name}")
    async def called(authority: str, short_name: str) -> dict[str, str]:
        """Show what an authority calls whom a world calls by a short name, and its letter for them."""
        whom, names = named(government.seed, short_name), government.names
        return {"name": names.own(authority, whom), "letter": names.letter(authority, whom)}

    @router.post("/world")
    async def replace(world: World) -> dict[str, Any]:
        """Put a scenario's people in place of all others, in the municipalities they live in and those it names."""
        if unknown := set(world.municipalities) - set(government.catalogue.places.values()):
            raise HTTPException(422, f"the catalogue has no municipality `{min(unknown)}`")
        try:
            government.people = people(government.catalogue, government.seed, world.registered)
        except Unregistrable as error:
            raise HTTPException(422, str(error)) from None
        government.says = world.says
        government.found((*government.people.municipalities(), *world.municipalities))
        return _met(government, references(government.seed, world.registered))


def _met(government: Government, people: Mapping[str, str]) -> dict[str, Any]:
    """Give by short name the office that knows each best, what it calls them, its letter, and the linking service's
    name.
    """
    subjects, names = government.people.subjects, government.names
    homes = {short: known_at(government, subjects[one]) if one in subjects else None for short, one in people.items()}
    known = [(short, home, people[short]) for short, home in homes.items() if home]
    return {
        "known_at": homes,
        "references": {short: names.called(home, one) for short, home, one in known},
        "letters": {short: names.letter(home, one) for short, home, one in known},
        "links": {short: names.linked(one) for short, one in people.items()},
    }


def _break(router: APIRouter, government: Government) -> None:
    """Add what sets faults."""

    @router.post("/faults", status_code=204)
    async def add(fault: Fault) -> None:
        """Let something fail from now on; 422 where nothing is reached so."""
        if not government.serves(fault.target):
            raise HTTPException(422, f"there is no {fault.target} here")
        government.faults.add(fault)

    @router.get("/faults")
    async def remaining() -> list[dict[str, Any]]:
        """Show what is still to fail."""
        return government.faults.remaining()

    @router.delete("/faults", status_code=204)
    async def clear() -> None:
        """Let nothing fail any more."""
        government.faults.clear()


def _describe(router: APIRouter, government: Government) -> None:
    """Add what says who is there."""

    @router.get("/health")
    async def health() -> dict[str, Any]:
        """Say that the government is there, and how many subjects of each kind it knows."""
        people = Counter(subject.vocabulary for subject in government.people.subjects.values())
        return {"seed": government.seed, "mode": government.mode, "people": people}

    @router.get("/directory")
    async def directory(request: Request) -> dict[str, Any]:
        """Give each authority's address, secret, name and roles, and the secret of the linking service: what Ichido is
        configured with.
        """
        return {
            one.code: {
                "url": f"{request.base_url}{one.code}",
                "secret": one.secret,
                "title": one.title,
                "roles": sorted(one.roles),
            }
            for one in government.authorities.values()
        } | {LINKS: {"secret": secret(government.seed, LINKS), "title": LINKING_TITLE, "roles": []}}

    @router.get("/sample")
    async def sample() -> dict[str, Any]:
        """Give what the offices that know them call the sample family, with the letters that introduce them."""
        return _met(government, government.sample.references)


def _show(router: APIRouter, government: Government, courier: Courier) -> None:
    """Add what shows what has been asked, filed and said."""

    @router.get("/reads")
    async def reads() -> list[dict[str, Any]]:
        """Show every question the registries were asked, the oldest first."""
        return [asdict(read) for read in government.reads]

    @router.get("/tries")
    async def tries() -> dict[str, int]:
        """Show how many questions reached each registry, those that it failed at too."""
        return dict(government.tries)

    @router.get("/submissions")
    async def submissions() -> dict[str, list[dict[str, Any]]]:
        """Show what each authority holds."""
        return {code: [_shown(held) for held in government.desk(code).held.values()] for code in government.authorities}

    @router.get("/documents")
    async def documents() -> dict[str, dict[str, dict[str, Any]]]:
        """Show what each authority fetched, by the hash it was told."""
        held = {code: government.desk(code).documents for code in government.authorities}
        return {code: {name: asdict(one) for name, one in those.items()} for code, those in held.items()}

    @router.get("/webhooks")
    async def webhooks() -> list[dict[str, Any]]:
        """Show what became of every webhook."""
        return [asdict(delivery) for delivery in courier.deliveries]


def _shown(held: Held) -> dict[str, Any]:
    """Give a held submission with all it says, so that a test can see that it says no more than it may."""
    about = {"key": held.key, "receipt": held.receipt, "at": held.at, "times_sent": held.times_sent}
    return about | held.submission.model_dump(mode="json")
