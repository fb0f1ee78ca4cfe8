"""What a person sees of themselves across all cases: who used which data, and the proof of it."""

from fastapi import APIRouter, Depends
from sqlalchemy.ext.asyncio import AsyncSession

from ichido.compiler.plan import Plan
from ichido.ledger.export import Export
from ichido.security.access import Caller
from ichido.store import cases, disclosures, ledger, names, plans, protections
from portal.api.caches import keep_out_of_caches
from portal.api.callers import TheCaller, TheFace
from portal.api.messages import DisclosureShown, Introduced, LetterSent
from portal.api.problems import responses
from portal.api.records import disclosure_shown
from portal.face import Face
from portal.introduced import introduce
from portal.problem import Problem
from portal.standing import held


def routes() -> APIRouter:
    """Give the operations about the caller."""
    router = APIRouter(tags=["own data"], prefix="/me", dependencies=[Depends(keep_out_of_caches)])

    @router.get("/disclosures", summary="See who used your data", responses=responses(401, 403, 503))
    async def read_own(face: TheFace, caller: TheCaller) -> list[DisclosureShown]:
        """The disclosure log (やりとり履歴) of the caller in all cases, oldest first: terms and articles, no values."""
        async with face.store.transaction() as session:
            subject = await _own(session, face, caller)
            lines = await disclosures.for_subject(session, subject) if subject else ()
            known: dict[str, Plan] = {}
            for number in dict.fromkeys(line.use.case for line in lines):
                found = await cases.outline(session, number)
                assert found is not None, "a line of the log is about a case"
                known[number] = await plans.load(session, found.plan_hash)
        return [disclosure_shown(known[line.use.case], face.directory, line) for line in lines]

    @router.post("/introduction", summary="Say who you are elsewhere", responses=responses(401, 403, 422))
    async def introduce_(sent: LetterSent, face: TheFace, caller: TheCaller) -> Introduced:
        """With the letter of their own office, whoever calls is met as whom other offices have named already."""
        return Introduced(known=await introduce(face, caller, sent.letter))

    @router.get("/disclosures/export", summary="Take your log with its proofs", responses=responses(401, 403, 503))
    async def export_own(face: TheFace, caller: TheCaller) -> Export:
        """Every sealed line about the caller, with the proof that it stands in the log, for `ichido ledger check`."""
        async with face.store.transaction() as session:
            subject = await _own(session, face, caller)
            return await ledger.export(session, subject or "", face.seal_key)

    return router


async def _own(session: AsyncSession, face: Face, caller: Caller) -> str | None:
    """The caller's own subject, None while no case has met them; Problem for whoever is no person, and while nobody
    can say whom they must not know of.
    """
    if caller.role != "person" or not caller.subject or not caller.authority:
        raise Problem(403, "not-allowed", f"a {caller.role} has no data here: only people see their own")
    if not await protections.all_confirmed(session, (caller.authority,)):
        raise await held(face, "", caller.authority)
    return await names.meant(session, caller.authority, caller.subject)
