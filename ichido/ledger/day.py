"""One day of seals: their own tree, whose signed root is kept outside the database."""

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey


@dataclass(frozen=True, slots=True)
class DayRoot:
    """The root over the hashes of a day's seals, and the last of them: a log that lacks it was cut."""

    day: date
    seals: int
    root: bytes
    last: int
    head: bytes
    signature: bytes = b""

    @property
    def hash(self) -> bytes:
        """What is signed."""
        numbers = (self.day.toordinal(), self.seals, self.last)
        return hashlib.sha256(
            b"\x03" + b"".join(n.to_bytes(8, "big") for n in numbers) + self.root + self.head
        ).digest()

    def signed(self, key: Ed25519PrivateKey) -> "DayRoot":
        """The root with a signature over its hash (RFC 8032)."""
        return replace(self, signature=key.sign(self.hash))

    def is_signed_by(self, key: Ed25519PublicKey) -> bool:
        """Whether the signature is of this root and by this key."""
        try:
            key.verify(self.signature, self.hash)
        except InvalidSignature:
            return False
        return True

    def written(self) -> str:
        """As a file keeps it."""
        plain: dict[str, Any] = {"day": self.day.isoformat(), "seals": self.seals, "last": self.last}
        hashes = {"root": self.root.hex(), "head": self.head.hex(), "signature": self.signature.hex()}
        return json.dumps(plain | hashes, indent=2) + "\n"

    @classmethod
    def read(cls, text: str) -> "DayRoot":
        """What `written` wrote; ValueError for anything else."""
        try:
            plain = json.loads(text)
            return cls(
                day=date.fromisoformat(plain["day"]),
                seals=int(plain["seals"]),
                root=bytes.fromhex(plain["root"]),
                last=int(plain["last"]),
                head=bytes.fromhex(plain["head"]),
                signature=bytes.fromhex(plain["signature"]),
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError("this is no day's root") from error
