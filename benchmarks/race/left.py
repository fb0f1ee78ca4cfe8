"""What a case left in the database, in words that name no case, no random id and no moment."""

import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import astuple, replace
from difflib import unified_diff
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from ichido.case.record import Record
from ichido.compiler.consents import reading_of
from ichido.partners import LINKS
from ichido.store import cases, disclosures, inbox, names, notices
from ichido.store.store import Store
from ichido.store.tables.cases import FactRow
from ichido.store.tables.partners import OutboxRow
from ichido.store.vault import Vault, vault, vaults

SUBJECT = re.compile(r"s-[0-9a-f]{32}")
Left = Mapping[str, Counter[str]]
"""Rows by table, each with how often it is there."""


async def left(store: Store, number: str, words: Mapping[str, str]) -> Left:
    """Every row of a case that says what was done: facts, disclosures, outbox, inbox, letters, and how it closed.

    `words` are short names by what the linking service calls a subject.
    """
    async with store.transaction() as session:
        stored = await cases.load(session, number)
        assert stored is not None, "the case was opened"
        safe = await vault(session, number)
        rows = {
            "facts": await _facts(session, number, stored.holders),
            "disclosures": [
                _use(one) for one in await disclosures.for_case(session, number) if one.kind != "consented"
            ],
            "outbox": await _sent(session, safe, number),
            "inbox": [(one.authority, _said(one.body)) for one in await inbox.of_case(session, number)],
            "notices": [_letter(one) for one in await notices.for_case(session, number)],
            "cases": [
                (stored.record.submitted_on, _chosen(stored.record), bool(stored.closed_at), stored.close_reason),
                stored.holders,
            ],
        }
        texts = {table: [_text(row) for row in found] for table, found in rows.items()}
        ids = {id_ for found in texts.values() for text in found for id_ in SUBJECT.findall(text)}
        spoken = await _spoken(session, ids, words)
    spoken |= {stored.record.about.id: "about", number: "case"}
    return {table: Counter(_named(text, spoken) for text in found) for table, found in texts.items()}


def differences(ours: Left, theirs: Left) -> list[str]:
    """What one case left and another did not, line by line; nothing if they left the same."""
    found: list[str] = []
    for table, rows in ours.items():
        pair = sorted(rows.elements()), sorted(theirs[table].elements())
        found += [line for line in unified_diff(*pair, table, table, lineterm="", n=0) if not line.startswith("@@")]
    return found


def _chosen(record: Record) -> dict[str, str]:
    """What the person chose; that readings were consented to only ours asks and keeps."""
    return {key: choice for key, choice in record.choices.items() if reading_of(key) is None}


async def _spoken(session: AsyncSession, ids: Collection[str], words: Mapping[str, str]) -> dict[str, str]:
    """Short names by id, and by what each partner calls a subject, which no other partner may call it."""
    spoken = {}
    for id_ in ids:
        called = await names.of_subject(session, id_)
        for word in (words[name] for partner, name in called if partner == LINKS):
            spoken |= {id_: word} | {name: f"{word} at {partner}" for partner, name in called}
    return spoken


async def _facts(session: AsyncSession, number: str, holders: Collection[str]) -> list[Any]:
    query = select(FactRow).where(col(FactRow.case) == number)
    safes = await vaults(session, number, holders)
    return [
        (
            *(row.subject, row.term),
            json.loads(safes[row.controller].open(row.value, "facts", row.subject, row.term)),
            *(row.source, row.base_registry, row.authority, row.grant, row.under, row.acts, row.earlier),
            *(row.as_of, row.on_day, row.filing, row.controller),
        )
        for row in (await session.execute(query)).scalars()
    ]


async def _sent(session: AsyncSession, safe: Vault, number: str) -> list[Any]:
    query = select(OutboxRow).where(col(OutboxRow.case) == number)
    return [
        (
            *(row.key, row.version, row.authority, row.notes, row.state, row.attempts, bool(row.receipt)),
            _own(json.loads(safe.open(row.payload, "outbox", row.key, str(row.version))), str(row.id)),
        )
        for row in (await session.execute(query)).scalars()
    ]


def _use(line: disclosures.DisclosureLine) -> Any:
    _, *rest = astuple(replace(line.use, terms=tuple(sorted(line.use.terms))))
    return line.kind, *rest


def _own(payload: dict[str, Any], id_: str) -> Any:
    return payload | {"submission": payload["submission"] == id_}


def _said(body: bytes) -> Any:
    """What an authority said; whom its letters introduce, but not the letters, which never look alike."""
    said = {name: value for name, value in json.loads(body).items() if name not in ("at", "submission")}
    return said | {"introduces": sorted(said.get("introduces") or ())}


def _letter(notice: notices.MailboxNotice) -> Any:
    one = notice.delivery
    return one.key, one.subject, one.procedure, one.language, astuple(one.letter)


def _text(row: Any) -> str:
    return json.dumps(row, ensure_ascii=False, default=_plain)


def _named(text: str, names: Mapping[str, str]) -> str:
    """A row with names in place of ids, in an order that hangs on no id."""
    for id_, name in names.items():
        text = text.replace(id_, name)
    return json.dumps(json.loads(text), ensure_ascii=False, sort_keys=True)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    return [*value] if isinstance(value, Iterable) else str(value)
