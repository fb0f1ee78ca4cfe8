"""Take a person's answers: all of them or none, then say what follows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from pydantic import JsonValue

from ichido.case.answers import Refused, answer
from ichido.case.conclusions import Conclusions
from ichido.case.consenting import Consenting
from ichido.case.record import Change, Record
from ichido.compiler.plan import Plan
from ichido.security.access import Caller
from ichido.store.tell import tell_locked
from portal import witnessed
from portal.consenting import keep, only_theirs
from portal.face import Face
from portal.in_part import asked_of
from portal.naming_documents import named
from portal.problem import Fault, Problem
from portal.standing import Met, meet

NO_PAPER: Mapping[str, str] = MappingProxyType({})


async def take_answers(
    face: Face,
    caller: Caller,
    number: str,
    revision: int,
    answers: Mapping[str, JsonValue],
    evidence: Mapping[str, str] = NO_PAPER,
) -> Conclusions:
    """Write answers and conclude; Problem 422 with every fault, 409 if a newer form no longer asks one of them.

    Consents leave their receipts in the same transaction; `evidence` is on which paper, where a clerk types them.
    """
    now, places = face.now(), (await face.operation()).places
    async with face.store.transaction() as session:
        met = await meet(session, face, caller, number, "answer", lock=True)
        if met.stored.closed_at is not None:
            raise Problem(409, "case-closed", "this case is closed and takes no more answers")
        if not answers and met.conclusions.lookups:
            # While registers are asked nobody knows that nothing is left to ask.
            raise Problem(409, "form-not-ready", "registers are still being asked: read the form again in a moment")
        if met.within is not None:
            _only_within(met, answers)
            await witnessed.answered(session, face, met, answers)
        told = await named(session, number, answers)

        consenting = Consenting("clerk" if caller.role == "clerk" else "person", evidence)

        def make(plan: Plan, record: Record, on: date) -> Change:
            change = answer(plan, record, now, on, told, places, consenting)
            if isinstance(change, tuple):
                raise _not_taken(met, revision, change)
            only_theirs(caller, change.consents)
            # Paper counts from the day it was handed in (収受日), whenever a clerk types it.
            arrived = met.stored.arrived_on
            return replace(change, submitted_on=arrived) if change.submitted_on and arrived else change

        after = await tell_locked(session, met.stored, now, make)
        await keep(session, face, met, after)
        return after.conclusions


def _only_within(met: Met, keys: Iterable[str]) -> None:
    """Who acts for somebody answers what the procedures ask in which they may; Problem 403 for anything else."""
    asked, theirs = {one.key for one in met.conclusions.questions}, {one.key for one in asked_of(met)}
    what = "no procedure that you may act in asks this; leave it to the person, or ask them for a wider mandate"
    faults = [Fault(key, "outside-right", what) for key in keys if key in asked and key not in theirs]
    if faults:
        raise Problem(403, "outside-right", "nothing was written: this is not yours to answer", faults)


def _not_taken(met: Met, revision: int, refused: Sequence[Refused]) -> Problem:
    """What an older form asked is taken while it is still asked; what is no longer asked shows that it is stale."""
    if revision != met.stored.revision and any(one.code == "not-a-question" for one in refused):
        detail = "more has become known since this form was read: read it again and answer that"
        return Problem(409, "stale-revision", detail, more={"revision": met.stored.revision})
    faults = [Fault(one.key, one.code, one.message) for one in refused]
    return Problem(422, "answers-refused", "nothing was written: put these right and send all", faults)
