"""Seals and the roots of days: what they cover, and who signed them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ichido.ledger.day import DayRoot
from ichido.ledger.line import Line
from ichido.ledger.seal import FIRST, Seal

AT = datetime(2026, 4, 1, 9, 0, 0, 123456, tzinfo=UTC)
KEY, OTHER = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
SEAL = Seal(1, 0, 3, bytes(range(32)), FIRST, AT)
LINE = Line(7, AT, "asked", "MV-1", "s-1", "ledger-2026-04", b"sealed")
ROOT = DayRoot(date(2026, 4, 1), 2, bytes(32), 9, bytes(range(32)))


@pytest.mark.parametrize(
    "other",
    [
        replace(LINE, number=8),
        replace(LINE, at=AT + timedelta(microseconds=1)),
        replace(LINE, kind="obtained"),
        replace(LINE, case="MV-1s", subject="-1"),
        replace(LINE, period="ledger-2026-05"),
        replace(LINE, sealed=b"sealee"),
    ],
)
def test_the_hash_of_a_line_covers_all_of_it(other: Line) -> None:
    assert other.leaf != LINE.leaf


@pytest.mark.parametrize(
    "change",
    [
        {"number": 2},
        {"first": 1},
        {"count": 4},
        {"root": bytes(32)},
        {"previous": bytes(range(32))},
        {"at": AT + timedelta(microseconds=1)},
    ],
)
def test_the_signature_of_a_seal_covers_all_of_it(change: dict[str, object]) -> None:
    signed = SEAL.signed(KEY)
    assert signed.is_signed_by(KEY.public_key())
    assert not replace(signed, **change).is_signed_by(KEY.public_key())  # type: ignore[arg-type]  # one field of its own


def test_nobody_else_can_sign() -> None:
    assert not SEAL.signed(OTHER).is_signed_by(KEY.public_key())
    assert not ROOT.signed(OTHER).is_signed_by(KEY.public_key())


def test_the_root_of_a_day_is_written_and_read() -> None:
    signed = ROOT.signed(KEY)
    assert DayRoot.read(signed.written()) == signed
    assert signed.is_signed_by(KEY.public_key())
    for change in (
        {"seals": 3},
        {"last": 10},
        {"day": date(2026, 4, 2)},
        {"root": bytes(range(32))},
        {"head": bytes(32)},
    ):
        assert not replace(signed, **change).is_signed_by(KEY.public_key())


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"day": "2026-04-01"}', ROOT.written().replace("00", "zz")])
def test_anything_else_is_no_root(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        DayRoot.read(text)
