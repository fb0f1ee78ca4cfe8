"""What each partner calls a subject: whoever comes first makes them, and no name is two partners'."""

import asyncio
import re

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from ichido.partners import LINKS
from ichido.security.keys import NAMES
from ichido.store import names, subjects
from ichido.store.names import Heard, Named
from ichido.store.store import Store
from ichido.store.tables.subjects import NameRow, SubjectRow

A, B = "122033", "141305"


async def hear(store: Store, *named: Named) -> Heard:
    async with store.transaction() as session:
        return await names.hear(session, named)


async def met(store: Store, one: Named) -> str:
    return (await hear(store, one)).subjects[one].id


async def called(store: Store, partner: str, id_: str, generation: int = 1) -> names.Called:
    async with store.transaction() as session:
        return (await names.call(session, partner, generation, (id_,)))[id_]


async def count(store: Store, what: type[SubjectRow] | type[NameRow]) -> int:
    async with store.transaction() as session:
        return (await session.execute(select(func.count()).select_from(what))).scalar_one()


async def test_whoever_is_named_first_becomes_a_subject_with_a_random_id(store: Store) -> None:
    one = Named(A, "person", "A-1")
    id_ = await met(store, one)
    assert id_.startswith("s-") and "A-1" not in id_
    assert await met(store, one) == id_
    async with store.transaction() as session:
        assert (await subjects.known(session, [id_, "s-nobody"]))[id_].known_at == A
        assert (await names.meant(session, A, "A-1"), await names.meant(session, B, "A-1")) == (id_, None)


async def test_of_many_who_first_meet_somebody_at_once_one_makes_the_subject(store: Store) -> None:
    meetings = [Named(f"office-{n}", "person", f"N-{n % 4}-{n}", linked="l-1") for n in range(12)]
    meetings += [Named(A, "person", "N-A", linked="l-1")] * 4
    assert len(set(await asyncio.gather(*(met(store, one) for one in meetings)))) == 1
    assert (await count(store, SubjectRow), await count(store, NameRow)) == (1, 14)


async def test_without_letters_the_same_name_heard_at_once_makes_one_subject_too(store: Store) -> None:
    ids = await asyncio.gather(*(met(store, Named(A, "person", "A-1")) for _ in range(8)))
    assert len(set(ids)) == 1
    assert await count(store, SubjectRow) == 1


async def test_families_heard_of_in_opposite_orders_never_wait_for_each_other(store: Store) -> None:
    here = [Named(A, "person", f"a-{n:02}", linked=f"l-{n:02}") for n in range(20)]
    there = [Named(B, "person", f"b-{20 - n:02}", linked=f"l-{n:02}") for n in range(20)]
    found = await asyncio.wait_for(asyncio.gather(hear(store, *here), hear(store, *reversed(there))), 20)
    assert [found[0].subjects[one] for one in here] == [found[1].subjects[one] for one in there]
    assert await count(store, SubjectRow) == 20


async def test_two_partners_never_get_the_same_name_and_each_always_its_own(store: Store) -> None:
    id_ = await met(store, Named(A, "person", "A-1", linked="l-1"))
    here, there = await called(store, A, id_), await called(store, B, id_)
    assert here == names.Called("A-1", None), "its own name needs no letter"
    assert re.fullmatch("n-[a-z2-7]{32}", there.name) and there.linked == "l-1"
    assert len(set(await asyncio.gather(*(called(store, B, id_) for _ in range(8))))) == 1
    assert (await called(store, "271004", id_)).name != there.name
    assert id_.removeprefix("s-") not in there.name
    assert there.name not in repr(there) and "l-1" not in repr(there)


async def test_a_name_of_another_partner_means_nobody(store: Store) -> None:
    id_ = await met(store, Named(A, "person", "A-1"))
    foreign = [Named(B, "person", "A-1"), Named(A, "person", (await called(store, B, id_)).name)]
    for one in foreign:
        found = await hear(store, one)
        assert (found.subjects, found.foreign) == ({}, (one,))
        async with store.transaction() as session:
            assert await names.meant(session, one.partner, one.name) is None
            assert await names.is_foreign(session, one.partner, one.name)
            assert not await names.is_foreign(session, one.partner, "never-heard")
    assert await count(store, SubjectRow) == 1


async def test_a_name_of_ours_that_a_partner_says_back_means_whom_it_was_given_for(store: Store) -> None:
    id_ = await met(store, Named(A, "person", "A-1"))
    assert await met(store, Named(B, "person", (await called(store, B, id_)).name)) == id_


async def test_a_name_means_nobody_of_another_kind(store: Store) -> None:
    await met(store, Named(A, "person", "A-1", linked="l-1"))
    found = await hear(store, Named(A, "household", "A-1"))
    assert (found.subjects, found.foreign) == ({}, ())
    other = Named(B, "household", "B-1", linked="l-1")
    assert (await hear(store, other)).subjects[other].vocabulary == "household"


async def test_a_letter_that_comes_later_links_who_was_met_without_one(store: Store) -> None:
    id_ = await met(store, Named(A, "person", "A-1"))
    assert await met(store, Named(A, "person", "A-1", linked="l-1")) == id_
    assert await met(store, Named(B, "person", "B-1", linked="l-1")) == id_


async def test_two_subjects_that_turn_out_to_be_one_stay_two_and_are_shown(store: Store) -> None:
    here = await met(store, Named(A, "person", "A-1"))
    there = await met(store, Named(B, "person", "B-1", linked="l-1"))
    late = Named(A, "person", "A-1", linked="l-1")
    found = await hear(store, late)
    assert found.divided == (late,)
    assert (found.subjects[late].id, await met(store, Named(B, "person", "B-1"))) == (here, there)


async def test_the_name_a_partner_said_last_is_the_one_it_is_told(store: Store) -> None:
    id_ = await met(store, Named(A, "person", "A-1", linked="l-1"))
    ours = await called(store, B, id_)
    assert await met(store, Named(B, "person", "B-7", linked="l-1")) == id_
    assert await called(store, B, id_) == names.Called("B-7", None)
    async with store.transaction() as session:
        assert await names.meant(session, B, ours.name) == id_, "what it was told before still means the same"


async def test_another_key_names_only_whom_the_partner_has_not_met(store: Store) -> None:
    first = await met(store, Named(A, "person", "A-1"))
    second = await met(store, Named(A, "person", "A-2"))
    before = await called(store, B, first)
    assert await called(store, B, first, generation=2) == before
    async with store.transaction() as session:
        assert await names.meant(session, B, before.name) == first
        cases = {await names.case_called(session, one, n, "MV-1") for one in (A, B) for n in (1, 2)}
    assert len(cases) == 4
    under_the_second = (await called(store, B, second, generation=2)).name
    async with store.transaction() as session:
        await session.execute(NameRow.__table__.delete().where(col(NameRow.name) == under_the_second))  # type: ignore[attr-defined]
    assert (await called(store, B, second, generation=1)).name != under_the_second


async def test_the_secret_behind_all_names_is_kept_wrapped_and_is_never_destroyed(store: Store) -> None:
    await called(store, B, await met(store, Named(A, "person", "A-1")))
    with pytest.raises(ValueError, match="belong to no case"):
        await store.keys.destroy(NAMES)


async def test_a_name_of_the_linking_service_is_nobody_elses(store: Store) -> None:
    await met(store, Named(A, "person", "A-1", linked="l-1"))
    assert (await hear(store, Named(B, "person", "l-1"))).foreign
    async with store.transaction() as session:
        assert await names.known(session, LINKS, ["s-nobody"]) == {}
