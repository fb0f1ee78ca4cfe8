"""Authorities that nobody can call: they fetch what is meant for them, and post the receipt of each."""

from collections.abc import Mapping
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ichido.case.conclusions import Conclusions
from ichido.doors.arrived import arrived
from ichido.security.keys import Forgotten
from ichido.store import outbox
from ichido.store.outbox import Submission
from portal.face import Face
from portal.problem import Problem, forgotten
from portal.signed import traced, verified
from portal.text import Name

AT_ONCE = 20


class Receipt(BaseModel):
    """What an authority says once it has a submission: its own reference for it."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    receipt: Annotated[Name, Field(examples=["R-2026-0417"])]


async def offered(face: Face, authority: str, headers: Mapping[str, str], after: UUID | None) -> tuple[Submission, ...]:
    """What an authority has not acknowledged yet, at most AT_ONCE; Problem for a request that must not be answered."""
    async with traced(face, authority, headers, b""):
        message_id = _fetching(face, authority, headers, b"")
        async with face.store.transaction() as session:
            # It opens people's data: a request that was overheard is worth nothing.
            if not await outbox.first_fetch(session, authority, message_id, face.now()):
                raise Problem(401, "replayed", "a request with this message id was answered: sign a new one")
            return await outbox.to_fetch(session, authority, after, AT_ONCE)


async def acknowledged(
    face: Face, authority: str, headers: Mapping[str, str], id_: UUID, body: bytes
) -> tuple[str, Conclusions]:
    """Take the receipt of a submission; gives its case and what follows. Again changes nothing."""
    async with traced(face, authority, headers, body):
        # The signature covers the message id and not the address: without this a receipt would fit any submission.
        if _fetching(face, authority, headers, body) != str(id_):
            raise Problem(422, "wrong-message-id", "the message id of a receipt is the id of its submission")
        receipt = _receipt(body)
        async with face.store.transaction() as session:
            line = await outbox.line(session, id_)
            if line is None or line.authority != authority:
                raise Problem(404, "no-such-submission", "nothing with this id is meant for this authority")
            try:
                return line.case, await arrived(session, line, receipt, face.now())
            except Forgotten:
                raise forgotten() from None


def _fetching(face: Face, authority: str, headers: Mapping[str, str], body: bytes) -> str:
    partner, message_id = verified(face, authority, headers, body)
    if partner.url is not None:
        raise Problem(409, "not-fetching", "this authority has an address: what is meant for it is sent there")
    return message_id


def _receipt(body: bytes) -> str:
    try:
        return Receipt.model_validate_json(body).receipt
    except ValidationError:
        raise Problem(422, "no-receipt", 'send `{"receipt": "…"}` with your own reference') from None
