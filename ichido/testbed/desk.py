"""One authority's desk: the submissions it holds and what it has said of them."""

import hashlib
import uuid
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from ichido.testbed.messages import Event, Stream, Submission, Told


@dataclass(slots=True)
class Held:
    """A submission as the authority holds it: once a key, however often it came."""

    key: str
    receipt: str
    digest: bytes
    submission: Submission
    at: datetime
    times_sent: int = 1


@dataclass(frozen=True, slots=True)
class Said:
    """An event in the outbox: its number there, its id for the receiver, and itself."""

    number: int
    id: str
    event: Event


@dataclass(frozen=True, slots=True)
class Fetched:
    """A document as it was fetched: what its bytes hash to, how many they are, and what was said of their type."""

    sha256: str
    bytes: int
    media_type: str


class OtherBytes(Exception):
    """A key came again with other bytes than before."""


@dataclass(slots=True)
class Desk:
    """What one authority holds and has said; lost when the process ends, as a pretence may be."""

    code: str
    held: dict[str, Held] = field(default_factory=dict)
    outbox: list[Said] = field(default_factory=list)
    documents: dict[str, Fetched] = field(default_factory=dict)
    _sequences: Counter[Stream] = field(default_factory=Counter)

    def accept(self, key: str, body: bytes, submission: Submission, now: datetime) -> tuple[Held, bool]:
        """Take a submission in and say whether it is new; OtherBytes if the key came before with other bytes."""
        digest = hashlib.sha256(body).digest()
        before = self.held.get(key)
        if before is None:
            held = Held(key, f"{self.code}-{len(self.held) + 1:06d}", digest, submission, now)
            self.held[key] = held
            return held, True
        if before.digest != digest:
            raise OtherBytes(key)
        before.times_sent += 1
        return before, False

    def say(self, stream: Stream, told: Told, now: datetime) -> Said:
        """Number what the authority says and put it into the outbox."""
        self._sequences[stream] += 1
        latest = self.latest(stream)
        written = told.model_dump(exclude={"at", "submission"}, exclude_none=True)
        event = Event(
            **written,
            **stream.model_dump(),
            at=told.at or now,
            submission=told.submission or (latest.submission if latest else None),
            sequence=self._sequences[stream],
        )
        said = Said(len(self.outbox) + 1, f"evt_{uuid.uuid4().hex}", event)
        self.outbox.append(said)
        return said

    def latest(self, stream: Stream) -> Submission | None:
        """Give the newest submission that files for the stream, or carries what does."""
        submissions = (held.submission for held in reversed(self.held.values()))
        return next((submission for submission in submissions if stream in submission.filings), None)
