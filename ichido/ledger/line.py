"""One line of the log as bytes: what its hash covers, which is what stands in the database and no clear text."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from ichido.ledger import tree

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it is stored: `sealed` is the encrypted rest, `at` counts to the microsecond."""

    number: int
    at: datetime
    kind: str
    case: str
    subject: str
    period: str
    sealed: bytes

    @property
    def data(self) -> bytes:
        """The bytes that are hashed: numbers in eight bytes, big-endian; texts and the sealed rest after their size."""
        moments = (self.at - EPOCH) // timedelta(microseconds=1)
        texts = b"".join(_sized(text.encode()) for text in (self.kind, self.case, self.subject, self.period))
        return self.number.to_bytes(8, "big") + moments.to_bytes(8, "big", signed=True) + texts + _sized(self.sealed)

    @property
    def leaf(self) -> bytes:
        """The hash of the line."""
        return tree.leaf(self.data)


def _sized(data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + data
