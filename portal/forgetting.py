"""Forget a case: a draft when its person says so, a filed one when that was decided; its keys are destroyed."""

import logging

from ichido.security.access import Caller
from ichido.store import forgetting
from ichido.store.forgetting import DELETED
from portal.case_line import Unreachable
from portal.face import Face
from portal.keeping import actor, case_of, obstacles
from portal.problem import Problem
from portal.standing import is_gone

_log = logging.getLogger(__name__)


async def delete_draft(face: Face, caller: Caller, number: str) -> None:
    """Delete a case that was not submitted: nobody is shown anything of it from now on. Again is harmless.

    Problem 409 for what was submitted: that is an official record.
    """
    async with face.store.transaction() as session:
        found = await case_of(session, caller, number, "delete", lock=True)
        if found.submitted_on is not None:
            detail = "this was submitted and is an official record now: withdraw it at the authorities that have it"
            raise Problem(409, "filed", detail)
        if found.forgotten_at is not None:
            return
        await forgetting.delete(session, number, face.now())
    try:
        # Its workflow first: without its keys it could not even end.
        await face.cases.end(number)
    except Unreachable:
        _log.warning("case %s is deleted, and its workflow is ended by the next sweep", number)
        return
    await face.store.keys.destroy(number)
    async with face.store.transaction() as session:
        await forgetting.forgotten(session, number, DELETED, actor(caller, ""), face.now())


async def forget(face: Face, caller: Caller, number: str, by: str) -> None:
    """Destroy the keys of a filed case; Problem 409 says everything that is in the way. Again is harmless."""
    async with face.store.transaction() as session:
        # Under its lock, so that no hold is placed between the look and the act.
        found = await case_of(session, caller, number, "forget", lock=True)
        if is_gone(found):
            return
        faults = await obstacles(session, face, found)
        if faults:
            raise Problem(409, "may-not-be-forgotten", "this case has to be kept: see why", faults)
        if await _running(face, number):
            raise Problem(409, "still-running", "its workflow has not ended yet: try again in a minute")
        await face.store.keys.destroy(number)
        await forgetting.forgotten(session, number, "disposed", actor(caller, by), face.now())


async def _running(face: Face, number: str) -> bool:
    try:
        return await face.cases.is_running(number)
    except Unreachable:
        raise Problem(503, "unreachable", "whether it still runs cannot be seen now: try again later") from None
