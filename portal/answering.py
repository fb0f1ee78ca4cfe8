"""Take a person's answers: all of them or none, then say what follows."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from pydantic import JsonValue

from ichido.case.answers import answer
from ichido.case.conclusions import Conclusions
from ichido.case.record import Change, Record
from ichido.compiler.plan import Plan
from ichido.security.access import Caller
from ichido.store.tell import tell_in
from portal.face import Face
from portal.problem import Fault, Problem
from portal.standing import Met, meet


@dataclass(frozen=True, slots=True)
class Answered:
    """A case after its answers."""

    number: str
    conclusions: Conclusions


async def take_answers(
    face: Face, caller: Caller, number: str, revision: int, answers: Mapping[str, JsonValue]
) -> Answered:
    """Write answers to the form of a revision and conclude; Problem 409 if it is stale, 422 with every fault."""
    now = face.now()
    async with face.store.transaction() as session:
        met = await meet(session, face, caller, number, "answer", lock=True)
        _open_and_current(met, revision)

        def make(plan: Plan, record: Record) -> Change:
            change = answer(plan, record, now, met.on, answers, face.places)
            if isinstance(change, tuple):
                faults = [Fault(refused.key, refused.code, refused.message) for refused in change]
                raise Problem(422, "answers-refused", "nothing was written: put these right and send all", faults)
            # Paper counts from the day it was handed in (収受日), whenever a clerk types it.
            return replace(change, submitted_on=met.stored.arrived_on or met.on)

        told = await tell_in(session, number, now, make)
    return Answered(number, told.conclusions)


def _open_and_current(met: Met, revision: int) -> None:
    if met.stored.closed_at is not None:
        raise Problem(409, "case-closed", "this case is closed and takes no more answers")
    if revision != met.stored.revision:
        detail = "more has become known since this form was read: read it again and answer that"
        raise Problem(409, "stale-revision", detail, more={"revision": met.stored.revision})
