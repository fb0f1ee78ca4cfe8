"""`ichido case retention|hold|lift|dispose|forget`: how long a case is kept, and that it is kept no more."""

from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from ichido.cli.output import CouldNotRun, Output, answer, answer_json, say
from ichido.cli.running import running
from ichido.cli.shown import KeepingShown
from ichido.security.access import Caller
from ichido.settings import Settings


def retention(number: str, output: Output) -> int:
    """Print until when a case is kept, what holds it, what was decided, and what is in the way of forgetting it."""
    body = running(Settings()).get(f"/cases/{number}/retention")
    if output is Output.JSON:
        answer_json({"version": 1, "case": body})
        return 0
    answer("\n".join(_lines(_read(body))))
    return 0


def hold(number: str, kind: str, reason: str, by: str, authority: str | None, output: Output) -> int:
    """Hold a case."""
    return _send(number, "holds", {"kind": kind, "reason": reason, "by": by}, authority, "held: {id}", output)


def lift(number: str, id_: str, reason: str, by: str, authority: str | None, output: Output) -> int:
    """Lift a hold."""
    return _send(number, f"holds/{id_}/lift", {"reason": reason, "by": by}, authority, "lifted", output)


def dispose(number: str, under: str, by: str, authority: str, output: Output) -> int:
    """Decide, for an authority, that a case is to be forgotten; 1 if it has to be kept."""
    return _send(number, "disposal", {"under": under, "by": by}, authority, "decided", output)


def forget(number: str, by: str, sure: bool, output: Output) -> int:
    """Destroy the keys of a case; 1 if it has to be kept, or if nobody said that they are sure."""
    if not sure:
        body = running(Settings()).get(f"/cases/{number}/retention")
        answer("\n".join(_lines(_read(body))))
        say("nothing was destroyed: what is forgotten can never be read again. If you are sure, add --yes")
        return 1
    return _send(number, "forgetting", {"by": by}, None, f"{number} is forgotten", output)


def _send(number: str, what: str, body: dict[str, str], authority: str | None, done: str, output: Output) -> int:
    caller = Caller("clerk", authority=authority) if authority else None
    status, found = running(Settings(), caller).send(f"/cases/{number}/{what}", body)
    if status == 409:
        if output is Output.JSON:
            answer_json({"version": 1, "refused": found})
        else:
            answer("\n".join(_refused(number, found)))
        return 1
    if output is Output.JSON:
        answer_json({"version": 1, "done": found or {}})
    else:
        answer(done.format(**(found or {})))
    return 0


def _refused(number: str, problem: dict[str, Any]) -> Iterator[str]:
    yield f"{problem['code']}  {number}: {problem['detail']}"
    for fault in problem["faults"]:
        yield f"  {fault['code']}  {fault['where']}: {fault['message']}"


def _lines(case: KeepingShown) -> Iterator[str]:
    if case.forgotten_at:
        yield f"{case.number}: forgotten on {case.forgotten_at:%Y-%m-%d}"
    else:
        until = f"kept until {case.kept_until}" if case.kept_until else "no last day is known"
        under = f" ({', '.join(case.under)})" if case.under else ""
        yield f"{case.number}: {until}{under}"
    for one in case.holds:
        yield f"  held since {one.at:%Y-%m-%d} for {one.kind}: {one.reason} ({one.placed.by}), {one.id}"
    if case.disposal:
        who = " of ".join(part for part in (case.disposal.decided.by, case.disposal.decided.authority) if part)
        yield f"  to be forgotten: decided on {case.disposal.at:%Y-%m-%d} by {who}, under {case.disposal.under}"
    for fault in () if case.forgotten_at else case.obstacles:
        yield f"  {fault.code}  {fault.where}: {fault.message}"


def _read(body: Any) -> KeepingShown:
    try:
        return KeepingShown.model_validate(body)
    except ValidationError:
        raise CouldNotRun("the API answered what this version does not understand") from None
