"""What is published of a catalogue: a plan for each period, the texts that plans pin, and what is read at run time."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from pydantic import BaseModel, ConfigDict

from ichido.compiler.compile import compile_all, notice_hash
from ichido.compiler.plan import Plan, digest
from ichido.language.catalogue import Catalogue
from ichido.language.kinds.authority import Reach
from ichido.language.kinds.definition import InForce
from ichido.language.versions import stretches


class Operation(BaseModel):
    """What no plan holds because it is operation, not law, of versions the newest: zone, places, ways to partners."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    country: str = ""
    zone: str = "UTC"
    places: dict[str, str] = {}
    registries: dict[str, Reach] = {}
    authorities: dict[str, Reach] = {}


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be opened: a life event or procedure, when it is in force so, and the plan that a case then runs."""

    id: str
    in_force: InForce
    plan: Plan


@dataclass(frozen=True, slots=True)
class Edition:
    """All that is published of a catalogue at once; its offers are compiled as they are taken."""

    operation: Operation
    texts: Mapping[str, str]
    offers: Iterator[Offer]


def edition(catalogue: Catalogue) -> Edition:
    """What a catalogue without problems publishes."""
    texts = {notice_hash(notice.text): notice.text for notice in catalogue.notices.values()}
    return Edition(_operation(catalogue), texts, _offers(catalogue))


def _operation(catalogue: Catalogue) -> Operation:
    calendars = catalogue.calendars
    return Operation(
        country=catalogue.country,
        zone=calendars[min(calendars)].model.zone if calendars else "UTC",
        places=dict(catalogue.places),
        registries={id_: document.model.reach for id_, document in catalogue.registries.items()},
        authorities={id_: document.model.reach for id_, document in catalogue.authorities.items()},
    )


def _offers(catalogue: Catalogue) -> Iterator[Offer]:
    """What stays the same over a change of others is one offer."""
    open_: dict[str, Offer] = {}
    for stretch in stretches(catalogue.dated):
        plans = {plan.life_event: plan for plan in compile_all(catalogue.on(stretch.first))}
        for id_ in [id_ for id_ in open_ if id_ not in plans]:
            yield open_.pop(id_)
        for id_, plan in plans.items():
            before = open_.get(id_)
            if before and digest(before.plan) == digest(plan):
                longer = InForce.model_validate({"from": before.in_force.from_, "until": stretch.until})
                open_[id_] = replace(before, in_force=longer)
                continue
            if before:
                yield before
            open_[id_] = Offer(id_, stretch, plan)
    yield from open_.values()
