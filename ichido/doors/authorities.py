"""Sending to authorities: the bytes that were kept, under the key that was kept, never twice."""

from dataclasses import dataclass
from datetime import datetime

from ichido.channels.channel import Channel, Doubtful, Failed, Refused, Sent
from ichido.language.kinds.authority import Reach
from ichido.partners import Directory
from ichido.store.outbox import Submission
from ichido.store.published import Operating

SendResult = Sent | Refused | Doubtful | Failed


@dataclass(frozen=True)
class Authorities:
    """The authorities as they can be reached now; `reconcile` says whether one can be asked what it has."""

    channel: Channel
    directory: Directory
    operation: Operating

    async def send(self, role: str, submission: Submission, at: datetime) -> SendResult:
        """Send one submission; in doubt, ask by its key before anything else is done, or leave it to a person."""
        reconcile = (await self.operation()).authorities.get(role, Reach()).reconcile
        if reconcile == "none" and submission.earlier == "unknown":
            return Doubtful("no-result")
        partner = self.directory.partner(submission.authority)
        if partner is None or partner.url is None:
            return Failed("no-partner" if partner is None else "fetches")
        by_key = reconcile == "by-key"
        if by_key and submission.earlier != "none":
            found = await self.channel.reconcile(partner, submission.idempotency_key)
            if found is not None:
                return found
        result = await self.channel.send(partner, submission.idempotency_key, submission.payload, at)
        if not isinstance(result, Doubtful):
            return result
        if by_key:
            return await self.channel.reconcile(partner, submission.idempotency_key) or Failed(result.code)
        # An authority that takes the same key twice as one may be tried again; of another nobody can tell.
        return Failed(result.code) if reconcile == "idempotent" else result
