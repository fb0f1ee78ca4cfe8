"""Derive everything opaque in the pretend government from its seed by HMAC."""

import base64
import hashlib
import hmac


def reference(seed: int, label: str) -> str:
    """Give the opaque reference (`p-` and 20 hex digits) of the person or household known inside by `label`."""
    return f"p-{_digest(seed, f'reference/{label}').hex()[:20]}"


def secret(seed: int, authority: str) -> str:
    """Give the authority's shared secret (`whsec_` and base64 of 32 bytes)."""
    return f"whsec_{base64.b64encode(_digest(seed, f'secret/{authority}')).decode()}"


def digits(seed: int, label: str, count: int) -> str:
    """Give `count` decimal digits that only seed and label decide."""
    return str(int.from_bytes(_digest(seed, f"digits/{label}"), "big") % 10**count).zfill(count)


def _digest(seed: int, label: str) -> bytes:
    """Give the HMAC-SHA256 of the label under the seed."""
    return hmac.digest(f"pretend government {seed}".encode(), label.encode(), hashlib.sha256)
