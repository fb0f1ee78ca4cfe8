"""Authorities say who must not become known to whom, and that their list is all here (DV等支援措置)."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Annotated, Literal, Self
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, model_validator
from sqlalchemy.ext.asyncio import AsyncSession

from ichido.case.conclusions import Conclusions
from ichido.security.introductions import read
from ichido.security.keys import Forgotten, KeyUnavailable
from ichido.store import cases, names, outbox, protections, tasks
from ichido.store.names import Named
from ichido.store.protections import Entry
from ichido.store.tasks import look_again
from ichido.store.tell import nothing_new, tell_locked
from portal.face import Face
from portal.problem import Fault, Problem
from portal.signed import traced, verified
from portal.text import Name

SKEW = timedelta(minutes=5)
"""How far an authority's clock may be ahead of ours."""
_NEEDED = {
    "entered": {"reference", "protected", "hidden_from", "from", "until", "article"},
    "extended": {"reference", "until", "article"},
    "confirmed": {"as_of"},
}
People = Annotated[tuple[Name, ...], Field(min_length=1, max_length=50)]


class ProtectionTold(BaseModel):
    """What an authority says of its list: an entry, that one goes on, or that everything is here `as_of` a moment.

    Everybody is called as the authority calls them; `introduces` are letters for those whom we may not have met.
    `reference` is the authority's own for the entry. `from` and `until` are days; on `until` it is over.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, populate_by_name=True)

    what: Literal["entered", "extended", "confirmed"]
    reference: Name | None = None
    protected: People | None = None
    hidden_from: People | None = None
    kind: Name = "person"
    from_: Annotated[date | None, Field(alias="from")] = None
    until: date | None = None
    article: Name | None = None
    reason: Annotated[str, Field(max_length=2000)] = ""
    introduces: Annotated[dict[Name, Name], Field(max_length=100)] = Field(default_factory=dict)
    as_of: AwareDatetime | None = None

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        given = {
            (type(self).model_fields[name].alias or name)
            for name in ("reference", "protected", "hidden_from", "from_", "until", "article", "as_of")
            if getattr(self, name) is not None
        }
        if given != _NEEDED[self.what]:
            raise ValueError(f"`{self.what}` is said with {', '.join(sorted(_NEEDED[self.what]))} and nothing else")
        if self.from_ and self.until and self.from_ >= self.until:
            raise ValueError("`until` is after `from`")
        if set(self.protected or ()) & set(self.hidden_from or ()):
            raise ValueError("nobody is protected from themselves")
        return self


async def take_protection(
    face: Face, authority: str, headers: Mapping[str, str], body: bytes
) -> dict[str, Conclusions]:
    """Keep what an authority says; gives what follows in the cases that are touched. Again changes nothing."""
    async with traced(face, authority, headers, body):
        verified(face, authority, headers, body)
        told = _told(body)
        async with face.store.transaction() as session:
            try:
                await _keep(session, face, authority, told)
            except ValueError as error:
                raise Problem(409, "does-not-fit", str(error)) from None
            found = await protections.of_reference(session, authority, told.reference) if told.reference else None
        return await look_over(face, await _touched(face, found.id)) if found else {}


async def look_over(face: Face, numbers: tuple[str, ...]) -> dict[str, Conclusions]:
    """Conclude cases again, without or with whom their applicants must not know of; a person looks at what they sent.

    One that cannot be concluded now is loaded without them all the same.
    """
    concluded = {}
    for number in numbers:
        try:
            async with face.store.transaction() as session:
                if found := await _again(session, face, number):
                    concluded[number] = found
        except (Forgotten, KeyUnavailable):
            continue
    return concluded


async def _again(session: AsyncSession, face: Face, number: str) -> Conclusions | None:
    stored = await cases.load(session, number, lock=True)
    if stored is None:
        return None
    if any(line.state in ("sent", "doubtful") for line in await outbox.of_case(session, number)):
        await tasks.make(session, look_again(number, "sent-before", face.now()))
    if stored.closed_at is not None:
        return None
    told = await tell_locked(session, stored, face.now(), nothing_new)
    return told.conclusions if told.conclusions.revision > stored.revision else None


async def _touched(face: Face, protection: UUID) -> tuple[str, ...]:
    async with face.store.transaction() as session:
        return await protections.touched(session, protection)


def _told(body: bytes) -> ProtectionTold:
    try:
        return ProtectionTold.model_validate_json(body)
    except ValidationError as error:
        faults = [
            Fault(".".join(map(str, one["loc"])), one["type"].replace("_", "-"), one["msg"])
            for one in error.errors(include_input=False, include_url=False, include_context=False)
        ]
        raise Problem(422, "not-a-protection", "this is no protection as the API describes it", faults) from None


async def _keep(session: AsyncSession, face: Face, authority: str, told: ProtectionTold) -> None:
    now, zone = face.now(), ZoneInfo((await face.operation()).zone)
    if told.what == "confirmed":
        assert told.as_of is not None
        if told.as_of > now + SKEW:
            raise Problem(422, "not-yet", "`as_of` is a moment that has been: send when everything until then is here")
        await protections.confirm(session, authority, told.as_of)
        return
    assert told.reference is not None and told.until is not None and told.article is not None
    until = _begins(told.until, zone)
    if told.what == "entered":
        entry = Entry(
            authority=authority,
            reference=told.reference,
            protected=await _people(session, face, authority, told, told.protected or ()),
            hidden_from=await _people(session, face, authority, told, told.hidden_from or ()),
            starts_at=_begins(told.from_ or told.until, zone),
            ends_at=until,
            article=told.article,
            reason=told.reason,
        )
        if set(entry.protected) & set(entry.hidden_from):
            raise ValueError("nobody is protected from themselves")
        await protections.enter(session, entry, now)
    elif not await protections.extend(session, authority, told.reference, until, told.article, told.reason, now):
        raise Problem(404, "no-such-protection", "this authority has entered nothing under that reference")


async def _people(
    session: AsyncSession, face: Face, authority: str, told: ProtectionTold, called: tuple[str, ...]
) -> tuple[str, ...]:
    """Whom an authority means: somebody it has named before, or somebody who becomes known here now."""
    met = {name: await names.meant(session, authority, name) for name in called}
    new = [_named(face, authority, told, name) for name, id_ in met.items() if id_ is None or name in told.introduces]
    heard = await names.hear(session, new)
    found = {one.name: subject.id for one, subject in heard.subjects.items()}
    missing = [name for name in called if not (met[name] or found.get(name))]
    if missing or heard.divided:
        # Protecting half of somebody protects nobody.
        raise Problem(422, "unknown-reference", "one of these is not this authority's, or stands for two subjects here")
    return tuple(met[name] or found[name] for name in called)


def _named(face: Face, authority: str, told: ProtectionTold, name: str) -> Named:
    letter, secret = told.introduces.get(name), face.directory.linking()
    if letter is None or secret is None:
        return Named(authority, told.kind, name)
    linked = read(secret, "from-partner", authority, name, letter)
    if linked is None:
        raise Problem(422, "wrong-letter", "a letter does not introduce the name that it came with")
    return Named(authority, told.kind, name, linked)


def _begins(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)
