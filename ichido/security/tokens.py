"""Bearer tokens that say who calls, signed with the installation's key (RFC 7519, HS256)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

import jwt
from jwt.exceptions import InvalidSubjectError
from jwt.types import Options
from pydantic import BaseModel, ConfigDict, ValidationError

from ichido.security.access import Caller, Right, Role

AUDIENCE = "ichido"
ALGORITHM = "HS256"
LIFETIME = timedelta(hours=1)
SKEW = timedelta(minutes=1)
SHORTEST_KEY = 32
LONGEST_TOKEN = 4096

Code: TypeAlias = Literal["token-malformed", "token-signature-wrong", "token-expired", "token-claims-wrong"]


@dataclass(frozen=True, slots=True)
class Refused:
    """A token that says nothing; the code is stable, the token is not repeated."""

    code: Code


class _Claims(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="ignore", hide_input_in_errors=True)

    role: Role
    iat: int
    exp: int
    sub: str | None = None
    authority: str | None = None
    rights: list[Right] = []


def issue(key: bytes, caller: Caller, at: datetime) -> str:
    """Give a token for the caller, good for an hour from `at`; ValueError for a short key or a naive time."""
    _check(key, at)
    claims: dict[str, object] = {"aud": AUDIENCE, "role": caller.role, "iat": at, "exp": at + LIFETIME}
    if caller.subject is not None:
        claims["sub"] = caller.subject
    if caller.authority is not None:
        claims["authority"] = caller.authority
    if caller.rights:
        claims["rights"] = sorted(caller.rights)
    return jwt.encode(claims, key, algorithm=ALGORITHM)


def read(key: bytes, token: str, at: datetime) -> Caller | Refused:
    """Say who calls, if the token was signed with the key and is good at `at`; ValueError as for `issue`."""
    _check(key, at)
    if len(token) > LONGEST_TOKEN:
        return Refused("token-malformed")
    try:
        # The time is the caller's to say, so the library must not look at its own clock.
        options: Options = {
            "verify_exp": False,
            "verify_iat": False,
            "verify_nbf": False,
            "require": ["aud", "iat", "exp"],
        }
        claims = _Claims.model_validate(
            jwt.decode(token, key, algorithms=[ALGORITHM], audience=AUDIENCE, options=options)
        )
    except jwt.InvalidSignatureError:
        return Refused("token-signature-wrong")
    except (jwt.MissingRequiredClaimError, jwt.InvalidAudienceError, InvalidSubjectError, ValidationError):
        return Refused("token-claims-wrong")
    except jwt.InvalidTokenError:
        return Refused("token-malformed")
    return _timely(claims, at)


def _timely(claims: _Claims, at: datetime) -> Caller | Refused:
    now = at.timestamp()
    if claims.exp <= now:
        return Refused("token-expired")
    if claims.iat > now + SKEW.total_seconds() or claims.exp - claims.iat > LIFETIME.total_seconds():
        return Refused("token-claims-wrong")
    return Caller(claims.role, claims.sub, claims.authority, frozenset(claims.rights))


def _check(key: bytes, at: datetime) -> None:
    if len(key) < SHORTEST_KEY:
        raise ValueError(f"a token key has at least {SHORTEST_KEY} bytes")
    if at.tzinfo is None:
        raise ValueError("the time of a token needs a time zone")
