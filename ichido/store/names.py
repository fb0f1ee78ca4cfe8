"""What each partner calls a subject: a name of its own, which no other partner is told."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from ichido.partners import LINKS
from ichido.rules.values import Subject
from ichido.security.keys import NAMES
from ichido.security.pseudonyms import CASE, SUBJECT, partner_key, pseudonym
from ichido.store import subjects
from ichido.store.keyring import keyring
from ichido.store.once import add_once
from ichido.store.tables.subjects import NameRow, SubjectRow

FOREIGN = "foreign-name"
FOREIGN_WHAT = "it spoke of somebody by a name that is another partner's; nothing of it was used"
"""The code of what a person is told of, and the words."""


@dataclass(frozen=True, slots=True)
class Named:
    """A subject as a partner speaks of it; `linked` is what the linking service calls it, if it was introduced."""

    partner: str
    vocabulary: str
    name: str = field(repr=False)
    linked: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Heard:
    """Whom names stand for, without those that are not the partner's; `divided` are known here as two subjects."""

    subjects: Mapping[Named, Subject]
    foreign: tuple[Named, ...]
    divided: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class Called:
    """What a partner calls a subject; `linked` is what the linking service calls it, where the name is ours."""

    name: str = field(repr=False)
    linked: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class _Row:
    partner: str
    subject: Subject


async def hear(session: AsyncSession, named: Iterable[Named]) -> Heard:
    """Whom partners speak of; whoever nobody has spoken of before becomes a subject, once whoever comes first.

    What the linking service calls a subject is known first: two partners that name one person name one subject.
    """
    wanted = tuple(dict.fromkeys(named))
    rows = await _rows(session, {name for one in wanted for name in (one.name, one.linked) if name})
    fresh = {one: _known(rows, one) or subjects.new_subject(one.vocabulary) for one in wanted}
    # Everybody claims in the same order, so that no two transactions wait for each other.
    for one in sorted((one for one in wanted if one.linked), key=lambda one: one.linked or ""):
        assert one.linked is not None
        rows[one.linked] = await _claim(session, rows, LINKS, one.linked, fresh[one], known_at=one.partner)
    for one in sorted(wanted, key=lambda one: (one.name, one.linked is None)):
        whom = _linked(rows, one) or fresh[one]
        rows[one.name] = await _claim(session, rows, one.partner, one.name, whom, known_at=one.partner)
    theirs = {one: rows[one.name].subject for one in wanted if rows[one.name].partner == one.partner}
    return Heard(
        subjects={one: subject for one, subject in theirs.items() if subject.vocabulary == one.vocabulary},
        foreign=tuple(one for one in wanted if one not in theirs),
        divided=tuple(one for one, subject in theirs.items() if _linked(rows, one) not in (None, subject)),
    )


async def meant(session: AsyncSession, partner: str, name: str) -> str | None:
    """The id of whom a partner calls so; None for a name that is not this partner's."""
    query = select(col(NameRow.subject)).where(col(NameRow.name) == name, col(NameRow.partner) == partner)
    return (await session.execute(query)).scalar_one_or_none()


async def is_foreign(session: AsyncSession, partner: str, name: str) -> bool:
    """Whether a name is another partner's, so that this one cannot have it from us."""
    query = select(col(NameRow.name)).where(col(NameRow.name) == name, col(NameRow.partner) != partner)
    return (await session.execute(query)).first() is not None


async def of_subject(session: AsyncSession, subject: str) -> frozenset[tuple[str, str]]:
    """Every name of a subject, as (partner, name)."""
    query = select(col(NameRow.partner), col(NameRow.name)).where(col(NameRow.subject) == subject)
    return frozenset((partner, name) for partner, name in await session.execute(query))


async def known(session: AsyncSession, partner: str, ids: Collection[str]) -> dict[str, str]:
    """What a partner calls these subjects, by id; without those of whom it was never told."""
    return {id_: name for id_, (name, _) in (await _newest(session, partner, ids)).items()}


async def call(session: AsyncSession, partner: str, generation: int, ids: Collection[str]) -> dict[str, Called]:
    """What a partner is told of subjects, by id: its newest name of each, or a first one, derived with its own key."""
    found = await _newest(session, partner, ids)
    missing = sorted(set(ids) - found.keys())
    if missing:
        key = partner_key((await keyring(session).key_for(NAMES)).secret, partner, generation)
        given = {pseudonym(key, SUBJECT, id_): id_ for id_ in missing}
        for name in sorted(given):
            row = {"name": name, "partner": partner, "subject": given[name], "ours": True}
            await add_once(session, NameRow, row, ("name",))
        found |= {id_: (name, True) for name, id_ in given.items()}
    linked = await _newest(session, LINKS, [id_ for id_, (_, ours) in found.items() if ours])
    return {id_: Called(name, linked[id_][0] if id_ in linked else None) for id_, (name, _) in found.items()}


async def case_called(session: AsyncSession, partner: str, generation: int, number: str) -> str:
    """What a registry calls a case: for its own log, and no two registries' are the same."""
    key = partner_key((await keyring(session).key_for(NAMES)).secret, partner, generation)
    return pseudonym(key, CASE, number)


def _known(rows: Mapping[str, _Row], one: Named) -> Subject | None:
    """Whom a name or its link stands for already; the linking service does not mix what vocabularies keep apart."""
    row = rows.get(one.name)
    return row.subject if row is not None and row.partner == one.partner else _linked(rows, one)


def _linked(rows: Mapping[str, _Row], one: Named) -> Subject | None:
    row = rows.get(one.linked) if one.linked else None
    fits = row is not None and row.partner == LINKS and row.subject.vocabulary == one.vocabulary
    return row.subject if row is not None and fits else None


async def _claim(
    session: AsyncSession, rows: Mapping[str, _Row], partner: str, name: str, subject: Subject, known_at: str
) -> _Row:
    """Let a name stand for a subject, and keep the subject; or whom it stands for already."""
    if name in rows:
        return rows[name]
    row = {"name": name, "partner": partner, "subject": subject.id, "ours": False}
    if not await add_once(session, NameRow, row, ("name",)):
        # Somebody else was first, and has committed: theirs is read.
        return (await _rows(session, {name}))[name]
    await subjects.remember(session, (subject,), known_at)
    return _Row(partner, subject)


async def _rows(session: AsyncSession, names: Collection[str]) -> dict[str, _Row]:
    query = (
        select(col(NameRow.name), col(NameRow.partner), col(SubjectRow.id), col(SubjectRow.vocabulary))
        .join(SubjectRow, col(SubjectRow.id) == col(NameRow.subject))
        .where(col(NameRow.name).in_(sorted(names)))
    )
    return {name: _Row(partner, Subject(id_, kind)) for name, partner, id_, kind in await session.execute(query)}


async def _newest(session: AsyncSession, partner: str, ids: Collection[str]) -> dict[str, tuple[str, bool]]:
    """The newest name that a partner has for each of these, and whether it is ours."""
    query = (
        select(col(NameRow.subject), col(NameRow.name), col(NameRow.ours))
        .ext(distinct_on(col(NameRow.subject)))
        .where(col(NameRow.partner) == partner, col(NameRow.subject).in_(sorted(set(ids))))
        .order_by(col(NameRow.subject), col(NameRow.number).desc())
    )
    return {subject: (name, ours) for subject, name, ours in await session.execute(query)}
