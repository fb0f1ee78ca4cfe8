"""Cases of the smallest plan there is."""

from datetime import UTC, date, datetime

from ichido.compiler.plan import Plan
from ichido.language.kinds import Calendar
from ichido.store import cases, names, plans, subjects
from ichido.store.cases import NewCase
from ichido.store.names import Named
from ichido.store.store import Store

NOW = datetime(2026, 4, 3, 1, 0, tzinfo=UTC)
TODAY = date(2026, 4, 3)


def empty_plan(life_event: str, zone: str = "UTC") -> Plan:
    """A plan without procedures."""
    return Plan(
        life_event=life_event,
        title={"en": "Moving"},
        about="residence",
        roots={},
        country="JP",
        laws={},
        vocabularies={},
        registries={},
        authorities={},
        calendars={"office": Calendar(calendar="office", zone=zone)},
        parameters={},
        procedures={},
        needs=(),
        lookups=(),
        questions=(),
        submissions=(),
    )


async def opened(store: Store, plan: Plan, key: str, applicant: str = "A-1", at: datetime = NOW) -> str:
    """Publish a plan and open a case of it."""
    async with store.transaction() as session:
        new = await new_case(store, plan, key, applicant, at)
        return (await cases.open_case(session, new)).number


async def new_case(store: Store, plan: Plan, key: str, applicant: str = "A-1", at: datetime = NOW) -> NewCase:
    """A case to be opened, its plan published and its applicant introduced."""
    async with store.transaction() as session:
        (hash_,) = await plans.keep(session, plan)
        one = Named("city-131016", "person", applicant)
        person = (await names.hear(session, (one,))).subjects[one]
    return NewCase(
        life_event=plan.life_event,
        plan_hash=hash_,
        applicant=person,
        about=subjects.new_subject(plan.about),
        opened_by="person",
        channel="online",
        language="ja",
        idempotency_key=key,
        opened_at=at,
        opened_on=TODAY,
    )
