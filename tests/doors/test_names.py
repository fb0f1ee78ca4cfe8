"""Names at the door: what a registry is told of whom, and whom its answers mean."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ichido.case.conclusions import Lookup
from ichido.case.record import Change, Record
from ichido.compiler.plan import Plan
from ichido.doors.obtain import obtain
from ichido.language.kinds.authority import Reach
from ichido.partners import LINKS
from ichido.rules.values import Subject
from ichido.security.introductions import read, write
from ichido.store import cases, names, pending_lookups, tasks
from ichido.store.names import Named
from ichido.store.store import Store
from ichido.store.tell import tell
from tests.doors.conftest import CITY, LINKING, office_of
from tests.services.raw import reply
from tests.store.opening import NOW, opened

REACH = Reach(http="submissions", reconcile="idempotent")
HOME = "city-131016"


def lookup(subject: str, term: str) -> Lookup:
    return Lookup(
        registry="resident-register",
        authority=CITY,
        subject=subject,
        terms=(term,),
        grant="own-office",
        under="住民基本台帳法 1条",
        procedure="moving-out",
        act="住民基本台帳法 24条",
    )


@dataclass
class Asking:
    """A new case whose applicant was introduced elsewhere as A-1 with a letter, and the city that is asked."""

    store: Store
    folder: Path
    number: str

    async def record(self) -> Record:
        async with self.store.transaction() as session:
            stored = await cases.load(session, self.number)
        assert stored is not None
        return stored.record

    async def answer(self, subject: str, term: str, said: dict[str, Any]) -> Any:
        """Give the question as the city reads it; it says this, HANAKO by what it was told to call her."""
        async with self.store.transaction() as session:
            hanako = (await self.record()).applicant.id
            name = (await names.call(session, CITY, 1, (hanako,)))[hanako].name
        answer = json.loads(json.dumps(said).replace("HANAKO", name))
        async with office_of(self.store, self.folder, reply(200, answer), REACH) as office:
            await obtain(office.desk, self.number, (lookup(subject, term),), 2.0)
        assert len(office.raw.arrived) == 1
        return json.loads(office.raw.arrived[0].body)

    async def household(self) -> Any:
        """Let the city name her household, and give it as the case knows it."""
        hanako = (await self.record()).applicant.id
        await self.answer(hanako, "person.household", {"records": {"HANAKO": {"household": "h-9"}}})
        (fact,) = (await self.record()).facts
        return fact.value

    async def members(self, *said: str, **letters: str) -> tuple[Any, ...]:
        """Let the city name the members, and give what the case knows of them then."""
        household = await self.household()
        answer = {"records": {"h-9": {"members": said}}, "introduces": letters}
        await self.answer(household.id, "household.members", answer)
        return tuple(fact.value for fact in (await self.record()).facts if fact.term == "household.members")


@pytest.fixture
async def asking(store: Store, moving: Plan, tmp_path: Path) -> Asking:
    async with store.transaction() as session:
        await names.hear(session, (Named(HOME, "person", "A-1", linked="l-hanako"),))
    return Asking(store, tmp_path, await opened(store, moving, "k-1"))


def letter(name: str, linked: str) -> str:
    return write(LINKING, "from-partner", CITY, name, linked)


async def test_a_registry_is_told_its_own_name_a_letter_and_nothing_of_ours(asking: Asking) -> None:
    record = await asking.record()
    question = await asking.answer(record.applicant.id, "person.household", {"records": {"HANAKO": None}})
    (name,) = question["subjects"]
    assert read(LINKING, "to-partner", CITY, name, question["introduced"][name]) == "l-hanako"
    assert question["purpose"]["case"].startswith("c-")
    written = json.dumps(question)
    assert not [one for one in (record.applicant.id, record.case, "A-1", "l-hanako") if one in written]


async def test_a_name_never_heard_before_becomes_a_subject(asking: Asking) -> None:
    household = await asking.household()
    assert isinstance(household, Subject) and household.vocabulary == "household"
    assert household.id.startswith("s-") and (await asking.record()).known_at[household.id] == CITY
    async with asking.store.transaction() as session:
        assert await names.of_subject(session, household.id) == {(CITY, "h-9")}


async def test_whom_a_letter_introduces_is_who_another_partner_named(asking: Asking) -> None:
    elsewhere = Named(HOME, "person", "A-2", linked="l-taro")
    async with asking.store.transaction() as session:
        taro = (await names.hear(session, (elsewhere,))).subjects[elsewhere]
    letters = {"m-1": letter("m-1", "l-taro"), "m-2": letter("m-2", "l-jiro")}
    (members,) = await asking.members("m-1", "m-2", "HANAKO", **letters)
    first, second, third = members.items
    assert first == taro
    assert second not in (taro, third)
    assert third == (await asking.record()).applicant


async def test_a_letter_of_another_name_introduces_nobody_and_a_person_is_told(asking: Asking) -> None:
    assert await asking.members("m-2", **{"m-2": letter("m-1", "l-taro")}) == ()
    async with asking.store.transaction() as session:
        (task,) = await tasks.open_tasks(session, asking.number)
        assert await names.meant(session, CITY, "m-2") is None
    assert (task.task.kind, task.task.key) == ("wrong-letter", f"{CITY}/person")


async def test_an_office_that_introduces_whom_it_was_asked_about_links_them(asking: Asking) -> None:
    record = await asking.record()
    own = Named(CITY, "person", "own-name", linked=None)
    async with asking.store.transaction() as session:
        jiro = (await names.hear(session, (own,))).subjects[own]
    await tell(asking.store, record.case, NOW, lambda *_: Change(subjects=((jiro, CITY),)))
    said = {"records": {"own-name": None}, "introduces": {"own-name": letter("own-name", "l-jiro")}}
    question = await asking.answer(jiro.id, "person.household", said)
    assert "introduced" not in question
    async with asking.store.transaction() as session:
        assert await names.known(session, LINKS, (jiro.id,)) == {jiro.id: "l-jiro"}


@pytest.mark.parametrize("name", ["A-1", "l-hanako", "", "x" * 300, "a\nb"])
async def test_a_name_that_is_not_the_partners_gives_no_fact(
    asking: Asking, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert await asking.members(name) == ()
    async with asking.store.transaction() as session:
        found = [one.task for one in await tasks.open_tasks(session, asking.number)]
        left = await pending_lookups.of_case(session, asking.number)
    assert len(left) == 1, "the door asks again"
    foreign = name in ("A-1", "l-hanako")
    assert [(one.kind, one.key) for one in found] == ([("foreign-name", f"{CITY}/person")] if foreign else [])
    assert name == "" or name not in caplog.text
