"""Names by which one partner knows a subject or a case: derived by HMAC with a key of that partner's alone."""

import base64
import hashlib
import hmac

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ichido.security.sealing import KEY_BYTES, place

SUBJECT = "n"
CASE = "c"
BYTES = 20
"""Of the HMAC, 160 bits: no two subjects meet, and base 32 ends without padding."""


def partner_key(secret: bytes, partner: str, generation: int) -> bytes:
    """The key of one partner, from the one secret of the installation; another generation gives another key."""
    derived = HKDF(SHA256(), KEY_BYTES, salt=None, info=place("ichido names", partner, str(generation)))
    return derived.derive(secret)


def pseudonym(key: bytes, kind: str, id_: str) -> str:
    """What a partner calls a SUBJECT or a CASE: its kind, a stroke, and 32 small letters and digits of base 32."""
    mac = hmac.digest(key, place(kind, id_), hashlib.sha256)[:BYTES]
    return f"{kind}-{base64.b32encode(mac).decode().lower()}"
