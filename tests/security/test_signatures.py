"""What a signed message promises, and every way of breaking that promise."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ichido.security.signatures import Refused, Verified, sign, verify

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OTHER = "whsec_" + base64.b64encode(b"another secret of thirty-two b..").decode()
AT = datetime(2026, 4, 2, 9, 30, tzinfo=UTC)
BODY = '{"event": "outcome", "message": "受理しました"}'.encode()


def code(result: Verified | Refused) -> str:
    """Give the refusal's code."""
    assert isinstance(result, Refused), result
    return result.code


def test_the_example_of_the_specification_gives_its_signature() -> None:
    at = datetime.fromtimestamp(1614265330, UTC)
    headers = sign(SECRET, "msg_p5jXN8AQM9LWM0D4loKWxJek", at, b'{"test": 2432232314}')
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert headers["webhook-timestamp"] == "1614265330"


def test_what_was_signed_is_verified_with_its_id_and_time() -> None:
    assert verify(SECRET, sign(SECRET, "evt-1", AT, BODY), BODY, AT) == Verified("evt-1", AT)


@given(st.binary(max_size=200), st.text("abcXYZ019-_:/()", min_size=1, max_size=40))
def test_any_body_under_any_id_is_verified(body: bytes, message_id: str) -> None:
    assert isinstance(verify(SECRET, sign(SECRET, message_id, AT, body), body, AT), Verified)


def test_header_names_are_read_in_any_case() -> None:
    headers = {name.title(): value for name, value in sign(SECRET, "evt-1", AT, BODY).items()}
    assert isinstance(verify(SECRET, headers, BODY, AT), Verified)


def test_another_body_is_refused() -> None:
    assert code(verify(SECRET, sign(SECRET, "evt-1", AT, BODY), BODY + b" ", AT)) == "signature-wrong"


def test_another_secret_is_refused() -> None:
    assert code(verify(OTHER, sign(SECRET, "evt-1", AT, BODY), BODY, AT)) == "signature-wrong"


@pytest.mark.parametrize(("header", "value"), [("webhook-id", "evt-2"), ("webhook-timestamp", "1775122201")])
def test_another_id_or_time_is_refused(header: str, value: str) -> None:
    assert code(verify(SECRET, sign(SECRET, "evt-1", AT, BODY) | {header: value}, BODY, AT)) == "signature-wrong"


def test_one_good_signature_among_several_is_enough() -> None:
    headers = sign(SECRET, "evt-1", AT, BODY)
    old = sign(OTHER, "evt-1", AT, BODY)["webhook-signature"]
    headers["webhook-signature"] = f"{old} v1a,AAAA {headers['webhook-signature']}"
    assert isinstance(verify(SECRET, headers, BODY, AT), Verified)


@pytest.mark.parametrize("signature", ["v2,{}", "{}", "v1", "v1,", "v1,署名", "v1,{}x", ","])
def test_a_signature_of_another_scheme_or_shape_is_refused(signature: str) -> None:
    headers = sign(SECRET, "evt-1", AT, BODY)
    good = headers["webhook-signature"].removeprefix("v1,")
    headers["webhook-signature"] = signature.format(good)
    assert code(verify(SECRET, headers, BODY, AT)) == "signature-wrong"


@pytest.mark.parametrize("missing", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_a_missing_header_is_named(missing: str) -> None:
    headers = sign(SECRET, "evt-1", AT, BODY)
    del headers[missing]
    assert verify(SECRET, headers, BODY, AT) == Refused("header-missing", f"the message has no {missing}")


def test_a_message_is_good_for_five_minutes_either_way() -> None:
    headers = sign(SECRET, "evt-1", AT, BODY)
    assert isinstance(verify(SECRET, headers, BODY, AT + timedelta(minutes=5)), Verified)
    assert isinstance(verify(SECRET, headers, BODY, AT - timedelta(minutes=5)), Verified)
    assert code(verify(SECRET, headers, BODY, AT + timedelta(minutes=5, seconds=1))) == "timestamp-too-old"
    assert code(verify(SECRET, headers, BODY, AT - timedelta(minutes=5, seconds=1))) == "timestamp-too-new"


def test_the_tolerance_can_be_narrowed() -> None:
    headers = sign(SECRET, "evt-1", AT, BODY)
    refused = verify(SECRET, headers, BODY, AT + timedelta(seconds=11), timedelta(seconds=10))
    assert refused == Refused("timestamp-too-old", "the message was signed more than 10 s ago")


@pytest.mark.parametrize("timestamp", ["soon", "-1", "1.5", "１７７５", "9" * 12, "1e9", " 1"])
def test_a_timestamp_that_is_no_number_is_refused(timestamp: str) -> None:
    headers = sign(SECRET, "evt-1", AT, BODY) | {"webhook-timestamp": timestamp}
    assert code(verify(SECRET, headers, BODY, AT)) == "timestamp-malformed"


@pytest.mark.parametrize("message_id", ["", "a.b", "a b", "a\nb", "受付", "x" * 257])
def test_an_id_that_could_be_read_two_ways_is_never_signed(message_id: str) -> None:
    with pytest.raises(ValueError, match="a message id is"):
        sign(SECRET, message_id, AT, BODY)


def test_an_id_that_could_be_read_two_ways_is_refused() -> None:
    headers = sign(SECRET, "evt-1", AT, BODY) | {"webhook-id": "evt-1.1"}
    assert code(verify(SECRET, headers, BODY, AT)) == "id-malformed"


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_not base64", "whsec_c2hvcnQ=", "秘密"])
def test_an_unusable_secret_is_a_surprise_that_does_not_quote_it(secret: str) -> None:
    with pytest.raises(ValueError, match="a signing secret") as raised:
        sign(secret, "evt-1", AT, BODY)
    assert "c2hv" not in str(raised.value)


def test_a_time_without_zone_is_never_signed() -> None:
    with pytest.raises(ValueError, match="time zone"):
        sign(SECRET, "evt-1", datetime(2026, 4, 2), BODY)
