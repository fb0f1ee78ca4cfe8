"""Who had what Temporal keeps of which case decoded: lines are only ever added, one a minute at most for each."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from ichido.store.tables.decodings import DecodingRow

ONE_LOOK = timedelta(minutes=1)
"""A page of the Temporal UI has every payload decoded by itself: that is one look."""


@dataclass(frozen=True, slots=True)
class Decoding:
    """When somebody looked at the payloads of a case, or of the installation: role, authority, and who, if known."""

    at: datetime
    case: str
    role: str
    authority: str = ""
    who: str = ""


async def note(session: AsyncSession, decoding: Decoding) -> None:
    """Write down a look; what belongs to the same look is not written again."""
    same = {"case": decoding.case, "role": decoding.role, "authority": decoding.authority, "who": decoding.who}
    earlier = select(col(DecodingRow.number)).filter_by(**same).where(col(DecodingRow.at) > decoding.at - ONE_LOOK)
    if not (await session.execute(earlier.limit(1))).first():
        await session.execute(insert(DecodingRow).values(at=decoding.at, **same))


async def of_case(session: AsyncSession, case: str) -> tuple[Decoding, ...]:
    """Who looked at a case, oldest first."""
    query = select(DecodingRow).where(col(DecodingRow.case) == case).order_by(col(DecodingRow.number))
    return tuple(
        Decoding(row.at, row.case, row.role, row.authority, row.who) for row in (await session.execute(query)).scalars()
    )
