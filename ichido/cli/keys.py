"""`ichido keys`: which wrapping keys there are, and new ones in their place."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TypeVar

from sqlalchemy.exc import DBAPIError, ProgrammingError

from ichido.cli.output import CouldNotRun, Output, answer, answer_json, counted
from ichido.cli.progress import Bar
from ichido.cli.running import database
from ichido.compiler.views.columns import columns
from ichido.security.keys import KeyUnavailable
from ichido.security.wrapping import CannotRenew, shown
from ichido.settings import Settings
from ichido.store.connect import connect
from ichido.store.rotation import InUse, Rotation
from ichido.store.store import Store

T = TypeVar("T")
OWN = "installation"
"""How a command line calls what belongs to no authority."""


def list_(output: Output) -> int:
    """Print every wrapping key; 1 if one that is needed is not at hand."""
    found = worked(_in_use)
    if output is Output.JSON:
        keys = [
            {"id": k.id, "controller": k.controller, "wraps": k.wraps, "at_hand": k.at_hand, "current": k.current}
            for k in found
        ]
        answer_json({"version": 1, "keys": keys})
    else:
        answer("\n".join(columns((_line(key) for key in found), indent=0)))
    return int(any(not key.at_hand for key in found))


def rotate(controller: str | None, output: Output) -> int:
    """Renew wrapping keys and wrap every data key anew, of one controller or of all."""
    wanted = None if controller is None else "" if controller == OWN else controller
    done = worked(lambda store: _rotate(Rotation(store.keys), wanted))
    if output is Output.JSON:
        answer_json({"version": 1, "rotated": [{"controller": name, "wraps": of} for name, of in done]})
    else:
        answer("\n".join(f"{shown(name)}: {counted(of, 'data key')} wrapped by a new key" for name, of in done))
    return 0


def prune(output: Output) -> int:
    """Give up wrapping keys that wrap nothing any more, and opened backups for long enough."""
    gone = worked(lambda store: _prune(Rotation(store.keys)))
    if output is Output.JSON:
        answer_json({"version": 1, "gone": list(gone)})
    else:
        answer("\n".join(f"{id_} is gone" for id_ in gone) or "nothing to give up")
    return 0


async def _in_use(store: Store) -> tuple[InUse, ...]:
    return await Rotation(store.keys).in_use()


async def _rotate(rotation: Rotation, wanted: str | None) -> list[tuple[str, int]]:
    known = dict.fromkeys(key.controller for key in await rotation.in_use())
    if wanted is not None and wanted not in known:
        raise CouldNotRun(f"{shown(wanted)} has no key here", "`ichido keys list` shows who has")
    done = []
    for controller in known if wanted is None else (wanted,):
        of = 0
        with Bar(shown(controller)) as bar:
            async for progress in rotation.rotate(controller):
                bar.at(progress.done, progress.of)
                of = progress.of
        await rotation.prune(controller)
        done.append((controller, of))
    return done


async def _prune(rotation: Rotation) -> tuple[str, ...]:
    known = dict.fromkeys(key.controller for key in await rotation.in_use())
    return tuple([id_ for controller in known for id_ in await rotation.prune(controller)])


def _line(key: InUse) -> tuple[str, ...]:
    state = "wraps now" if key.current else "replaced" if key.at_hand else "NOT AT HAND"
    return shown(key.controller), key.id, state, counted(key.wraps, "data key")


def worked(work: Callable[[Store], Awaitable[T]]) -> T:
    """Do work with the store of these settings; CouldNotRun, in words, when that cannot be."""
    settings = Settings()

    async def connected() -> T:
        store = connect(settings, database(settings))
        try:
            return await work(store)
        finally:
            with suppress(OSError):
                await store.close()

    try:
        return asyncio.run(connected())
    except CannotRenew as error:
        raise CouldNotRun("the keys in the environment are not made here", str(error)) from None
    except KeyUnavailable as error:
        raise CouldNotRun(f"a data key cannot be opened: {error}", "put that key back; nothing is lost") from None
    except ValueError as error:
        raise CouldNotRun(str(error)) from None
    except ProgrammingError:
        raise CouldNotRun(
            "the database is not in the shape of this version", "run `python -m ichido.store.migrate`"
        ) from None
    except (OSError, DBAPIError) as error:
        raise CouldNotRun(f"the database does not answer: {type(error).__name__}", "start it, or the demo") from None
