"""Documents are scanned as they come; what could not be is given to nobody until it is."""

import socket

import pytest

from ichido.documents.choice import scanner
from ichido.documents.rescan import INFECTED, scan_again
from ichido.store import tasks
from tests.documents.clamd_server import EICAR, FOUND, daemon
from tests.documents.samples import JPEG
from tests.portal.office import Office
from tests.portal.papers import PHOTO, catalogue, fetched, filed, given, kept, upload
from tests.testbed.town import KAWASAKI

__all__ = ["catalogue"]


@pytest.fixture
def port() -> int:
    """Where the daemon will be, or is away from."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        number: int = free.getsockname()[1]
    return number


@pytest.fixture
def clamd(port: int) -> str | None:
    """Where documents are scanned."""
    return f"127.0.0.1:{port}"


async def swept(office: Office) -> int:
    """What the sweeper does."""
    return await scan_again(office.store, scanner(office.settings))


async def test_what_a_scanner_finds_is_refused_by_its_name_and_not_kept(office: Office, port: int) -> None:
    number = await office.opened()
    async with daemon(port=port):
        answer = await upload(office, number, JPEG + EICAR)
        assert (answer.status_code, answer.json()["code"]) == (422, "infected")
        assert FOUND in answer.json()["detail"]
        assert await kept(office) == (0, 0)
        clean = await upload(office, number, JPEG)
        assert clean.json()["scan"] == "clean"
        assert (await given(office, number, clean.json()["sha256"])).headers["document-scan"] == "clean"


async def test_while_the_scanner_is_away_documents_are_kept_and_given_to_nobody(office: Office, port: int) -> None:
    number = await office.opened()
    sha256, id_ = await filed(office, number)
    for answer in (await given(office, number, sha256), await fetched(office, KAWASAKI, id_, sha256)):
        assert (answer.status_code, answer.json()["code"]) == (409, "not-scanned-yet")
        assert answer.headers["retry-after"] == "60"
    (fact,) = (fact for fact in (await office.form(number))["facts"] if fact["term"] == PHOTO)
    assert [one["scan"] for one in fact["documents"]] == ["waiting"]
    assert await swept(office) == 0
    async with daemon(port=port) as clamd:
        assert await swept(office) == 1
        assert clamd.seen == [JPEG]
    assert (await given(office, number, sha256)).content == JPEG
    assert (await fetched(office, KAWASAKI, id_, sha256)).content == JPEG
    assert await swept(office) == 0, "nothing waits any more"


async def test_uploaded_again_it_is_scanned_at_once(office: Office, port: int) -> None:
    number = await office.opened()
    assert (await upload(office, number, JPEG)).json()["scan"] == "waiting"
    async with daemon(port=port):
        again = await upload(office, number, JPEG)
    assert (again.status_code, again.json()["scan"]) == (200, "clean")
    assert (await upload(office, number, JPEG)).json()["scan"] == "clean", "what is known stays known"


async def test_what_is_found_later_is_given_to_nobody_and_left_to_a_person(office: Office, port: int) -> None:
    number = await office.opened()
    sha256, id_ = await filed(office, number, JPEG + EICAR)
    async with daemon(port=port):
        assert await swept(office) == 1
    for answer in (await given(office, number, sha256), await fetched(office, KAWASAKI, id_, sha256)):
        assert (answer.status_code, answer.json()["code"]) == (409, "infected")
        assert FOUND in answer.json()["detail"]
    assert await kept(office) == (1, 0)
    async with office.store.transaction() as session:
        assert [one.task.kind for one in await tasks.open_tasks(session, number)] == [INFECTED]


async def test_what_cannot_be_read_any_more_holds_up_nothing(office: Office, port: int) -> None:
    gone, there = await office.opened("k-1"), await office.opened("k-2", again=True)
    for number in (gone, there):
        await upload(office, number, JPEG)
    await office.store.keys.destroy(gone)
    async with daemon(port=port):
        assert await swept(office) == 1
