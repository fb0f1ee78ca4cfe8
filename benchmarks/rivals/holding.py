"""Facts kept in the hands of those who hold them, and with their case who that is."""

from collections.abc import Mapping

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from benchmarks.rivals.known import Known
from ichido.case.record import Fact
from ichido.store import facts

_HOLD = text(
    "UPDATE cases SET holders = (SELECT array_agg(DISTINCT one ORDER BY one)"
    " FROM unnest(holders || CAST(:held AS varchar[])) AS one) WHERE number = :number"
)


async def keep(session: AsyncSession, known: Known, held: Mapping[Fact, str]) -> None:
    """Write facts of a case, each with its controller, and know them; who holds something now is added to the case."""
    every = await facts.add(session, known.case, held, held.__getitem__, known.holders)
    if every != known.holders:
        # Others may have written facts of this case meanwhile: nobody is taken out.
        await session.execute(_HOLD, {"held": list(every), "number": known.case})
        known.holders = every
    known.add(held)
