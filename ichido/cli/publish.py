"""`ichido publish`: make a catalogue what is offered from now on."""

import asyncio
import getpass
from pathlib import Path

from sqlalchemy.exc import DBAPIError, ProgrammingError

from ichido.cli.examine import Examination, Reading, examination
from ichido.cli.output import CouldNotRun, Output, answer, answer_json, counted, report_problems
from ichido.cli.running import database
from ichido.cli.select import select
from ichido.compiler.edition import edition
from ichido.settings import Settings
from ichido.store import published
from ichido.store.connect import connect
from ichido.store.published import NotOffered, Published
from ichido.store.store import Store

MIGRATE = "bring it there: `python -m ichido.store.migrate`"


def run(folder: Path | None, try_only: bool, output: Output) -> int:
    """Check and compile everything and offer it; 1 with the problems if there are any, and then nothing changes."""
    whole = examination(folder)
    reading = whole.reading(planned=True) if whole else None
    if reading is None or not (reading.problems or reading.examined.definitions):
        selection = select(None, folder)
        whole, reading = None, Reading(selection.catalogue, selection.problems)
    if reading.problems:
        report_problems(reading.problems, output)
        return 1
    try:
        found = asyncio.run(_offered(Settings(), whole, reading, try_only))
    except ProgrammingError:
        raise CouldNotRun("the database is not in the shape of this version", MIGRATE) from None
    except (OSError, DBAPIError) as error:
        raise CouldNotRun(f"the database does not answer: {type(error).__name__}", "start it, or the demo") from None
    _say(found, try_only, output)
    return 0


async def _offered(settings: Settings, whole: Examination | None, reading: Reading, try_only: bool) -> Published:
    """Compile what was read; where that is not all, and the rest is not offered as it was known, compile everything."""
    store = connect(settings, database(settings))
    try:
        try:
            found = await _publish(store, reading, try_only)
        except NotOffered:
            assert whole, "only of an examination anything is left out"
            reading = whole.whole()
            found = await _publish(store, reading, try_only)
        if whole and not try_only:
            whole.keep(reading, {**reading.plans, **found.plans})
        return found
    finally:
        await store.close()


async def _publish(store: Store, reading: Reading, try_only: bool) -> Published:
    async with store.transaction() as session:
        found = await published.publish(session, edition(reading.catalogue), getpass.getuser(), reading.plans)
        if try_only:
            await session.rollback()
        return found


def _say(found: Published, try_only: bool, output: Output) -> None:
    if output is Output.JSON:
        changes = {"new": found.new, "changed": found.changed, "withdrawn": found.withdrawn}
        answer_json({"version": 1, "edition": found.edition, **changes, "unchanged": found.unchanged})
        return
    verb = "would be" if try_only else "is"
    sums = [counted(len(ids), word, word) for word, ids in (("new", found.new), ("changed", found.changed)) if ids]
    answer(f"edition {found.edition} {verb} what is offered: {', '.join((*sums, f'{found.unchanged} as before'))}")
    for word, ids in (("new", found.new), ("changed", found.changed), ("withdrawn", found.withdrawn)):
        answer("".join(f"  {word:<9}  {id_}\n" for id_ in ids))
