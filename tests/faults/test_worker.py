"""The worker is killed in each stage of a case, and another takes over."""

import asyncio

import pytest

from tests.faults.town import ICHIKAWA, KAWASAKI, FaultyTown, faults_struck, until

pytestmark = pytest.mark.faults


async def test_the_move_itself_goes_well(town: FaultyTown) -> None:
    await town.end(await town.move())


async def test_it_dies_while_it_asks_and_sends(town: FaultyTown) -> None:
    answering, leaving = await town.move(before="answering"), await town.move(before="leaving")
    opening = await town.move()
    for authority in (ICHIKAWA, KAWASAKI):
        await town.fault(f"{authority}/submissions", "slow", seconds=4.0, times=1)
    async with asyncio.TaskGroup() as group:
        group.create_task(answering.step())
        group.create_task(leaving.step())
        await faults_struck(town)
        await town.fault(f"{ICHIKAWA}/residents", "slow", seconds=0.6, times=1)
        group.create_task(opening.step())
        await faults_struck(town)
        town.kill_worker()
        await town.worker_again()
    await town.end(opening, answering, leaving)


async def test_it_is_dead_while_a_person_and_an_authority_speak(town: FaultyTown) -> None:
    answering, leaving = await town.move(before="answering"), await town.move(before="leaving")
    opening = await town.move()
    town.kill_worker()
    async with asyncio.TaskGroup() as group:
        for move in (opening, answering, leaving):
            group.create_task(move.step())
        await town.worker_again()
    await town.end(opening, answering, leaving)


async def test_it_dies_while_it_decides_and_tells(town: FaultyTown) -> None:
    move = await town.move(before="arriving")

    async def held() -> bool:
        found = [one for _, one in await move.rehearsal.town.held() if one["case"] == move.rehearsal.number]
        return any(one["procedure"] == "school-support" for one in found)

    async with asyncio.TaskGroup() as group:
        group.create_task(move.step())
        await until(held, "the school board holds the application")
        town.kill_worker()
        await town.worker_again()
    await town.end(move)
