"""What a person has consented to: receipts, and taking it back."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from portal.api.callers import TheCaller, TheFace, TheRelay
from portal.api.messages import Sent
from portal.api.problems import responses
from portal.consenting import TakenBack, receipts, take_withdrawn
from portal.receipts import Agreed
from portal.text import Name

Number = Annotated[str, Path(max_length=64, description="the case number", examples=["MV-7K3Q-92XD"])]
Id = Annotated[str, Path(max_length=16, description="the id of the consent in its case", examples=["c1"])]


class WithdrawnSent(Sent):
    """That a consent is taken back; a clerk says which paper of the person shows it."""

    evidence: Annotated[Name | None, Field(examples=["同意撤回書 令和8年4月2日"])] = None


class SentShown(BaseModel):
    """What had been sent: which filing, to whom, when; `asked_back` if they will be asked to give it back."""

    key: str
    authority: str
    at: datetime | None
    asked_back: bool


class WithdrawnTaken(BaseModel):
    """From now on nothing is read under it: `stopped` is never sent, `under_way` may still arrive, `sent` stays sent.

    `left` are the questions that are open now.
    """

    revision: int
    consent: Agreed
    stopped: list[str]
    under_way: list[str]
    sent: list[SentShown]
    left: list[str]


def routes() -> APIRouter:
    """Give the operations on consents."""
    router = APIRouter()

    @router.get("/cases/{number}/consents", summary="Read your consents", responses=responses(401, 403, 404, 410))
    async def read_consents(number: Number, face: TheFace, caller: TheCaller) -> list[Agreed]:
        """Each consent of the case with the words that were shown, and a receipt as ISO/IEC TS 27560 has it."""
        return list(await receipts(face, caller, number))

    @router.post(
        "/cases/{number}/consents/{id}/withdrawn",
        summary="Take a consent back",
        responses=responses(401, 403, 404, 409, 410, 422),
    )
    async def withdrawn(
        number: Number, id: Id, sent: WithdrawnSent, face: TheFace, caller: TheCaller, relay: TheRelay
    ) -> WithdrawnTaken:
        """What rests on it counts for nothing that has not been sent; what has been sent stays, and is listed."""
        taken = await take_withdrawn(face, caller, number, id, sent.evidence or "")
        if not taken.closed:
            await relay.answered(number, taken.conclusions)
        return _shown(taken)

    return router


def _shown(taken: TakenBack) -> WithdrawnTaken:
    return WithdrawnTaken(
        revision=taken.conclusions.revision,
        consent=taken.consent,
        stopped=list(taken.stopped),
        under_way=list(taken.under_way),
        sent=[
            SentShown(key=one.key, authority=one.authority, at=one.at, asked_back=one.asked_back) for one in taken.sent
        ],
        left=[question.key for question in taken.conclusions.questions],
    )
