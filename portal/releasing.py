"""Release a protection: before its time, or in one case; one clerk asks, another person agrees."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from ichido.case.conclusions import Conclusions
from ichido.security.access import Caller, Target, may
from ichido.security.numbers import is_case_number
from ichido.store import cases, protections, releases
from ichido.store.protections import Protection
from ichido.store.releases import Person
from portal.face import Face
from portal.problem import Problem
from portal.protecting import look_over


async def entered(face: Face, caller: Caller) -> tuple[Protection, ...]:
    """What the caller's authority has entered and has not ended; Problem 403 without the right."""
    _allowed(caller, caller.authority or "")
    async with face.store.transaction() as session:
        return await protections.of_authority(session, caller.authority or "")


async def ask(face: Face, caller: Caller, protection: UUID, case: str, reason: str) -> UUID:
    """Ask for a release; Problem 404 for a protection that is not the caller's authority's, 422 for no such case."""
    async with face.store.transaction() as session:
        await _theirs(session, caller, protection)
        if case and (not is_case_number(case) or await cases.outline(session, case) is None):
            raise Problem(422, "no-such-case", "`case` is the number of the case in which it is to be released")
        return await releases.ask(session, protection, case, reason, _person(caller), face.now())


async def agree(face: Face, caller: Caller, protection: UUID, release: UUID, reason: str) -> dict[str, Conclusions]:
    """Agree to a release, and give what follows in the cases it touches; Problem 409 for whoever asked for it."""
    async with face.store.transaction() as session:
        found = await _theirs(session, caller, protection)
        asked = await releases.load(session, protection, release, lock=True)
        if asked is None:
            raise Problem(404, "no-such-release", "nobody asked for this release")
        if asked.agreed is not None:
            raise Problem(409, "already-agreed", "this was released already")
        try:
            await releases.agree(session, asked, reason, _person(caller), face.now())
        except ValueError as error:
            raise Problem(409, "takes-two", str(error)) from None
        if not asked.case:
            await protections.end(session, protection, found.article, reason, face.now())
        touched = (asked.case,) if asked.case else await protections.touched(session, protection)
    return await look_over(face, touched)


async def _theirs(session: AsyncSession, caller: Caller, protection: UUID) -> Protection:
    found = await protections.by_id(session, protection)
    # Whoever has no right here learns no more than of an id that nobody has.
    if found is None or not may(caller, "protect", Target(known_at=frozenset({found.authority}))):
        raise Problem(404, "no-such-protection", "no protection of this id is yours to release")
    return found


def _allowed(caller: Caller, authority: str) -> None:
    if not authority or not may(caller, "protect", Target(known_at=frozenset({authority}))):
        raise Problem(403, "not-allowed", "only clerks with the right `protection` see what their office has entered")


def _person(caller: Caller) -> Person:
    """Who acts in their own name; Problem 403 for a token that names an office alone."""
    if not caller.subject:
        raise Problem(403, "who-are-you", "a release takes people: use a token with `sub`, who you are at your office")
    return Person(caller.subject, caller.role, caller.authority or "")
