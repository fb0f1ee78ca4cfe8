"""Documents as people upload them and authorities fetch them, for a procedure that wants one."""

import json
import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from sqlalchemy import text

from ichido.language.catalogue import Catalogue, load
from ichido.security.access import Caller
from ichido.security.signatures import sign
from ichido.store import outbox
from tests.documents.samples import JPEG
from tests.portal.conftest import PROCEDURES
from tests.portal.office import Office
from tests.testbed.town import ICHIKAWA, KAWASAKI

PHOTO = "move.photo"
NAME = "賃貸契約書.jpg"


@pytest.fixture(scope="session")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """The first catalogue, whose moving-in wants a picture that nobody has to give."""
    folder = tmp_path_factory.mktemp("with-a-photo") / "definitions"
    shutil.copytree(PROCEDURES, folder)
    terms, needs = folder / "vocabulary" / "move.yaml", folder / "moving" / "moving-in.yaml"
    terms.write_text(terms.read_text() + "  photo: {type: file, ja: 契約書の写し, en: copy of the lease}\n")
    needs.write_text(needs.read_text().replace("  applicant.phone:\n", "  applicant.phone:\n  move.photo:\n"))
    found, problems = load(folder)
    assert not problems
    return found


async def upload(
    office: Office, number: str, content: bytes | AsyncIterator[bytes], caller: Caller | None = None, **how: str
) -> httpx2.Response:
    """Upload something for the question that wants it."""
    query = {"question": how.get("question", PHOTO), "name": how.get("name", NAME)}
    headers = office.bearer(caller or office.hanako) | {"content-type": how.get("type", "image/jpeg")}
    return await office.api.post(f"/cases/{number}/documents", params=query, content=content, headers=headers)


async def answered(office: Office, number: str, sha256: str) -> httpx2.Response:
    """Answer with a document alone."""
    form = await office.form(number)
    return await office.post(
        f"/cases/{number}/answers", {"revision": form["revision"], "answers": {PHOTO: {"sha256": sha256}}}
    )


async def given(office: Office, number: str, sha256: str, caller: Caller | None = None) -> httpx2.Response:
    return await office.get(f"/cases/{number}/documents/{sha256}", caller)


async def fetched(office: Office, authority: str, id_: str, sha256: str, message_id: str = "") -> httpx2.Response:
    """What an authority gets that signs for a document."""
    headers = sign(office.town.secret(authority), message_id or f"{sha256}_{uuid4().hex}", datetime.now(UTC), b"")
    return await office.api.get(f"/outbox/{authority}/{id_}/documents/{sha256}", headers=headers)


async def kept(office: Office) -> tuple[int, int]:
    """How many rows of documents and of their pieces there are, whoever holds them."""
    async with office.store.transaction() as session:
        # What a backup or a thief of the whole database has.
        await session.execute(text("SELECT set_config('ichido.controllers', :all, true)"), {"all": every()})
        rows = [await session.scalar(text(f"SELECT count(*) FROM {t}")) for t in ("documents", "document_pieces")]
    return rows[0], rows[1]


def every() -> str:
    return json.dumps(["", ICHIKAWA, KAWASAKI])


async def filed(office: Office, number: str, content: bytes = JPEG) -> tuple[str, str]:
    """Upload, answer everything and let the case come to Kawasaki; gives the hash and the id of the submission."""
    sha256: str = (await upload(office, number, content)).json()["sha256"]
    assert (await office.answer(number)).status_code == 200
    assert (await answered(office, number, sha256)).status_code == 200
    told = {"outcome": "accepted", "with": {"move.transfer": "TX-1"}}
    await office.until(lambda case: case.record.filing("moving-out").received, number)
    assert (await office.tell(number, "outcome", 2, told)).status_code == 202

    async def sent() -> list[Any]:
        async with office.store.transaction() as session:
            return [line for line in await outbox.of_case(session, number) if line.key == "moving-in"]

    (line,) = await office.until_some(sent)
    return sha256, str(line.id)
