"""`ichido ledger`: the disclosure log read through, or what was exported of it checked alone."""

import asyncio
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError

from ichido.cli.output import CouldNotRun, Output, answer, answer_json, counted, say
from ichido.cli.running import database
from ichido.engine.notary import kept
from ichido.ledger.day import DayRoot
from ichido.ledger.export import Export, faults
from ichido.security.seal_key import seal_key
from ichido.settings import Settings
from ichido.store.audit import Verdict, audit
from ichido.store.connect import connect


def verify(roots: Path | None, output: Output) -> int:
    """Verify every line, seal and day's root of the running system's log; 1 names what is broken first."""
    settings = Settings()
    try:
        outside = kept(roots or settings.roots_folder)
        found = asyncio.run(_audit(settings, outside))
    except ValueError as error:
        raise CouldNotRun(str(error)) from None
    except (OSError, DBAPIError) as error:
        raise CouldNotRun(f"the database does not answer: {type(error).__name__}", "start it, or the demo") from None
    if output is Output.JSON:
        sums = {"lines": found.lines, "seals": found.seals, "unsealed": found.unsealed, "roots": len(outside)}
        answer_json({"version": 1, **sums, "broken": found.broken})
    elif found.broken:
        answer(f"broken: {found.broken}")
    else:
        answer(f"nothing is broken: {counted(found.lines, 'line')} under {counted(found.seals, 'seal')}")
    say(f"{counted(len(outside), 'root')} kept outside, {counted(found.unsealed, 'line')} not sealed yet")
    return int(found.broken is not None)


def check(file: Path, key: str | None, output: Output) -> int:
    """Check what the API exported, without the system; by the key it names, unless a known one is given."""
    export = _read(file)
    found = list(faults(export, _public(key) if key else None))
    if output is Output.JSON:
        answer_json({"version": 1, "lines": len(export.lines), "unsealed": export.unsealed, "faults": found})
    elif found:
        answer("\n".join(found))
    else:
        answer(f"{counted(len(export.lines), 'line')}, each where it says it stands, sealed by {export.key.hex()}")
    say(f"{counted(export.unsealed, 'line')} not sealed yet when it was exported")
    return int(bool(found))


async def _audit(settings: Settings, outside: tuple[DayRoot, ...]) -> Verdict:
    if not settings.seal_key_file.exists():
        raise CouldNotRun(f"there is no seal key in `{settings.seal_key_file}`", "set ICHIDO_SEAL_KEY to the system's")
    store = connect(settings, database(settings))
    try:
        return await audit(store, seal_key(settings.seal_key_file).public_key(), outside)
    finally:
        await store.close()


def _read(file: Path) -> Export:
    try:
        return Export.model_validate_json(file.read_bytes())
    except OSError as error:
        raise CouldNotRun(f"`{file}` cannot be read: {error.strerror}") from None
    except ValidationError:
        raise CouldNotRun(
            f"`{file}` is no export of a disclosure log", "take it from `/me/disclosures/export`"
        ) from None


def _public(key: str) -> Ed25519PublicKey:
    try:
        return Ed25519PublicKey.from_public_bytes(bytes.fromhex(key))
    except ValueError:
        raise CouldNotRun("a public key is 64 hexadecimal digits") from None
