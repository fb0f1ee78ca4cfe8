"""Documents are uploaded for a question, kept once, sealed, and given to those they are meant for only."""

import asyncio
import hashlib
import re
import socket
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from ichido.documents.pieces import LARGEST
from ichido.store import cases, documents, forgetting, outbox
from tests.documents.samples import JPEG, PDF, PNG
from tests.portal.office import CLERK, CLERK_THERE, OPERATOR, STRANGER, Office
from tests.portal.papers import NAME, PHOTO, answered, catalogue, every, fetched, filed, given, kept, upload
from tests.testbed.town import ICHIKAWA, KAWASAKI

__all__ = ["catalogue"]


async def test_the_form_says_what_is_accepted_and_where_it_is_uploaded(office: Office) -> None:
    number = await office.opened()
    asked = {question["key"]: question["accepts"] for question in (await office.form(number))["questions"]}
    assert asked.pop(PHOTO) == {
        "types": ["application/pdf", "image/png", "image/jpeg", "image/tiff", "image/heic"],
        "at_most": 20_000_000,
        "upload": f"/cases/{number}/documents?question=move.photo",
    }
    assert set(asked.values()) == {None}


async def test_what_is_uploaded_is_answered_with_its_hash_and_given_back(office: Office) -> None:
    number = await office.opened()
    answer = await upload(office, number, JPEG)
    assert answer.status_code == 201, answer.text
    sha256 = hashlib.sha256(JPEG).hexdigest()
    where = f"/cases/{number}/documents/{sha256}"
    assert answer.headers["location"] == where
    assert answer.json() == {
        "sha256": sha256,
        "media_type": "image/jpeg",
        "bytes": len(JPEG),
        "name": NAME,
        "scan": "not-scanned",
        "url": where,
    }
    assert (await answered(office, number, sha256)).status_code == 200
    (fact,) = (fact for fact in (await office.form(number))["facts"] if fact["term"] == PHOTO)
    assert fact["value"] == {"sha256": sha256, "media_type": "image/jpeg", "bytes": len(JPEG), "name": NAME}
    assert fact["documents"] == [{"sha256": sha256, "scan": "not-scanned", "url": where}]
    back = await given(office, number, sha256)
    assert (back.status_code, back.content) == (200, JPEG)
    assert back.headers["content-type"] == "image/jpeg"
    assert back.headers["content-disposition"].startswith("attachment; filename*=UTF-8''%E8%B3%83")
    assert back.headers["x-content-type-options"] == "nosniff"
    assert back.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert back.headers["cache-control"] == "no-store"
    assert back.headers["document-scan"] == "not-scanned"


async def test_what_a_person_says_of_a_file_does_not_count(office: Office) -> None:
    number = await office.opened()
    sha256 = (await upload(office, number, JPEG)).json()["sha256"]
    form = await office.form(number)
    lie = {"sha256": sha256, "media_type": "text/html", "bytes": 7, "name": "other.html"}
    await office.post(f"/cases/{number}/answers", {"revision": form["revision"], "answers": {PHOTO: lie}})
    (fact,) = (fact for fact in (await office.form(number))["facts"] if fact["term"] == PHOTO)
    assert (fact["value"]["media_type"], fact["value"]["name"]) == ("image/jpeg", NAME)


async def test_only_what_was_uploaded_in_this_case_can_be_named(office: Office) -> None:
    first, second = await office.opened("k-1"), await office.opened("k-2", again=True)
    sha256 = (await upload(office, first, JPEG)).json()["sha256"]
    for unknown in (sha256, "f" * 64, "no hash"):
        answer = await answered(office, second, unknown)
        assert (answer.status_code, answer.json()["code"]) == (422, "answers-refused")
        (fault,) = answer.json()["faults"]
        assert (fault["where"], fault["code"]) == (PHOTO, "not-uploaded")
        assert f"upload it to /cases/{second}/documents" in fault["message"]
    assert (await given(office, second, sha256)).status_code == 404


async def test_the_same_file_twice_is_one_document(office: Office) -> None:
    number = await office.opened()
    first = await upload(office, number, JPEG)
    again = await asyncio.gather(*(upload(office, number, JPEG, name=f"{n}.jpg") for n in range(4)))
    assert [answer.status_code for answer in again] == [200] * 4
    assert [answer.json() for answer in again] == [first.json()] * 4
    assert await kept(office) == (1, 1)


async def test_many_at_once_are_each_kept_once(office: Office) -> None:
    number = await office.opened()
    files = [JPEG + bytes([n % 5]) for n in range(15)]
    found = await asyncio.gather(*(upload(office, number, file) for file in files))
    assert sorted(answer.status_code for answer in found) == [200] * 10 + [201] * 5
    assert await kept(office) == (5, 5)


@pytest.mark.parametrize(
    ("content", "how", "status", "code", "where"),
    [
        (b"", {}, 422, "empty", "body"),
        (b"<html>", {"type": "text/html", "name": "a.html"}, 415, "type-not-taken", "body"),
        (b"plain", {"type": "text/plain", "name": "a.txt"}, 415, "type-not-taken", "body"),
        (PNG, {}, 422, "type-differs", "content-type"),
        (JPEG, {"name": "a.pdf"}, 422, "name-differs", "name"),
        (JPEG + PDF, {}, 422, "two-types", "body"),
        (JPEG, {"name": "../../etc/a.jpg"}, 422, "name-not-taken", "name"),
        (JPEG, {"name": "a\r\nSet-Cookie: x.jpg"}, 422, "name-not-taken", "name"),
        (JPEG, {"name": "a\u202egpj.exe.jpg"}, 422, "name-not-taken", "name"),
        (JPEG, {"name": "a" * 300 + ".jpg"}, 422, "name-not-taken", "name"),
        (JPEG, {"question": "move.date"}, 409, "not-asked", "question"),
        (JPEG, {"question": "move.nothing"}, 409, "not-asked", "question"),
    ],
)
async def test_what_is_not_taken_says_why_and_leaves_nothing(
    office: Office, content: bytes, how: dict[str, str], status: int, code: str, where: str
) -> None:
    number = await office.opened()
    answer = await upload(office, number, content, None, **how)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert [fault["where"] for fault in answer.json()["faults"]] == [where]
    assert await kept(office) == (0, 0)


async def test_twenty_million_bytes_are_taken_and_one_more_is_not(office: Office) -> None:
    number = await office.opened()

    async def sent(size: int) -> AsyncIterator[bytes]:
        yield JPEG
        for _ in range((size - len(JPEG)) // 1000):
            yield b"x" * 1000
        yield b"y" * ((size - len(JPEG)) % 1000)

    announced = await upload(office, number, JPEG + bytes(LARGEST + 1 - len(JPEG)))
    streamed = await upload(office, number, sent(LARGEST + 1))
    for answer in (announced, streamed):
        assert (answer.status_code, answer.json()["code"]) == (413, "too-large")
    assert await kept(office) == (0, 0)
    whole = await upload(office, number, sent(LARGEST))
    assert (whole.status_code, whole.json()["bytes"]) == (201, LARGEST)
    assert await kept(office) == (1, 77)
    back = await given(office, number, whole.json()["sha256"])
    assert hashlib.sha256(back.content).hexdigest() == whole.json()["sha256"]


async def test_a_connection_that_ends_half_way_leaves_nothing(office: Office) -> None:
    number = await office.opened()
    url = office.api.base_url
    token = office.bearer(office.hanako)["Authorization"]
    head = (
        f"POST /cases/{number}/documents?question={PHOTO}&name=a.jpg HTTP/1.1\r\nHost: x\r\n"
        f"Authorization: {token}\r\nContent-Type: image/jpeg\r\nContent-Length: 1000000\r\n\r\n"
    )
    with socket.create_connection((url.host, url.port)) as line:
        line.sendall(head.encode() + JPEG + bytes(400_000))
        await asyncio.sleep(0.3)
    await asyncio.sleep(0.3)
    assert await kept(office) == (0, 0)
    assert (await upload(office, number, JPEG)).status_code == 201, "the next one is taken"


async def test_whoever_has_no_part_is_given_nothing(office: Office) -> None:
    number = await office.opened()
    sha256 = (await upload(office, number, JPEG)).json()["sha256"]
    for caller, status in ((STRANGER, 404), (CLERK_THERE, 404), (CLERK, 403), (OPERATOR, 403)):
        assert (await given(office, number, sha256, caller)).status_code == status
        assert (await upload(office, number, JPEG, caller)).status_code == status
        path = f"/cases/{number}/documents/{sha256}"
        assert (await office.api.delete(path, headers=office.bearer(caller))).status_code == status
    assert (await office.api.get(f"/cases/{number}/documents/{sha256}")).status_code == 401
    assert await kept(office) == (1, 1)


async def test_the_clerk_at_whose_desk_a_person_stands_uploads_for_them(office: Office) -> None:
    number = await office.opened(caller=CLERK, opened_by="clerk", channel="counter")
    sha256 = (await upload(office, number, JPEG, CLERK)).json()["sha256"]
    assert (await given(office, number, sha256, CLERK)).content == JPEG
    assert (await given(office, number, sha256, CLERK_THERE)).status_code == 404
    assert (await given(office, number, sha256)).content == JPEG


async def test_before_an_answer_names_it_a_document_can_be_taken_away(office: Office) -> None:
    number = await office.opened()
    sha256 = (await upload(office, number, JPEG)).json()["sha256"]
    path = f"/cases/{number}/documents/{sha256}"
    for _ in range(2):
        assert (await office.api.delete(path, headers=office.bearer(office.hanako))).status_code == 204
    assert await kept(office) == (0, 0)
    assert (await answered(office, number, sha256)).json()["faults"][0]["code"] == "not-uploaded"
    await upload(office, number, JPEG)
    await answered(office, number, sha256)
    answer = await office.api.delete(path, headers=office.bearer(office.hanako))
    assert (answer.status_code, answer.json()["code"]) == (409, "in-use")


async def test_after_the_application_nothing_is_uploaded_or_taken_away(office: Office) -> None:
    number = await office.opened()
    sha256, _ = await filed(office, number)
    answer = await upload(office, number, PNG, type="image/png", name="a.png")
    assert (answer.status_code, answer.json()["code"]) == (409, "not-asked")
    path = f"/cases/{number}/documents/{sha256}"
    gone = await office.api.delete(path, headers=office.bearer(office.hanako))
    assert (gone.status_code, gone.json()["code"]) == (409, "filed")
    assert (await given(office, number, sha256)).content == JPEG


async def test_the_authority_that_is_sent_word_of_it_fetches_it_and_that_is_logged(office: Office) -> None:
    number = await office.opened()
    content = JPEG + bytes(300_000)
    sha256, id_ = await filed(office, number, content)
    answer = await fetched(office, KAWASAKI, id_, sha256)
    assert (answer.status_code, answer.content == content) == (200, True)
    assert answer.headers["content-disposition"].startswith("attachment")
    lines = (await office.get(f"/cases/{number}/disclosures")).json()
    line = next(line for line in lines if line["kind"] == "fetched" and line["partner"] == KAWASAKI)
    assert (line["procedure"], line["terms"], line["under"]) == ("moving-in", [PHOTO], "住民基本台帳法 22条1項")

    async def there() -> list[Any]:
        found = office.town.client.get("/control/documents").json()[KAWASAKI]
        return [found[sha256]] if sha256 in found else []

    (held,) = await office.until_some(there)
    assert held == {"sha256": sha256, "bytes": len(content), "media_type": "image/jpeg"}, "it fetched it by itself"


async def test_no_other_authority_submission_or_signature_fetches_it(office: Office) -> None:
    number = await office.opened()
    sha256, id_ = await filed(office, number)
    other = (await upload(office, await office.opened("k-2", again=True), PNG, type="image/png", name="a.png")).json()
    async with office.store.transaction() as session:
        out = next(line for line in await outbox.of_case(session, number) if line.key == "moving-out")
    for authority, submission, wanted in (
        (ICHIKAWA, id_, sha256),  # another's submission
        (ICHIKAWA, str(out.id), sha256),  # its own, which does not carry it
        (KAWASAKI, str(uuid4()), sha256),
        (KAWASAKI, id_, other["sha256"]),
        (KAWASAKI, id_, "0" * 64),
    ):
        answer = await fetched(office, authority, submission, wanted)
        assert (answer.status_code, answer.json()["code"]) == (404, "no-such-document")
    answer = await fetched(office, KAWASAKI, id_, sha256, "fetch_1")
    assert (answer.status_code, answer.json()["code"]) == (422, "wrong-message-id")
    assert (await fetched(office, KAWASAKI, id_, sha256, f"{sha256}_1")).status_code == 200
    answer = await fetched(office, KAWASAKI, id_, sha256, f"{sha256}_1")
    assert (answer.status_code, answer.json()["code"]) == (401, "replayed")
    unsigned = await office.api.get(f"/outbox/{KAWASAKI}/{id_}/documents/{sha256}")
    assert unsigned.status_code == 401


async def test_what_is_kept_tells_nothing_without_the_key(office: Office) -> None:
    number = await office.opened()
    await upload(office, number, JPEG + b"a secret of Hanako's")
    async with office.store.transaction() as session:
        await session.execute(text("SELECT set_config('ichido.controllers', :all, true)"), {"all": every()})
        row = (await session.execute(text("SELECT * FROM documents"))).one()
        piece = (await session.execute(text("SELECT * FROM document_pieces"))).one()
    written = repr(row) + repr(piece)
    sha256 = hashlib.sha256(JPEG + b"a secret of Hanako's").digest()
    for told in (sha256.hex(), "secret", "賃貸", "JFIF", "image/jpeg"):
        assert told not in written
    assert sha256 not in bytes(row.sealed) and b"JFIF" not in bytes(piece.sealed)
    assert row.name != hashlib.sha256(sha256).hexdigest() and re.fullmatch("[0-9a-f]{64}", row.name)


async def test_the_database_shows_pieces_of_named_controllers_only(office: Office) -> None:
    number = await office.opened()
    await office.answer(number)  # the new address is known, and with it who is to be told
    await upload(office, number, JPEG)
    async with office.store.transaction() as session:
        assert await session.scalar(text("SELECT count(*) FROM document_pieces")) == 0
        await session.execute(text("SELECT set_config('ichido.controllers', :one, true)"), {"one": f'["{ICHIKAWA}"]'})
        assert await session.scalar(text("SELECT count(*) FROM document_pieces")) == 0
        await session.execute(text("SELECT set_config('ichido.controllers', :one, true)"), {"one": f'["{KAWASAKI}"]'})
        assert await session.scalar(text("SELECT count(*) FROM document_pieces")) == 1
        assert (await cases.load(session, number)) is not None
        assert await documents.count(session, number) == 1, "who loads the case is shown them"


async def test_a_deleted_draft_leaves_no_document(office: Office) -> None:
    number = await office.opened()
    await upload(office, number, JPEG)
    assert (await office.api.delete(f"/cases/{number}", headers=office.bearer(office.hanako))).status_code == 204
    assert await kept(office) == (0, 0)


async def test_a_forgotten_case_gives_nothing_to_anybody(office: Office) -> None:
    number = await office.opened()
    sha256, id_ = await filed(office, number)
    await office.store.keys.destroy(number)
    assert (await given(office, number, sha256)).status_code == 410
    assert (await fetched(office, KAWASAKI, id_, sha256)).status_code in (404, 410)
    async with office.store.transaction() as session:
        await forgetting.forgotten(session, number, "disposed", forgetting.SWEEPER, datetime.now(UTC))
    assert await kept(office) == (0, 0)
