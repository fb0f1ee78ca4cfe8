"""What a person may look up about a case: its disclosure log and its notices."""

from typing import Annotated

from fastapi import APIRouter, Path

from ichido.case.known import procedure_of
from ichido.compiler.plan import Plan
from ichido.partners import Directory
from ichido.security.keys import Forgotten
from ichido.store import disclosures, notices
from ichido.store.disclosures import DisclosureLine
from ichido.store.notices import MailboxNotice
from portal.api.callers import TheCaller, TheFace
from portal.api.messages import DisclosureShown, LineShown, NoticeShown
from portal.api.problems import responses
from portal.listing import Line
from portal.problem import forgotten
from portal.protected import readable
from portal.standing import meet
from portal.words import partner

Number = Annotated[str, Path(max_length=64, description="the case number", examples=["MV-7K3Q-92XD"])]


def routes() -> APIRouter:
    """Give the operations that only read."""
    router = APIRouter()

    @router.get(
        "/cases/{number}/disclosures", summary="See who used which data", responses=responses(401, 403, 404, 410, 503)
    )
    async def read_disclosures(number: Number, face: TheFace, caller: TheCaller) -> list[DisclosureShown]:
        """The disclosure log of the case (やりとり履歴), oldest first: terms and articles, no values."""
        async with face.store.transaction() as session:
            met = await meet(session, face, caller, number, "disclosures")
            lines = await disclosures.for_case(session, number, met.stored.hidden)
        return [disclosure_shown(met.plan, face.directory, line) for line in lines]

    @router.get("/cases/{number}/notices", summary="Read the notices", responses=responses(401, 403, 404, 410, 503))
    async def read_notices(number: Number, face: TheFace, caller: TheCaller) -> list[NoticeShown]:
        """The notices of the case in the person's mailbox, oldest first."""
        async with face.store.transaction() as session:
            met = await meet(session, face, caller, number, "notices")
            try:
                found = tuple(one for one in await notices.for_case(session, number) if readable(met.stored, one))
            except Forgotten:
                raise forgotten() from None
        return [_notice(notice) for notice in found if met.is_within(notice.delivery.procedure)]

    return router


def shown_line(line: Line) -> LineShown:
    """A line of a list of cases; whose case it is stays out."""
    case = line.case
    return LineShown(
        number=case.number,
        life_event=case.life_event,
        label=line.plan.title,
        stage=case.stage,
        opened_by=case.outline.opened_by,
        channel=case.channel,
        opened_at=case.opened_at,
        submitted_on=case.submitted_on,
        waiting_for=list(line.waiting_for),
        due_on=line.due_on,
        unverified_since=line.unverified_since,
        closed_at=case.closed_at,
        close_reason=case.close_reason,
    )


def disclosure_shown(plan: Plan, directory: Directory, line: DisclosureLine) -> DisclosureShown:
    """A line of the log as a person reads it."""
    use = line.use
    planned = plan.procedures.get(procedure_of(use.procedure))
    return DisclosureShown(
        at=use.at,
        case=use.case,
        kind=line.kind,
        procedure=use.procedure,
        label=planned.definition.title if planned else {},
        under=use.under,
        partner=use.partner,
        partner_name=partner(plan, directory, use.partner),
        partner_kind=use.partner_kind,
        subject=use.subject,
        terms=list(use.terms),
        by=use.by,
    )


def _notice(notice: MailboxNotice) -> NoticeShown:
    delivery = notice.delivery
    return NoticeShown(
        receipt=str(notice.receipt),
        key=delivery.key,
        procedure=delivery.procedure,
        language=delivery.language,
        subject=delivery.letter.subject,
        text=delivery.letter.text,
        html=delivery.letter.html,
        at=delivery.at,
        read_at=notice.read_at,
    )
