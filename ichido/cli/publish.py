"""`ichido publish`: make a catalogue what is offered from now on."""

import asyncio
import getpass
from pathlib import Path

from sqlalchemy.exc import DBAPIError, ProgrammingError

from ichido.cli.output import CouldNotRun, Output, answer, answer_json, counted, report_problems
from ichido.cli.running import database
from ichido.cli.select import select
from ichido.compiler.edition import edition
from ichido.language.catalogue import Catalogue
from ichido.settings import Settings
from ichido.store import published
from ichido.store.connect import connect
from ichido.store.published import Published

MIGRATE = "bring it there: `python -m ichido.store.migrate`"


def run(folder: Path | None, try_only: bool, output: Output) -> int:
    """Check and compile everything and offer it; 1 with the problems if there are any, and then nothing changes."""
    selection = select(None, folder)
    if selection.problems:
        report_problems(selection.problems, output)
        return 1
    try:
        found = asyncio.run(_publish(Settings(), selection.catalogue, try_only))
    except ProgrammingError:
        raise CouldNotRun("the database is not in the shape of this version", MIGRATE) from None
    except (OSError, DBAPIError) as error:
        raise CouldNotRun(f"the database does not answer: {type(error).__name__}", "start it, or the demo") from None
    _say(found, try_only, output)
    return 0


async def _publish(settings: Settings, catalogue: Catalogue, try_only: bool) -> Published:
    store = connect(settings, database(settings))
    try:
        async with store.transaction() as session:
            found = await published.publish(session, edition(catalogue), getpass.getuser())
            if try_only:
                await session.rollback()
            return found
    finally:
        await store.close()


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
