"""A seal over some lines: the root of their tree, chained to the seal before and signed."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from ichido.ledger.line import EPOCH

FIRST = bytes(32)
"""What the first seal is chained to."""


@dataclass(frozen=True, slots=True)
class Seal:
    """`count` lines from position `first` on, sealed at a moment; `previous` is the hash of the seal before."""

    number: int
    first: int
    count: int
    root: bytes
    previous: bytes
    at: datetime
    signature: bytes = b""

    @property
    def hash(self) -> bytes:
        """What the next seal is chained to; it covers everything but the signature."""
        seconds = (self.at - EPOCH).total_seconds()
        numbers = (self.number, self.first, self.count, round(seconds * 1_000_000))
        return hashlib.sha256(
            b"\x02" + b"".join(n.to_bytes(8, "big", signed=True) for n in numbers) + self.root + self.previous
        ).digest()

    def signed(self, key: Ed25519PrivateKey) -> "Seal":
        """The seal with a signature over its hash (RFC 8032)."""
        return replace(self, signature=key.sign(self.hash))

    def is_signed_by(self, key: Ed25519PublicKey) -> bool:
        """Whether the signature is of this seal and by this key."""
        try:
            key.verify(self.signature, self.hash)
        except InvalidSignature:
            return False
        return True
