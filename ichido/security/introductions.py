"""Letters of introduction: whom a partner's name means, sealed between us and the service that links names."""

import base64
import binascii
from typing import Literal

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ichido.security.sealing import KEY_BYTES, SealBroken, open_sealed, place, seal
from ichido.security.signatures import signing_key

Way = Literal["to-partner", "from-partner"]
"""Whether we introduce a subject to a partner, or a partner introduces one to us."""
LONGEST = 512


def write(secret: str, way: Way, partner: str, name: str, linked: str) -> str:
    """A letter that says of a partner's name what the linking service calls the subject for us.

    It is good for this name of this partner in this direction only, and no two letters look alike.
    """
    return base64.urlsafe_b64encode(seal(_key(secret), linked.encode(), place(way, partner, name))).decode()


def read(secret: str, way: Way, partner: str, name: str, letter: str) -> str | None:
    """What the linking service calls the subject for us; None for a letter that is not of this name, or of nobody's."""
    if len(letter) > LONGEST:
        return None
    try:
        sealed = base64.b64decode(letter.encode(), altchars=b"-_", validate=True)
        return open_sealed(_key(secret), sealed, place(way, partner, name)).decode() or None
    except (binascii.Error, SealBroken, UnicodeError):
        return None


def _key(secret: str) -> bytes:
    derived = HKDF(SHA256(), KEY_BYTES, salt=None, info=b"ichido introductions")
    return derived.derive(signing_key(secret))
