"""Tokens: who signed them, for how long, and what else is no token."""

import base64
import json
from datetime import UTC, datetime, timedelta

import jwt
import pytest

from ichido.security.access import Caller
from ichido.security.tokens import Refused, issue, read

KEY = b"k" * 32
AT = datetime(2026, 3, 20, 9, 0, tzinfo=UTC)
HANAKO = Caller("person", "hanako", "122033")


def signed(**changes: object) -> str:
    claims = {"aud": "ichido", "role": "operator", "iat": AT, "exp": AT + timedelta(hours=1)} | changes
    return jwt.encode({name: value for name, value in claims.items() if value is not None}, KEY, algorithm="HS256")


@pytest.mark.parametrize("caller", [HANAKO, Caller("clerk", authority="122033"), Caller("operator")])
def test_a_token_says_who_calls(caller: Caller) -> None:
    assert read(KEY, issue(KEY, caller, AT), AT) == caller


def test_a_token_is_good_for_an_hour() -> None:
    token = issue(KEY, HANAKO, AT)
    assert read(KEY, token, AT + timedelta(minutes=59, seconds=59)) == HANAKO
    assert read(KEY, token, AT + timedelta(hours=1)) == Refused("token-expired")


def test_a_token_of_another_key_is_refused() -> None:
    assert read(KEY, issue(b"o" * 32, HANAKO, AT), AT) == Refused("token-signature-wrong")


@pytest.mark.parametrize(
    "token",
    [
        signed(aud="another"),
        signed(aud=None),
        signed(exp=None),
        signed(iat=None),
        signed(role="minister"),
        signed(role=None),
        signed(sub=7),
        signed(authority=["122033"]),
        signed(exp=AT + timedelta(days=365)),
        signed(iat=AT + timedelta(minutes=5), exp=AT + timedelta(minutes=50)),
    ],
)
def test_claims_that_do_not_fit_are_refused(token: str) -> None:
    assert read(KEY, token, AT) == Refused("token-claims-wrong")


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "é.é.é", "." * 3, "x" * 5000])
def test_what_is_no_token_is_refused(token: str) -> None:
    assert read(KEY, token, AT) == Refused("token-malformed")


def test_an_unsigned_token_is_refused() -> None:
    claims = {"aud": "ichido", "role": "operator", "iat": 0, "exp": 9999999999}
    parts = [json.dumps(part).encode() for part in ({"alg": "none", "typ": "JWT"}, claims)]
    token = ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts) + "."
    assert read(KEY, token, AT) == Refused("token-malformed")


def test_a_short_key_or_a_naive_time_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        issue(b"short", HANAKO, AT)
    with pytest.raises(ValueError, match="time zone"):
        issue(KEY, HANAKO, AT.replace(tzinfo=None))
