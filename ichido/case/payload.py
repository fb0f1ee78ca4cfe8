"""What one authority is sent: exactly the terms its procedure needs, and the conclusion of its rule."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from ichido.case.known import knowing
from ichido.case.notes import carried
from ichido.case.record import Record
from ichido.case.standing import Standing, causes, standings, subjects
from ichido.case.values import plain
from ichido.compiler.plan import Plan
from ichido.rules.values import NONE, Listing

Filed = Mapping[str, Standing]
"""Where each filing of a case stands, by key."""


class NotReady(Exception):
    """A filing was to be built whose needs are not all met; its message names the term."""


def filed(plan: Plan, record: Record, on: date) -> Filed:
    """Where each filing of a record stands on a day, by key."""
    return {standing.key: standing for standing in standings(knowing(plan, record, on))}


def payload(plan: Plan, record: Record, key: str, on: date) -> bytes:
    """The bytes one authority receives, built once and kept; NotReady when a need is not met."""
    return body(filed(plan, record, on), key)


def notes_of(plan: Plan, record: Record, key: str, on: date) -> tuple[Standing, ...]:
    """The filings that a filing carries as notes, as they stand."""
    return noted_with(filed(plan, record, on), key)


def terms_sent(plan: Plan, record: Record, key: str, on: date) -> tuple[tuple[str, str], ...]:
    """Whose which terms an authority is sent, as (subject id, term), for the disclosure log."""
    return terms(standing_of(plan, record, key, on))


def standing_of(plan: Plan, record: Record, key: str, on: date) -> Standing:
    """Where one filing of a record stands; KeyError when it is no part of the case."""
    return filed(plan, record, on)[key]


def body(found: Filed, key: str) -> bytes:
    """As `payload`, for who has looked already where filings stand."""
    standing = found[key]
    case, fields = standing.free.record.case, {path: _field(standing, path) for path in standing.receives}
    sent: dict[str, Any] = {
        "submission": f"{case}/{key}/{standing.filing.version}",
        "case": case,
        "procedure": standing.id,
        "about": standing.subject.id if standing.subject else None,
        "version": standing.filing.version,
        "payload": fields,
    }
    if standing.by_rule:
        sent["conclusion"] = _conclusion(standing)
    notes = [_note(standing, noted) for noted in noted_with(found, key)]
    if notes:
        sent["notes"] = notes
    return json.dumps(sent, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def noted_with(found: Filed, key: str) -> tuple[Standing, ...]:
    """As `notes_of`, for who has looked already where filings stand."""
    return tuple(carried(found[key], found.values()))


def terms(standing: Standing) -> tuple[tuple[str, str], ...]:
    """As `terms_sent`, for who has looked already where a filing stands."""
    definition = standing.planned.definition
    paid = (definition.pays.to,) if definition.pays and standing.by_rule and standing.eligible is True else ()
    found: list[tuple[str, str]] = []
    for path in (*standing.receives, *paid):
        prefix, _, term = path.rpartition(".")
        if prefix:
            found += [(subject.id, f"{subject.vocabulary}.{term}") for subject in subjects(standing.free.value(prefix))]
    return tuple(dict.fromkeys(found))


def _note(carrying: Standing, noted: Standing) -> dict[str, Any]:
    return {
        "procedure": noted.id,
        "about": noted.subject.id if noted.subject else None,
        "version": noted.filing.version,
        "under": str(carrying.planned.definition.deems[noted.id].under),
        "payload": {path: _field(noted, path) for path in noted.receives},
    }


def _field(standing: Standing, path: str) -> Any:
    need = standing.needs[path]
    value = standing.world.value(need.read(path))
    if causes(value):
        raise NotReady(path)
    prefix, _, term = path.rpartition(".")
    whose = standing.world.value(prefix)
    if not isinstance(whose, Listing):
        return plain(value)
    each = ((subject, standing.world.naming(each=subject)) for subject in subjects(whose))
    return {subject.id: plain(world.value(need.read(f"each.{term}"))) for subject, world in each}


def _conclusion(standing: Standing) -> dict[str, Any]:
    """What the rule came to: never the facts that only the rule reads (rule 8 of the language)."""
    pays = standing.planned.definition.pays
    eligible = standing.eligible is True
    if not eligible or pays is None:
        return {"eligible": eligible}
    account = standing.world.value(pays.to)
    return {
        "eligible": True,
        "amount": standing.world.value(pays.amount),
        "pay_to": None if account is NONE else plain(account),
    }
