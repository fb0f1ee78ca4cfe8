"""Facts as rows: values written as self-describing JSON and sealed, provenance in columns, history kept."""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Text, bindparam, cast, func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from ichido.case.record import Fact, Provenance
from ichido.rules.values import (
    NONE,
    Address,
    BankAccount,
    Cause,
    Compound,
    File,
    Listing,
    Nothing,
    PartialDate,
    PersonName,
    Subject,
    Value,
)
from ichido.store.tables.cases import FactRow
from ichido.store.tables.row import table
from ichido.store.vault import Vault, vaults

_FACTS = table(FactRow)
_OF_CASE = select(_FACTS).where(_FACTS.c.case == bindparam("number")).order_by(_FACTS.c.sequence)
_FOR = text("SELECT set_config('ichido.controllers', :controllers, true)")
_COMPOSITES: dict[str, type[Subject | Address | PersonName | BankAccount | File]] = {
    "subject": Subject,
    "address": Address,
    "person_name": PersonName,
    "bank_account": BankAccount,
    "file": File,
}


def encode_value(value: Value) -> bytes:
    """A value as JSON that says its own type; TypeError for what can be no fact (unknown, a parameter set)."""
    return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":")).encode()


def decode_value(data: bytes) -> Value:
    """The value that `encode_value` wrote; ValueError for anything else."""
    return _restore(json.loads(data))


async def add(
    session: AsyncSession, case: str, facts: Iterable[Fact], holder: Callable[[Fact], str], holders: Iterable[str]
) -> tuple[str, ...]:
    """Append facts in their order, each sealed with the key of the authority that lawfully holds it.

    Gives the `holders` of the case's facts with those that are new among them.
    """
    held = [(fact, holder(fact)) for fact in facts]
    safes = await vaults(session, case, (controller for _, controller in held), writing=True)
    every = tuple(sorted({*holders, *safes}))
    if held:
        await name_controllers(session, every)
        rows = [_row(safes[controller], case, fact, controller) for fact, controller in held]
        await session.execute(insert(FactRow), rows)
    return every


async def of_case(session: AsyncSession, case: str) -> tuple[Fact, ...]:
    """All facts of a case whose row was read by `holding`, oldest first; KeyUnavailable or SealBroken if unreadable."""
    rows = (await session.execute(_OF_CASE, {"number": case})).all()
    safes = await vaults(session, case, (row.controller for row in rows))
    return tuple(_fact(safes, row) for row in rows)


async def name_controllers(session: AsyncSession, controllers: Iterable[str]) -> None:
    """Let this transaction see and write what is in the hands of these, and of nobody else."""
    await session.execute(_FOR, {"controllers": json.dumps(sorted(controllers))})


def holding(holders: ColumnElement[list[str]]) -> ColumnElement[str]:
    """Read with the row of a case, lets this transaction see the facts of those who hold some of it, and no others."""
    return func.set_config("ichido.controllers", cast(func.to_jsonb(holders), Text), True)


def _row(vault: Vault, case: str, fact: Fact, controller: str) -> dict[str, object]:
    source = fact.provenance
    return {
        "case": case,
        "subject": fact.subject,
        "term": fact.term,
        "value": vault.seal(encode_value(fact.value), "facts", fact.subject, fact.term),
        "source": source.source,
        "base_registry": source.registry,
        "authority": source.authority,
        "grant": source.grant,
        "under": source.under,
        "acts": list(source.acts),
        "as_of": source.as_of,
        "on_day": source.on,
        "filing": source.filing,
        "earlier": source.earlier,
        "again": source.again,
        "controller": controller,
        "retrieved_at": fact.at,
    }


def _fact(safes: Mapping[str, Vault], row: Any) -> Fact:
    provenance = Provenance(
        source=row.source,
        registry=row.base_registry,
        authority=row.authority,
        grant=row.grant,
        under=row.under,
        acts=tuple(row.acts),
        as_of=row.as_of,
        on=row.on_day,
        filing=row.filing,
        earlier=row.earlier,
        again=row.again,
    )
    value = decode_value(safes[row.controller].open(row.value, "facts", row.subject, row.term))
    return Fact(row.subject, row.term, value, provenance, row.retrieved_at, row.controller)


def _plain(value: Value) -> object:
    match value:
        case str() | bool() | int():
            return value
        case Nothing():
            return None
        case date():
            return {"date": value.isoformat()}
        case PartialDate(first, last):
            return {"partial_date": [first.isoformat(), last.isoformat()]}
        case Subject(id, vocabulary):
            return {"subject": [id, vocabulary]}
        case Address(municipality, text):
            return {"address": [municipality, text]}
        case PersonName(text, kana, register, alias, latin):
            more = (register, alias, latin)  # names with nothing more are written as they always were
            return {"person_name": [text, kana, *more] if any(more) else [text, kana]}
        case BankAccount(bank, branch, number, holder):
            return {"bank_account": [bank, branch, number, holder]}
        case File(sha256, media_type, size, name):
            return {"file": [sha256, media_type, size, name]}
        case Compound(fields):
            return {"record": [[name, _plain(part)] for name, part in fields]}
        case Listing(items, complete, causes):
            return {
                "listing": [_plain(item) for item in items],
                "complete": complete,
                "causes": [[cause.subject, cause.term, cause.reason] for cause in causes],
            }
        case _:
            raise TypeError(f"{type(value).__name__} can be no fact")


def _restore(plain: Any) -> Value:
    match plain:
        case None:
            return NONE
        case str() | bool() | int():
            return plain
        case {"date": str(text)}:
            return date.fromisoformat(text)
        case {"partial_date": [str(first), str(last)]}:
            return PartialDate(date.fromisoformat(first), date.fromisoformat(last))
        case {"listing": list(items), "complete": bool(complete), "causes": list(causes)}:
            return Listing(tuple(_restore(item) for item in items), complete, tuple(Cause(*cause) for cause in causes))
        case {"record": list(fields)} if len(plain) == 1:
            return Compound(tuple((name, _restore(part)) for name, part in fields))
        case dict() if len(plain) == 1 and (tag := next(iter(plain))) in _COMPOSITES:
            return _COMPOSITES[tag](*plain[tag])
        case _:
            raise ValueError("these bytes are no value of this version")
