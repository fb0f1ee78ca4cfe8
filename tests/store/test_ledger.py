"""The disclosure log sealed in the database: what is altered, taken out, put in, moved or cut is found and named."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import text

from ichido.engine.notary import Notary, kept
from ichido.ledger.export import Export, faults
from ichido.security.seal_key import seal_key
from ichido.store import disclosures, ledger
from ichido.store.audit import Verdict, audit
from ichido.store.store import Store
from tests.store.test_letters import USE

AT = datetime(2026, 4, 1, 9, tzinfo=UTC)
LINES, SEALS = 12, 4


@pytest.fixture
def key(tmp_path: Path) -> Ed25519PrivateKey:
    """The key that seals."""
    return seal_key(tmp_path / "seal.key")


@pytest.fixture
async def notary(store: Store, key: Ed25519PrivateKey, tmp_path: Path) -> AsyncIterator[Notary]:
    """A notary who has sealed a dozen lines, three at a time."""
    notary = Notary(store, key, tmp_path / "roots", root_pause=0)
    for number in range(SEALS):
        await write(store, LINES // SEALS)
        assert await notary.round(AT + timedelta(seconds=number))
    yield notary


async def write(store: Store, lines: int = 1, case: str = "MV-1") -> None:
    async with store.transaction() as session:
        await disclosures.asked(session, [replace(USE, case=case, at=AT) for _ in range(lines)])


async def tamper(store: Store, *statements: str) -> None:
    """What somebody with the database in their hands can do, once they have put its guards away."""
    async with store.transaction() as session:
        for statement in ("SET LOCAL session_replication_role = replica", *statements):
            await session.execute(text(statement))


async def verdict(notary: Notary, outside: bool = True) -> Verdict:
    roots = kept(notary.folder) if outside else ()
    return await audit(notary.store, notary.key.public_key(), roots)


async def test_an_untouched_log_verifies(notary: Notary) -> None:
    assert await verdict(notary) == Verdict(LINES, SEALS, 0)


async def test_what_is_not_sealed_yet_is_said(notary: Notary) -> None:
    await write(notary.store, 2)
    assert await verdict(notary) == Verdict(LINES, SEALS, 2)


async def test_nothing_to_seal_makes_no_seal(notary: Notary) -> None:
    assert await notary.round(AT) is None


async def test_a_line_of_an_open_transaction_is_not_passed_by(notary: Notary) -> None:
    store = notary.store
    async with store.transaction() as slow:
        await disclosures.asked(slow, [replace(USE, case="MV-slow", at=AT)])
        await write(store, 1, "MV-quick")
        assert await notary.round(AT) is None, "the quick one is not older than every open transaction"
    seal = await notary.round(AT)
    assert seal is not None and seal.count == 2
    assert (await verdict(notary)).broken is None


async def test_one_transaction_is_never_divided_between_seals(notary: Notary, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "AT_ONCE", 5)
    await write(notary.store, 8)
    await write(notary.store, 3)
    counts = [seal.count for _ in range(2) if (seal := await notary.round(AT))]
    assert counts == [8, 3]
    assert (await verdict(notary)).broken is None


async def test_of_two_processes_one_seals(notary: Notary) -> None:
    await write(notary.store)
    async with notary.store.transaction() as session:
        assert await ledger.seal_next(session, notary.key, AT)
        async with notary.store.transaction() as other:
            assert await ledger.seal_next(other, notary.key, AT) is None


@pytest.mark.parametrize(
    ("statements", "named"),
    [
        (("UPDATE disclosures SET subject = 's-9' WHERE number = 5",), "line 5 was altered"),
        (("UPDATE disclosures SET sealed = sealed || '\\x00'::bytea WHERE number = 12",), "line 12 was altered"),
        (("UPDATE disclosures SET at = at + interval '1 microsecond' WHERE number = 1",), "line 1 was altered"),
        (("DELETE FROM disclosures WHERE number = 7",), "line 7 was taken out"),
        (
            ("DELETE FROM disclosures WHERE number = 7", "DELETE FROM disclosure_leaves WHERE line = 7"),
            "the line at place 6 was taken out, and its hash with it",
        ),
        (
            (
                "UPDATE disclosure_leaves SET position = 100 WHERE position = 3",
                "UPDATE disclosure_leaves SET position = 3 WHERE position = 4",
                "UPDATE disclosure_leaves SET position = 4 WHERE position = 100",
            ),
            "a line from 4 to 6 was altered or moved, and its hash with it (seal 2)",
        ),
        (
            (
                'INSERT INTO disclosures (at, kind, "case", subject, period, sealed, writer) SELECT at, kind, '
                '"case", subject, period, sealed, writer FROM disclosures WHERE number = 4',
            ),
            "line 13 was put in after the lines around it were sealed",
        ),
        (("DELETE FROM disclosure_seals WHERE number = 2",), "seal 2 was taken out"),
        (("UPDATE disclosure_seals SET at = at - interval '1 day' WHERE number = 3",), "seal 3 is not signed"),
        (("UPDATE disclosure_seals SET previous = root WHERE number = 4",), "seal 4 does not follow seal 3"),
        (("UPDATE disclosures SET writer = writer + 1000000 WHERE number = 2",), None),
    ],
)
async def test_whatever_is_done_to_it_is_found_and_named(
    notary: Notary, statements: tuple[str, ...], named: str | None
) -> None:
    await tamper(notary.store, *statements)
    found = (await verdict(notary)).broken
    # Which transaction wrote a line is not part of it: moved there, it still stands where it was sealed.
    assert (found or "").startswith(named) if named else found is None


async def test_a_cut_tail_is_found_by_the_root_outside(notary: Notary) -> None:
    await tamper(
        notary.store,
        "DELETE FROM disclosure_seals WHERE number = 4",
        "DELETE FROM disclosure_leaves WHERE position >= 9",
        "DELETE FROM disclosures WHERE number >= 10",
    )
    assert (await verdict(notary, outside=False)).broken is None, "nothing inside shows that there was more"
    assert (await verdict(notary)).broken == "the log was cut on 2026-04-01: 4 seals stood there, and 3 do"


async def test_a_log_made_anew_is_not_the_one_outside(notary: Notary, store: Store) -> None:
    tables = ("disclosures", "disclosure_leaves", "disclosure_seals")
    await tamper(store, *(f"DELETE FROM {table}" for table in tables))
    for number in range(SEALS):
        await write(store, 3)
        async with store.transaction() as session:
            await ledger.seal_next(session, notary.key, AT + timedelta(seconds=number))
    assert (await verdict(notary)).broken is not None


async def test_a_month_that_was_shredded_still_verifies_and_says_nothing(notary: Notary) -> None:
    await notary.store.keys.destroy("ledger-2026-04")
    async with notary.store.transaction() as session:
        assert await disclosures.for_case(session, "MV-1") == ()
    assert await verdict(notary) == Verdict(LINES, SEALS, 0)


async def test_nothing_of_what_was_used_stands_in_clear(notary: Notary) -> None:
    async with notary.store.transaction() as session:
        rows = (await session.execute(text("SELECT d::text FROM disclosures d"))).scalars().all()
    assert rows and not any("person.address" in row or "住民" in row for row in rows)


async def exported(notary: Notary, subject: str = "s-1") -> Export:
    async with notary.store.transaction() as session:
        found = await ledger.export(session, subject, notary.key)
    return Export.model_validate_json(found.model_dump_json())


async def test_an_export_verifies_by_itself(notary: Notary) -> None:
    await write(notary.store)
    found = await exported(notary)
    assert (len(found.lines), found.unsealed) == (LINES, 1)
    assert list(faults(found)) == list(faults(found, notary.key.public_key())) == []
    assert found.lines[0].line.says["terms"] == list(USE.terms)


async def test_an_export_signed_by_somebody_else_is_found_out(notary: Notary) -> None:
    other = Ed25519PrivateKey.generate().public_key()
    assert len(list(faults(await exported(notary), other))) == LINES + 1


def _altered(export: Export, place: str, value: object) -> Export:
    plain = export.model_dump(mode="json")
    first = plain["lines"][0]
    *way, last = place.split(".")
    for part in way:
        first = first[int(part) if part.isdigit() else part]
    first[last] = value
    return Export.model_validate(plain)


@pytest.mark.parametrize(
    ("place", "value", "fault"),
    [
        ("line.says", {"terms": ["person.name"]}, "line 1: it does not say that"),
        ("line.opens", "00" * 32, "line 1: its key does not open it"),
        ("line.case", "MV-9", "line 1: it does not stand under its seal"),
        ("line.number", 2, "line 2: it does not stand under its seal"),
        ("path.0.hash", "00" * 32, "line 1: it does not stand under its seal"),
        ("seal.at", "2026-04-01T09:00:00.000001Z", "line 1: its seal 1 is not signed by that key"),
        ("day_path.0.hash", "00" * 32, "line 1: its seal 1 does not stand under the root of its day"),
    ],
)
async def test_whatever_is_changed_in_an_export_is_found(notary: Notary, place: str, value: object, fault: str) -> None:
    assert list(faults(_altered(await exported(notary), place, value))) == [fault]


async def test_of_a_stranger_nothing_is_exported(notary: Notary) -> None:
    assert (await exported(notary, "s-2")).lines == ()
