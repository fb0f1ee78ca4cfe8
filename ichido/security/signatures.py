"""Sign and verify messages between machines as the Standard Webhooks specification says."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

ID = "webhook-id"
TIMESTAMP = "webhook-timestamp"
SIGNATURE = "webhook-signature"

PREFIX = "whsec_"
SCHEME = "v1"
LONGEST_ID = 256

RefusalCode = Literal[
    "header-missing", "id-malformed", "timestamp-malformed", "timestamp-too-old", "timestamp-too-new", "signature-wrong"
]


@dataclass(frozen=True, slots=True)
class Verified:
    """A message that the holder of the secret signed, and when."""

    message_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Refused:
    """A message that must not be used: a stable code, and why in words that quote nothing of the message."""

    code: RefusalCode
    why: str


def sign(secret: str, message_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """Give the three headers for `body`; ValueError for a secret, an id or a naive time that cannot be signed with."""
    if not _is_message_id(message_id):
        raise ValueError(f"a message id is 1 to {LONGEST_ID} visible ASCII characters without a full stop")
    if at.tzinfo is None:
        raise ValueError("the time of signing needs a time zone")
    timestamp = str(int(at.timestamp()))
    signature = _signature(signing_key(secret), message_id, timestamp, body)
    return {ID: message_id, TIMESTAMP: timestamp, SIGNATURE: f"{SCHEME},{signature.decode()}"}


def verify(
    secret: str, headers: Mapping[str, str], body: bytes, now: datetime, tolerance: timedelta = timedelta(minutes=5)
) -> Verified | Refused:
    """Say whether `body` was signed with `secret` within `tolerance` of `now`; ValueError for an unusable secret."""
    key = signing_key(secret)
    lower = {name.lower(): value for name, value in headers.items()}
    missing = [name for name in (ID, TIMESTAMP, SIGNATURE) if not lower.get(name)]
    if missing:
        return Refused("header-missing", f"the message has no {', '.join(missing)}")
    if not _is_message_id(lower[ID]):
        return Refused("id-malformed", f"{ID} is not 1 to {LONGEST_ID} visible ASCII characters without a full stop")
    at = _timely(lower[TIMESTAMP], now, tolerance)
    if isinstance(at, Refused):
        return at
    if not _matches(_signature(key, lower[ID], lower[TIMESTAMP], body), lower[SIGNATURE]):
        return Refused("signature-wrong", f"no {SCHEME} signature in {SIGNATURE} was made with this secret")
    return Verified(lower[ID], at)


def _timely(timestamp: str, now: datetime, tolerance: timedelta) -> datetime | Refused:
    """Read the timestamp, refusing one outside the tolerance: an old message may be a replay."""
    # At most eleven digits, so that no timestamp can overflow a datetime.
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 11):
        return Refused("timestamp-malformed", f"{TIMESTAMP} is not a whole number of seconds since 1970")
    at = datetime.fromtimestamp(int(timestamp), UTC)
    if now - at > tolerance:
        return Refused("timestamp-too-old", f"the message was signed more than {_seconds(tolerance)} ago")
    if at - now > tolerance:
        return Refused("timestamp-too-new", f"the message was signed more than {_seconds(tolerance)} in the future")
    return at


def _matches(expected: bytes, header: str) -> bool:
    """Compare every given signature in constant time; a rotating sender gives several, parted by spaces."""
    found = False
    for given in header.split(" "):
        scheme, _, signature = given.partition(",")
        if scheme == SCHEME:
            found |= hmac.compare_digest(expected, signature.encode())
    return found


def _signature(key: bytes, message_id: str, timestamp: str, body: bytes) -> bytes:
    """Give the base64 of HMAC-SHA256 over id, timestamp and body."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    return base64.b64encode(hmac.digest(key, signed, hashlib.sha256))


def signing_key(secret: str) -> bytes:
    """Give the bytes of a `whsec_<base64>` secret; ValueError, without the secret, if it is none."""
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        raise ValueError(f"a signing secret is {PREFIX} and base64") from None
    if len(key) < 16:
        raise ValueError("a signing secret holds at least 16 bytes")
    return key


def _is_message_id(text: str) -> bool:
    """Say whether the text can be an id: a full stop would let id, timestamp and body be cut elsewhere."""
    return 0 < len(text) <= LONGEST_ID and all("!" <= letter <= "~" and letter != "." for letter in text)


def _seconds(duration: timedelta) -> str:
    """Give the duration in whole seconds."""
    return f"{int(duration.total_seconds())} s"
