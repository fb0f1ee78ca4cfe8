"""Consents as lines: given and withdrawn, with the words that were shown, sealed with the key of their case."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from ichido.store.tables.consents import ConsentRow
from ichido.store.vault import vault

Kind = Literal["given", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Shown:
    """The words a person read, in which language, and their SHA-256 in hexadecimal."""

    language: str
    words: str
    sha256: str

    @classmethod
    def of(cls, language: str, words: str) -> "Shown":
        """Words as they were shown."""
        return cls(language, words, hashlib.sha256(words.encode()).hexdigest())


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """A consent of a case, by its id, was given or withdrawn at a time, upon these words."""

    consent: str
    kind: Kind
    at: datetime
    shown: Shown


async def add(session: AsyncSession, case: str, line: ConsentLine) -> None:
    """Write a line; the database refuses a second one of the kind, and to change any."""
    written = json.dumps(asdict(line.shown), ensure_ascii=False, separators=(",", ":")).encode()
    sealed = (await vault(session, case)).seal(written, *_place(line.consent, line.kind))
    row = {"case": case, "consent": line.consent, "kind": line.kind, "at": line.at, "sealed": sealed}
    await session.execute(insert(ConsentRow).values(row))


async def of_case(session: AsyncSession, case: str) -> tuple[ConsentLine, ...]:
    """The lines of a case, oldest first; SealBroken for one that was altered, Forgotten once the case is."""
    query = select(ConsentRow).where(col(ConsentRow.case) == case).order_by(col(ConsentRow.number))
    rows = (await session.execute(query)).scalars().all()
    if not rows:
        return ()
    safe = await vault(session, case)
    return tuple(_line(row, safe.open(row.sealed, *_place(row.consent, row.kind))) for row in rows)


def _line(row: Any, opened: bytes) -> ConsentLine:
    return ConsentLine(row.consent, row.kind, row.at, Shown(**json.loads(opened)))


def _place(consent: str, kind: str) -> tuple[str, ...]:
    return "consents", consent, kind
