"""What sealing costs the disclosure log: 32 writers at once, with a notary beside them and without.

The yardstick is the same writers inserting the same lines while nobody seals, in interleaved rounds; then how long
a log of 100,000 lines takes to be sealed from its beginning and verified, beside reading the same rows.
"""

import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import text

from ichido.engine.notary import Notary, kept
from ichido.local.postgres import PostgresServer
from ichido.security.key_files import FileKeys
from ichido.store import disclosures
from ichido.store.audit import audit
from ichido.store.disclosures import Use
from ichido.store.migrate import migrate
from ichido.store.store import Store

WRITERS = 32
SECONDS = 4.0
ROUNDS = 3
LINES = 100_000
A_TRANSACTION = 3


def main() -> None:
    """Print lines a second of each kind and their ratio, then what sealing and verifying a long log takes."""
    found = asyncio.run(_measure())
    if "-o" in sys.argv and "json" in sys.argv:
        print(json.dumps(found, indent=2))
        return
    print(f"{WRITERS} writers, {A_TRANSACTION} lines a transaction, {ROUNDS} rounds of {SECONDS:g} s")
    print(f"  plain inserts       {found['plain']:8,.0f} lines/s   1.00")
    print(f"  with the notary     {found['sealed']:8,.0f} lines/s   {found['ratio']:.2f} (goal: at least 0.8)")
    print(f"{found['lines']:,} lines: sealed in {found['seal_s']:.1f} s, verified in {found['verify_s']:.1f} s,")
    print(f"  {found['verify_ratio']:.1f} times as long as reading the same rows ({found['read_s']:.1f} s)")


async def _measure() -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        server = PostgresServer(here / "data", here / "postgres.log")
        server.start()
        try:
            url = server.create("ledger")
            migrate(url)
            store = Store(url, FileKeys(here / "keys"), connections=WRITERS)
            notary = Notary(store, Ed25519PrivateKey.generate(), here / "roots")
            rates: dict[str, list[float]] = {"plain": [], "sealed": []}
            await _written(store, 0.5)
            for _ in range(ROUNDS):
                rates["plain"].append(await _written(store, SECONDS))
                await _caught_up(notary)
                async with _beside(notary):
                    rates["sealed"].append(await _written(store, SECONDS))
            long = await _long(store, notary)
            await store.close()
            plain, sealed = (statistics.median(rates[kind]) for kind in ("plain", "sealed"))
            return {"writers": WRITERS, "plain": plain, "sealed": sealed, "ratio": sealed / plain, **long}
        finally:
            server.stop()


async def _long(store: Store, notary: Notary) -> dict[str, float]:
    """Fill the log up to LINES, seal all of it and verify it."""
    await _caught_up(notary)
    have = (await audit(store, notary.key.public_key(), ())).lines
    for _ in range(max(0, LINES - have) // 1000):
        async with store.transaction() as session:
            await disclosures.asked(session, [_use(0)] * 1000)
    seal_s = await _taken(lambda: _caught_up(notary))
    verify_s = await _taken(lambda: audit(store, notary.key.public_key(), kept(notary.folder)))
    read_s = await _taken(lambda: _read(store))
    lines = (await audit(store, notary.key.public_key(), ())).lines
    return {"lines": lines, "seal_s": seal_s, "verify_s": verify_s, "read_s": read_s, "verify_ratio": verify_s / read_s}


async def _written(store: Store, seconds: float) -> float:
    """How many lines a second all writers write, each in transactions of its own."""
    until = time.perf_counter() + seconds
    counts = await asyncio.gather(*(_write(store, writer, until) for writer in range(WRITERS)))
    return sum(counts) / seconds


async def _write(store: Store, writer: int, until: float) -> int:
    count = 0
    while time.perf_counter() < until:
        async with store.transaction() as session:
            await disclosures.asked(session, [_use(writer)] * A_TRANSACTION)
        count += A_TRANSACTION
    return count


def _use(writer: int) -> Use:
    return Use(
        at=datetime.now(UTC),
        case=f"MV-{writer:04d}-0000",
        procedure="moving-in",
        act="住民基本台帳法 22条1項",
        under="住民基本台帳法 24条の2",
        purpose="moving-in",
        partner="resident-register@122033",
        partner_kind="registry",
        subject=f"s-{writer:032x}",
        terms=("person.name", "person.birth_date", "person.address"),
    )


@asynccontextmanager
async def _beside(notary: Notary) -> AsyncIterator[None]:
    task = asyncio.create_task(notary.run())
    yield
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def _caught_up(notary: Notary) -> None:
    while await notary.round(datetime.now(UTC)):
        pass


async def _read(store: Store) -> None:
    async with store.transaction() as session:
        (await session.execute(text("SELECT * FROM disclosures ORDER BY number"))).all()


async def _taken(work: Callable[[], Any]) -> float:
    started = time.perf_counter()
    await work()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
