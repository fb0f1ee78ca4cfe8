"""Files are scanned over clamd's own protocol; whatever goes wrong on the way is no verdict."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from ichido.documents.clamd import Clamd
from ichido.documents.scanner import Clean, Found, NoScanner, NotScanned, Unavailable
from tests.documents.clamd_server import EICAR, FOUND, daemon


async def come(*pieces: bytes) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece


async def test_what_is_clean_is_said_to_be_and_comes_whole() -> None:
    async with daemon() as there:
        assert await Clamd(there.address).scan(come(b"%PDF-", b"x" * 300_000, b"end")) == Clean()
        assert there.seen == [b"%PDF-" + b"x" * 300_000 + b"end"]


async def test_what_is_found_has_its_name_wherever_pieces_are_cut() -> None:
    async with daemon() as there:
        for at in (1, 30, len(EICAR) - 1):
            assert await Clamd(there.address).scan(come(EICAR[:at], EICAR[at:])) == Found(FOUND)


async def test_a_socket_of_the_machine_will_do(tmp_path: Path) -> None:
    async with daemon(tmp_path / "clamd.sock") as there:
        assert await Clamd(there.address).scan(come(EICAR)) == Found(FOUND)


async def test_a_daemon_that_is_away_or_silent_or_takes_less_gives_no_verdict(tmp_path: Path) -> None:
    assert isinstance(await Clamd(str(tmp_path / "nothing.sock")).scan(come(b"x")), Unavailable)
    async with daemon() as there:
        there.silent = True
        assert await Clamd(there.address, seconds=0.2).scan(come(b"x")) == Unavailable("it took too long")
        there.silent, there.largest = False, 1000
        assert isinstance(await Clamd(there.address).scan(come(*[b"x" * 65_536] * 40)), Unavailable)
    assert isinstance(await Clamd(there.address).scan(come(b"x")), Unavailable), "it has gone"


async def test_where_nobody_scans_that_is_said() -> None:
    assert await NoScanner().scan(come(EICAR)) == NotScanned()


@pytest.mark.parametrize("address", ["clamd", "clamd:", ":3310", "clamd:0", "clamd:70000", "clamd:x", ""])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="clamd is reached at"):
        Clamd(address)
