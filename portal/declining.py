"""A person sets aside what a register or another case says of them."""

from datetime import date

from ichido.case.conclusions import Conclusions
from ichido.case.declining import NotDeclinable, decline
from ichido.case.known import knowing
from ichido.case.record import Change, Record
from ichido.compiler.plan import Plan
from ichido.security.access import Caller
from ichido.store.tell import tell_locked
from portal.face import Face
from portal.in_part import shown_terms
from portal.problem import Problem
from portal.standing import meet


async def take_declined(face: Face, caller: Caller, number: str, subject: str, term: str) -> Conclusions:
    """Write that a fact does not count and conclude; Problem 422 with why, if it is not the person's to set aside."""
    now = face.now()
    async with face.store.transaction() as session:
        met = await meet(session, face, caller, number, "answer", lock=True)
        if met.stored.closed_at is not None:
            raise Problem(409, "case-closed", "this case is closed and takes no more answers")

        terms = shown_terms(met)
        if terms is not None and term not in terms:
            raise Problem(403, "outside-right", "no procedure that you may act in reads this: leave it to the person")

        def make(plan: Plan, record: Record, on: date) -> Change:
            if subject not in record.subjects:
                raise Problem(422, "not-declinable", "nobody of that id has part in this case")
            try:
                return decline(knowing(plan, record, on), record.subjects[subject], term, now)
            except NotDeclinable as error:
                raise Problem(422, "not-declinable", str(error)) from None

        return (await tell_locked(session, met.stored, now, make)).conclusions
