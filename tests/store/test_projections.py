"""Where cases stand."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import text

from ichido.case.conclusions import ProcedureConclusion
from ichido.case.record import Change
from ichido.compiler.plan import Plan
from ichido.store import cases
from ichido.store.projections import (
    CaseLine,
    Projection,
    close,
    listing,
    numbers_among,
    open_numbers,
    project,
    retold,
    unheard,
    unstarted,
)
from ichido.store.store import Store
from ichido.store.tell import tell
from tests.store.opening import NOW, opened

WAITING = Projection(event=4, stage="waiting")


async def test_a_projection_only_moves_forward(store: Store, number: str) -> None:
    async with store.transaction() as session:
        assert await project(session, number, WAITING)
        assert not await project(session, number, replace(WAITING, stage="earlier"))
        assert not await project(session, number, replace(WAITING, event=3, stage="earlier"))
        assert not await project(session, "MV-0000-0000", WAITING)
        stored = await cases.load(session, number)
    assert stored is not None
    assert (stored.event, stored.stage) == (4, "waiting")


async def test_pages_of_cases_hold_every_case_once_newest_first(store: Store, plan: Plan) -> None:
    numbers = [await opened(store, plan, str(n), at=NOW + timedelta(seconds=n // 2)) for n in range(7)]
    seen: list[CaseLine] = []
    async with store.transaction() as session:
        while page := await listing(session, after=seen[-1].place if seen else None, limit=3):
            seen.extend(page)
    assert sorted(line.number for line in seen) == sorted(numbers)
    assert [line.opened_at for line in seen] == sorted((line.opened_at for line in seen), reverse=True)


async def test_lists_are_narrowed(store: Store, plan: Plan) -> None:
    first = await opened(store, plan, "1", applicant="A-1")
    second = await opened(store, plan, "2", applicant="A-2")
    async with store.transaction() as session:
        await project(session, first, WAITING)
        await close(session, second, NOW, "done")
        applicant = (await listing(session, stage="waiting"))[0].outline.applicant
        assert [line.number for line in await listing(session, stage="waiting")] == [first]
        assert [line.number for line in await listing(session, subject=applicant)] == [first]
        assert [line.number for line in await listing(session, open_only=True)] == [first]
        assert await listing(session, life_event="birth") == ()


async def test_an_office_lists_the_cases_it_has_part_in(store: Store, plan: Plan, number: str) -> None:
    await tell(store, number, NOW)
    async with store.transaction() as session:
        assert [line.number for line in await listing(session, authority="city-131016")] == [number]
        assert await listing(session, authority="city-122033") == ()
        stored = await cases.load(session, number, lock=True)
        assert stored is not None and stored.conclusions is not None
        before = ProcedureConclusion(key="in", procedure="in", authority="city-122033", applies="unknown")
        never = ProcedureConclusion(key="out", procedure="out", authority="city-131024", applies="no")
        then = stored.conclusions.model_copy(update={"revision": 2, "procedures": (before, never)})
        await cases.write(session, stored, Change(), then, lambda _fact: "")
        assert [line.number for line in await listing(session, authority="city-122033")] == [number]
        assert await listing(session, authority="city-131024") == ()


async def test_the_sweeper_finds_old_cases_whose_workflow_never_spoke(store: Store, plan: Plan) -> None:
    silent, spoken = await opened(store, plan, "1"), await opened(store, plan, "2")
    async with store.transaction() as session:
        await project(session, spoken, WAITING)
        assert await unstarted(session, NOW) == ()
        assert await unstarted(session, NOW + timedelta(seconds=1)) == (silent,)
        assert await open_numbers(session) == (spoken,)


async def test_more_numbers_are_looked_up_than_a_statement_may_name(store: Store, number: str) -> None:
    async with store.transaction() as session:
        assert await numbers_among(session, [*(f"MV-{n}" for n in range(70_000)), number]) == {number}


async def test_a_case_closes_once(store: Store, number: str) -> None:
    async with store.transaction() as session:
        assert await close(session, number, NOW, "unsubmitted")
        assert not await close(session, number, NOW, "again")
        assert await open_numbers(session) == ()
        assert await project(session, number, WAITING)
        line = (await listing(session))[0]
    assert (line.closed_at, line.close_reason) == (NOW, "unsubmitted")


async def revise(store: Store, number: str, seconds_ago: float) -> None:
    """Let a case know more than its workflow, for so long."""
    async with store.transaction() as session:
        await session.execute(
            text(
                "UPDATE cases SET revision = revision + 1, revised_at = now() - :ago * interval '1 second'"
                " WHERE number = :number"
            ),
            {"ago": seconds_ago, "number": number},
        )


async def unheard_for(store: Store, seconds: float) -> tuple[str, ...]:
    """The cases whose workflows may not have heard, for so long."""
    async with store.transaction() as session:
        return await unheard(session, timedelta(seconds=seconds))


async def test_a_workflow_that_knows_less_than_its_row_is_found_after_a_while(store: Store, number: str) -> None:
    await revise(store, number, seconds_ago=60)
    assert await unheard_for(store, 30) == (), "a workflow that never spoke is another matter"
    async with store.transaction() as session:
        await project(session, number, WAITING)
    assert await unheard_for(store, 30) == (number,)
    assert await unheard_for(store, 90) == ()
    async with store.transaction() as session:
        await project(session, number, replace(WAITING, event=5, revision=1))
    assert await unheard_for(store, 30) == ()


async def test_a_case_told_again_comes_up_anew_after_twice_the_time(store: Store, number: str) -> None:
    async with store.transaction() as session:
        await project(session, number, WAITING)
    await revise(store, number, seconds_ago=60)
    async with store.transaction() as session:
        await retold(session, number)
    assert await unheard_for(store, 30) == ()
    async with store.transaction() as session:
        await session.execute(text("UPDATE cases SET revised_at = now() - interval '100 seconds'"))
        await session.execute(text("UPDATE cases SET retold_at = now() - interval '40 seconds'"))
    assert await unheard_for(store, 30) == (), "told after 60 seconds: again after 120"
    async with store.transaction() as session:
        await session.execute(text("UPDATE cases SET revised_at = now() - interval '125 seconds'"))
        await session.execute(text("UPDATE cases SET retold_at = now() - interval '63 seconds'"))
    assert await unheard_for(store, 30) == (number,)


async def test_numbers_with_a_row_are_told_from_others(store: Store, number: str) -> None:
    async with store.transaction() as session:
        assert await numbers_among(session, [number, "MV-0000-0000"]) == {number}
