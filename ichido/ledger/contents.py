"""What a line says, sealed with a key of its own: to open one for somebody opens no other."""

import hmac
import json
import os
from typing import Any

from ichido.security.sealing import open_sealed, place, seal

SALT_BYTES = 16


def sealed(month_key: bytes, says: dict[str, Any], case: str, subject: str) -> bytes:
    """The bytes that are kept: a salt, and what the line says under the key that month and salt make."""
    salt = os.urandom(SALT_BYTES)
    written = json.dumps(says, ensure_ascii=False, separators=(",", ":")).encode()
    return salt + seal(line_key(month_key, salt), written, place("disclosures", case, subject))


def line_key(month_key: bytes, kept: bytes) -> bytes:
    """The key that opens one line, from the key of its month and the salt in front of what is kept."""
    return hmac.digest(month_key, b"line" + kept[:SALT_BYTES], "sha256")


def opened(key: bytes, kept: bytes, case: str, subject: str) -> dict[str, Any]:
    """What a line says; SealBroken for the key of another line, or altered bytes."""
    found: dict[str, Any] = json.loads(open_sealed(key, kept[SALT_BYTES:], place("disclosures", case, subject)))
    return found
