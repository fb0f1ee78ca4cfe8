"""An applicant goes on in person, whoever acted for them before."""

from datetime import date

from ichido.case.conclusions import Conclusions
from ichido.case.record import Change, Record
from ichido.compiler.plan import Plan
from ichido.security.access import Caller
from ichido.store.tell import tell_locked
from portal.face import Face
from portal.standing import meet


def _in_person(_plan: Plan, _record: Record, _on: date) -> Change:
    return Change(in_person=True)


async def go_on_in_person(face: Face, caller: Caller, number: str) -> Conclusions:
    """Whoever acted for the caller sees nothing of the case any more; again is harmless."""
    async with face.store.transaction() as session:
        met = await meet(session, face, caller, number, "in-person", lock=True)
        if met.stored.record.actor is None:
            return met.conclusions
        return (await tell_locked(session, met.stored, face.now(), _in_person)).conclusions
