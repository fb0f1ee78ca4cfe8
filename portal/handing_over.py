"""Give an authority a document that it was sent word of, and nobody else's; that it fetched it is logged first."""

import json
from collections.abc import Iterator, Mapping
from uuid import UUID

from ichido.case.files import files, written_files
from ichido.case.known import procedure_of
from ichido.compiler.plan import Plan
from ichido.security.keys import Forgotten
from ichido.store import cases, disclosures, documents, outbox, plans
from ichido.store.cases import StoredCase
from ichido.store.disclosures import Use
from ichido.store.documents import Document
from ichido.store.outbox import Submission
from portal.face import Face
from portal.handing_out import given, no_such_document
from portal.problem import Problem, forgotten
from portal.signed import traced, verified


async def hand_over(face: Face, authority: str, headers: Mapping[str, str], id_: UUID, sha256: str) -> Document:
    """The document, if what this authority was sent as submission `id_` names it; Problem for any other request."""
    async with traced(face, authority, headers, b""):
        _, message_id = verified(face, authority, headers, b"")
        # The signature covers the message id and not the address: without this it would fit any document.
        if not message_id.startswith(sha256):
            raise Problem(422, "wrong-message-id", "the message id begins with the hash of the document that is wanted")
        async with face.store.transaction() as session:
            if not await outbox.first_fetch(session, authority, message_id, face.now()):
                raise Problem(401, "replayed", "a request with this message id was answered: sign a new one")
            sent = await outbox.written(session, id_)
            filings = () if sent is None or sent.authority != authority else tuple(_naming(sent, sha256))
            if sent is None or not filings:
                raise no_such_document()
            try:
                stored = await cases.load(session, sent.case)
            except Forgotten:
                raise forgotten() from None
            document = await documents.find(session, sent.case, sha256)
            if stored is None or document is None:
                raise no_such_document()
            document = given(document)
            plan = await plans.load(session, stored.plan_hash)
            uses = (use for filing in filings for use in _uses(face, plan, stored, sent, filing, sha256))
            await disclosures.fetched(session, uses)
    return document


def _naming(sent: Submission, sha256: str) -> Iterator[str]:
    """The filings of a submission that carry a hash, by key."""
    body = json.loads(sent.payload)
    for filing in (body, *body.get("notes", ())):
        if any(one["sha256"] == sha256 for one in written_files(filing["payload"])):
            yield filing["procedure"]


def _uses(face: Face, plan: Plan, stored: StoredCase, sent: Submission, procedure: str, sha256: str) -> Iterator[Use]:
    """What the document stands for, by subject."""
    terms: dict[str, dict[str, None]] = {}
    for fact in stored.record.facts:
        if any(file.sha256 == sha256 for file in files(fact.value)):
            terms.setdefault(fact.subject, {})[fact.term] = None
    carrying = plan.procedures[procedure_of(sent.key)].definition
    definition = plan.procedures[procedure].definition
    noted = carrying.deems.get(procedure)
    for subject, named in terms.items():
        yield Use(
            at=face.now(),
            case=sent.case,
            procedure=procedure,
            act=str(definition.basis),
            under=str(noted.under if noted else definition.basis),
            purpose=procedure,
            partner=sent.authority,
            partner_kind="authority",
            subject=subject,
            terms=tuple(named),
        )
