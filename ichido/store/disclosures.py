"""The disclosure log (やりとり履歴): who used which terms of whom, under which article; lines are only ever added."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ARRAY, ColumnElement, String, any_, insert, literal, not_, select
from sqlalchemy.ext.asyncio import AsyncSession

from ichido.ledger.contents import line_key, opened, sealed
from ichido.security.keys import PERIOD, Forgotten
from ichido.store import protections
from ichido.store.keyring import keyring
from ichido.store.tables.ledger import DisclosureRow
from ichido.store.tables.row import table

_DISCLOSURES = table(DisclosureRow)
_SEALED = ("procedure", "act", "under", "purpose", "partner", "partner_kind", "terms")

Kind = Literal["asked", "obtained", "submitted", "fetched", "consented", "withdrawn", "seen", "answered"]
PartnerKind = Literal["registry", "authority", "earlier", "representative"]


@dataclass(frozen=True, slots=True)
class Use:
    """Terms of one subject asked of, obtained from or submitted to one partner (its code), for one act.

    `by` is the id of who acted for the applicant; a representative who saw or answered something is the partner too.
    """

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
    by: str = ""


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


async def fetched(session: AsyncSession, uses: Iterable[Use]) -> None:
    """Log which documents an authority fetches, before it is given their bytes."""
    await _log(session, "fetched", uses)


async def acted(session: AsyncSession, kind: Literal["seen", "answered"], uses: Iterable[Use]) -> None:
    """Log what who acts for somebody saw or answered, in the transaction in which they do."""
    await _log(session, kind, uses)


async def consented(session: AsyncSession, uses: Iterable[Use]) -> None:
    """Log which uses a person has agreed to, in the transaction that writes the consent."""
    await _log(session, "consented", uses)


async def withdrawn(session: AsyncSession, uses: Iterable[Use]) -> None:
    """Log which uses a person agrees to no more, in the transaction that writes the withdrawal."""
    await _log(session, "withdrawn", uses)


async def for_case(session: AsyncSession, case: str, hidden: Collection[str] = ()) -> tuple[DisclosureLine, ...]:
    """The lines of a case, oldest first, without those about the hidden."""
    # The same statement whoever is hidden, and when nobody is.
    about_hidden = _DISCLOSURES.c.subject == any_(literal(sorted(hidden), ARRAY(String)))
    return await _lines(session, _DISCLOSURES.c.case == case, not_(about_hidden))


async def for_subject(session: AsyncSession, subject: str) -> tuple[DisclosureLine, ...]:
    """The lines about a subject that they may see, oldest first: in all cases but those of the protected.

    What they are not shown is withheld under the article of the protection (個人情報保護法 78条), and still sealed.
    """
    theirs = protections.away_from(subject, _DISCLOSURES.c.case)
    return await _lines(session, _DISCLOSURES.c.subject == subject, theirs)


async def _log(session: AsyncSession, kind: Kind, uses: Iterable[Use]) -> None:
    rows = [await _row(session, kind, use) for use in uses]
    if rows:
        await session.execute(insert(DisclosureRow), rows)


async def _row(session: AsyncSession, kind: Kind, use: Use) -> dict[str, object]:
    """Whose, when and in which case is found by; everything else is sealed with the key of its month."""
    period = f"{PERIOD}{use.at:%Y-%m}"
    rest = {name: getattr(use, name) for name in _SEALED} | ({"by": use.by} if use.by else {})
    month_key = (await keyring(session).key_for(period)).secret
    return {
        "at": use.at,
        "kind": kind,
        "case": use.case,
        "subject": use.subject,
        "period": period,
        "sealed": sealed(month_key, rest, use.case, use.subject),
    }


async def _lines(session: AsyncSession, *which: ColumnElement[bool]) -> tuple[DisclosureLine, ...]:
    query = select(_DISCLOSURES).where(*which).order_by(_DISCLOSURES.c.number)
    lines = [await _line(session, row) for row in await session.execute(query)]
    return tuple(line for line in lines if line is not None)


async def _line(session: AsyncSession, row: Any) -> DisclosureLine | None:
    """A line as it was written; None once its month was shredded, though its hash still stands in the tree."""
    try:
        key = line_key((await keyring(session).key_for(row.period)).secret, row.sealed)
    except Forgotten:
        return None
    rest = opened(key, row.sealed, row.case, row.subject)
    rest["terms"] = tuple(rest["terms"])
    return DisclosureLine(row.number, row.kind, Use(at=row.at, case=row.case, subject=row.subject, **rest))
