"""What one authority is sent: exactly the terms its procedure needs, and the conclusion of its rule."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ichido.case.known import knowing
from ichido.case.notes import carried
from ichido.case.record import Record
from ichido.case.rights import is_represented, shown
from ichido.case.standing import Standing, causes, standings, subjects
from ichido.case.values import plain
from ichido.compiler.plan import Plan
from ichido.rules.values import NONE, Listing, Subject

Filed = Mapping[str, Standing]
"""Where each filing of a case stands, by key."""


class NotReady(Exception):
    """A filing was to be built whose needs are not all met; its message names the term."""


def filed(plan: Plan, record: Record, on: date) -> Filed:
    """Where each filing of a record stands on a day, by key."""
    return {standing.key: standing for standing in standings(knowing(plan, record, on))}


@dataclass(frozen=True, slots=True)
class Payload:
    """What one authority is to be told; subjects stand for themselves until they get the authority's own names."""

    body: Mapping[str, Any]

    def subjects(self) -> frozenset[Subject]:
        """Everybody and everything it speaks of."""
        return frozenset(_spoken_of(self.body))

    def written(self, names: Mapping[str, str], submission: str) -> bytes:
        """The bytes the authority receives, with what it calls each subject, by id; KeyError for one without a name."""
        body = {"submission": submission, **_called(self.body, names)}
        return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def payload(plan: Plan, record: Record, key: str, on: date) -> Payload:
    """What one authority is told of a filing; NotReady when a need is not met."""
    return told(filed(plan, record, on), key)


def notes_of(plan: Plan, record: Record, key: str, on: date) -> tuple[Standing, ...]:
    """The filings that a filing carries as notes, as they stand."""
    return noted_with(filed(plan, record, on), key)


def terms_sent(plan: Plan, record: Record, key: str, on: date) -> tuple[tuple[str, str], ...]:
    """Whose which terms an authority is sent, as (subject id, term), for the disclosure log."""
    return terms(standing_of(plan, record, key, on))


def standing_of(plan: Plan, record: Record, key: str, on: date) -> Standing:
    """Where one filing of a record stands; KeyError when it is no part of the case."""
    return filed(plan, record, on)[key]


def told(found: Filed, key: str) -> Payload:
    """As `payload`, for who has looked already where filings stand."""
    standing = found[key]
    body: dict[str, Any] = {
        "case": standing.free.record.case,
        "procedure": standing.id,
        "about": standing.subject,
        "version": standing.filing.version,
        "payload": {path: _field(standing, path) for path in standing.receives},
    }
    if contested := _contested(standing):
        body["contested"] = contested
    if is_represented(standing.free.record):
        body["acting"] = _acting(standing)
    if standing.by_rule:
        body["conclusion"] = _conclusion(standing)
    if marks := list(_marks(standing)):
        body["unverified"] = marks
    notes = [_note(standing, noted) for noted in noted_with(found, key)]
    if notes:
        body["notes"] = notes
    return Payload(body)


def noted_with(found: Filed, key: str) -> tuple[Standing, ...]:
    """As `notes_of`, for who has looked already where filings stand."""
    return tuple(carried(found[key], found.values()))


def terms(standing: Standing, paths: Iterable[str] | None = None) -> tuple[tuple[str, str], ...]:
    """As `terms_sent`, for who has looked already where a filing stands; of some `paths` alone, if they are given."""
    definition = standing.planned.definition
    paid = (definition.pays.to,) if definition.pays and standing.by_rule and standing.eligible is True else ()
    found: list[tuple[str, str]] = []
    for path in (*standing.receives, *paid) if paths is None else paths:
        prefix, _, term = path.rpartition(".")
        if prefix:
            found += [(subject.id, f"{subject.vocabulary}.{term}") for subject in subjects(standing.free.value(prefix))]
    return tuple(dict.fromkeys(found))


def _contested(standing: Standing) -> list[str]:
    """The paths under which the authority is sent what the person says is wrong in a register."""
    every = standing.free.record.contests.values()
    in_question = {(one.subject, one.term) for one in every if one.state == "open"}
    return [path for path in standing.receives if in_question and not in_question.isdisjoint(terms(standing, (path,)))]


def _acting(standing: Standing) -> dict[str, Any]:
    """Who acts for the applicant, by which right and under which article: its authority has to know (代理権の確認)."""
    name = shown(standing).right
    rights = standing.planned.definition.may_act
    return {
        "who": standing.free.record.actor,
        "right": name,
        "under": str(rights[name].under) if name in rights else "",
    }


def _note(carrying: Standing, noted: Standing) -> dict[str, Any]:
    body: dict[str, Any] = {
        "procedure": noted.id,
        "about": noted.subject,
        "version": noted.filing.version,
        "under": str(carrying.planned.definition.deems[noted.id].under),
        "payload": {path: _field(noted, path) for path in noted.receives},
    }
    if marks := list(_marks(noted)):
        body["unverified"] = marks
    return body


def _marks(standing: Standing) -> Iterator[dict[str, Any]]:
    """What of the payload rests on somebody's word alone: which register has still to answer, and since when.

    `about` is nobody where it is derived from what is said of others, whom the authority is told nothing of.
    """
    doubted = {one.key: one for one in standing.free.doubted}
    sure = standing.world.sure() if doubted else standing.world
    for path in standing.receives if doubted else ():
        told_of = {subject.id: subject for subject in subjects(standing.world.value(path.rpartition(".")[0]))}
        for cause in causes(sure.value(standing.needs[path].read(path))):
            if one := doubted.get((cause.subject, cause.term, cause.on)):
                about = told_of.get(one.subject)
                yield {
                    "path": path,
                    "about": about,
                    "registry": one.registry,
                    "reply": one.reply,
                    "since": one.since.isoformat(),
                }


def _field(standing: Standing, path: str) -> Any:
    need = standing.needs[path]
    value = standing.world.value(need.read(path))
    if causes(value):
        raise NotReady(path)
    prefix, _, term = path.rpartition(".")
    whose = standing.world.value(prefix)
    if not isinstance(whose, Listing):
        return plain(value, _itself)
    each = ((subject, standing.world.naming(each=subject)) for subject in subjects(whose))
    return {subject: plain(world.value(need.read(f"each.{term}")), _itself) for subject, world in each}


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


def _itself(subject: Subject) -> Subject:
    return subject


def _spoken_of(told: Any) -> Iterator[Subject]:
    match told:
        case Subject():
            yield told
        case dict():
            for key, value in told.items():
                yield from _spoken_of(key)
                yield from _spoken_of(value)
        case list():
            for value in told:
                yield from _spoken_of(value)


def _called(told: Any, names: Mapping[str, str]) -> Any:
    match told:
        case Subject(id_):
            return names[id_]
        case dict():
            return {_called(key, names): _called(value, names) for key, value in told.items()}
        case list():
            return [_called(value, names) for value in told]
    return told
