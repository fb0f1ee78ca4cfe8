"""Temporal's server, PostgreSQL and the API are taken away in the midst of cases, and come back."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date

import pytest
from sqlalchemy import text

from ichido.store import cases
from tests.faults.town import ICHIKAWA, KAWASAKI, FaultyTown, faults_struck, until

pytestmark = pytest.mark.faults

Fault = Callable[[FaultyTown], Awaitable[None]]


async def killed_temporal(town: FaultyTown) -> None:
    await town.temporal_dies()


async def killed_postgres(town: FaultyTown) -> None:
    await town.postgres_dies()


async def stopped_postgres(town: FaultyTown) -> None:
    assert town.installation.local.postgres
    town.installation.local.postgres.stop()
    await town.postgres_again(away=10)


@pytest.mark.parametrize("fault", [killed_temporal, killed_postgres, stopped_postgres])
async def test_a_server_goes_while_it_is_needed_everywhere(town: FaultyTown, fault: Fault) -> None:
    answering, leaving = await town.move(before="answering"), await town.move(before="leaving")
    opening, appearing = await town.move(), await town.move(before="appearing")
    for authority in (ICHIKAWA, KAWASAKI):
        await town.fault(f"{authority}/submissions", "slow", seconds=2.0, times=1)
    gone = asyncio.Event()

    def speaks(_day: date, what: str) -> None:
        if "says of" in what:
            gone.set()

    appearing.rehearsal.said = speaks
    async with asyncio.TaskGroup() as group:
        group.create_task(answering.step())
        group.create_task(leaving.step())
        await faults_struck(town)
        await town.fault(f"{ICHIKAWA}/residents", "slow", seconds=0.6, times=1)
        group.create_task(opening.step())
        await faults_struck(town)
        # The authority opens its mouth as the server goes: what it says comes while nobody can take it.
        group.create_task(appearing.step())
        await gone.wait()
        await fault(town)
    await town.end(opening, answering, leaving, appearing)


@pytest.mark.parametrize("fault", [killed_temporal, killed_postgres])
async def test_a_server_goes_as_a_case_ends(town: FaultyTown, fault: Fault) -> None:
    move = await town.move(before="arriving")
    await town.fault(f"{KAWASAKI}/submissions", "slow", seconds=1.0, times=1)
    async with asyncio.TaskGroup() as group:
        group.create_task(move.step())
        await faults_struck(town)
        await fault(town)
    await town.end(move)


async def test_the_api_dies_between_taking_an_event_and_telling_its_case(town: FaultyTown) -> None:
    leaving, opening = await town.move(before="leaving"), await town.move()
    number = leaving.rehearsal.number

    async def taken() -> bool:
        query = 'SELECT count(*) FROM inbox WHERE "case" = :case AND applied_at IS NULL AND relayed_at IS NULL'
        return await town.count(query, case=number) == 1

    await town.fault(f"{ICHIKAWA}/residents", "slow", seconds=1.0, times=1)
    async with asyncio.TaskGroup() as group:
        async with town.process.store.transaction() as session:
            # Whoever holds the case's row keeps the relay from writing down what was taken.
            await cases.load(session, number, lock=True)
            group.create_task(leaving.step())
            await until(taken, "the event is kept and not told")
            group.create_task(opening.step())
            await faults_struck(town)
            town.kill_api()
            await session.execute(text("SELECT 1"))
        await town.api_again()
    await town.end(leaving, opening)
