"""The disclosure log (やりとり履歴): who used which terms of whom, under which article; lines are only ever added."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, insert, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from ichido.store.tables.partners import DisclosureRow

Kind = Literal["asked", "obtained", "submitted"]
PartnerKind = Literal["registry", "authority"]


@dataclass(frozen=True, slots=True)
class Use:
    """Terms of one subject asked of, obtained from or submitted to one partner (its code), for one act."""

    at: datetime
    case: str
    procedure: str
    act: str
    under: str
    purpose: str
    partner: str
    partner_kind: PartnerKind
    subject: str
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DisclosureLine:
    """A line of the log; numbers only grow, and may have gaps."""

    number: int
    kind: Kind
    use: Use


async def asked(session: AsyncSession, uses: Iterable[Use]) -> None:
    """Log what is about to be asked; to be committed before the call."""
    await _log(session, "asked", uses)


async def obtained(session: AsyncSession, uses: Iterable[Use]) -> None:
    """Log what was obtained, in the transaction that writes the facts."""
    await _log(session, "obtained", uses)


async def submitted(session: AsyncSession, uses: Iterable[Use]) -> None:
    """Log what an authority is sent, in the transaction that puts it in the outbox."""
    await _log(session, "submitted", uses)


async def for_case(session: AsyncSession, case: str) -> tuple[DisclosureLine, ...]:
    """The lines of a case, oldest first."""
    return await _lines(session, col(DisclosureRow.case) == case)


async def for_subject(session: AsyncSession, subject: str) -> tuple[DisclosureLine, ...]:
    """The lines about a subject in all cases, oldest first."""
    return await _lines(session, col(DisclosureRow.subject) == subject)


async def _log(session: AsyncSession, kind: Kind, uses: Iterable[Use]) -> None:
    rows = [{**asdict(use), "terms": list(use.terms), "kind": kind} for use in uses]
    if rows:
        await session.execute(insert(DisclosureRow), rows)


async def _lines(session: AsyncSession, which: ColumnElement[bool]) -> tuple[DisclosureLine, ...]:
    query = select(DisclosureRow).where(which).order_by(col(DisclosureRow.number))
    return tuple(_line(row) for row in (await session.execute(query)).scalars())


def _line(row: DisclosureRow) -> DisclosureLine:
    assert row.number is not None
    use = Use(
        at=row.at,
        case=row.case,
        procedure=row.procedure,
        act=row.act,
        under=row.under,
        purpose=row.purpose,
        partner=row.partner,
        partner_kind=row.partner_kind,  # type: ignore[arg-type]  # written from a Use only
        subject=row.subject,
        terms=tuple(row.terms),
    )
    return DisclosureLine(row.number, row.kind, use)  # type: ignore[arg-type]  # written by this module only
