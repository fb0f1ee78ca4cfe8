"""A clerk confirms that a person did what a procedure asks of them."""

from datetime import date

from ichido.case.conclusions import Conclusions
from ichido.case.record import Change, Record
from ichido.case.tell import confirmed
from ichido.compiler.plan import Plan
from ichido.security.access import Caller, Target, may
from ichido.store.tell import tell_locked
from portal.face import Face
from portal.problem import Problem
from portal.standing import Met, meet


async def confirm_act(face: Face, caller: Caller, number: str, key: str, act: str, on: date | None) -> Conclusions:
    """Write that an act was seen on a day, by default today; again is harmless. Problem for what cannot be confirmed.

    Only the authority the procedure is before may say so (住民基本台帳法 27条).
    """
    now = face.now()
    async with face.store.transaction() as session:
        met = await meet(session, face, caller, number, "act", lock=True)
        day = _day(met, caller, key, act, on)

        def make(_plan: Plan, record: Record, _on: date) -> Change:
            return confirmed(record, key, act, day)

        return (await tell_locked(session, met.stored, now, make)).conclusions


def _day(met: Met, caller: Caller, key: str, act: str, on: date | None) -> date:
    procedure = met.conclusions.procedure(key)
    if procedure is None:
        raise Problem(422, "no-such-procedure", "this case has no procedure under that key")
    if not may(caller, "act", Target(offices=frozenset({procedure.authority or ""}))):
        raise Problem(403, "not-allowed", "only the authority that this procedure is before confirms its acts")
    if act not in met.plan.procedures[procedure.procedure].definition.needs or "." in act:
        raise Problem(422, "no-such-act", "this procedure does not ask for that act")
    if met.stored.closed_at is not None:
        raise Problem(409, "case-closed", "this case is closed: nothing more is confirmed in it")
    if on is not None and on > met.on:
        raise Problem(422, "wrong-day", "an act is confirmed once it has been seen: `on` is not after today")
    return on or met.on
