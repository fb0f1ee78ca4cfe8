"""A document of one case serves another where a permit leads: as a copy of its own, which outlives the first."""

import shutil
from datetime import UTC, datetime

import pytest

from ichido.language.catalogue import Catalogue, load
from ichido.store import documents, forgetting, outbox
from tests.case.test_reuse import LIBRARY, PERMIT
from tests.documents.samples import JPEG
from tests.portal.conftest import PROCEDURES
from tests.portal.office import Office
from tests.portal.papers import fetched, given, upload
from tests.testbed.town import ICHIKAWA

PORTRAIT = "applicant.portrait"
BOTH = "  applicant.phone:\n  applicant.portrait:\n"


@pytest.fixture(scope="session")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """The first catalogue, whose moving-in and library card want a portrait; a permit leads from one to the other."""
    folder = tmp_path_factory.mktemp("with-portraits") / "definitions"
    shutil.copytree(PROCEDURES, folder)
    edits = [
        *(
            (file, old, new.replace("applicant.phone:", "applicant.phone:\n  applicant.portrait:"))
            for file, old, new in LIBRARY
        ),
        ("permits/portrait.yaml", "", PERMIT.replace("person.phone", "person.portrait")),
        ("vocabulary/person.yaml", "terms:\n", "terms:\n  portrait: {type: file, ja: 顔写真, en: portrait}\n"),
        ("moving/moving-in.yaml", "  applicant.phone:\n", BOTH),
    ]
    for file, old, new in edits:
        path = folder / file
        path.parent.mkdir(exist_ok=True)
        path.write_text(path.read_text().replace(old, new, 1) if old else new)
    found, problems = load(folder)
    assert not problems
    return found


async def moved(office: Office) -> tuple[str, str]:
    """A move that was applied for with a portrait; gives its number and the hash."""
    number = await office.opened("k-1")
    kept = await upload(office, number, JPEG + bytes(600_000), question=PORTRAIT)
    sha256: str = kept.json()["sha256"]
    await office.answer(number)
    form = await office.form(number)
    sent = {"revision": form["revision"], "answers": {PORTRAIT: {"sha256": sha256}}}
    assert (await office.post(f"/cases/{number}/answers", sent)).status_code == 200
    await office.until(lambda case: case.record.submitted_on is not None, number)
    return number, sha256


async def test_it_is_sealed_anew_for_the_case_that_uses_it_again(office: Office) -> None:
    first, sha256 = await moved(office)
    second = await office.opened("k-2", life_event="library-card")
    (fact,) = (fact for fact in (await office.form(second))["facts"] if fact["term"] == "person.portrait")
    assert (fact["source"]["kind"], fact["source"]["case"], fact["life"]["mode"]) == ("earlier", first, "statute")
    assert fact["documents"] == [
        {"sha256": sha256, "scan": "not-scanned", "url": f"/cases/{second}/documents/{sha256}"}
    ]
    await office.store.keys.destroy(first)
    async with office.store.transaction() as session:
        await forgetting.forgotten(session, first, "disposed", forgetting.SWEEPER, datetime.now(UTC))
    assert (await given(office, first, sha256)).status_code == 410
    assert (await given(office, second, sha256)).content == JPEG + bytes(600_000)

    async def sent() -> list[str]:
        async with office.store.transaction() as session:
            return [str(line.id) for line in await outbox.of_case(session, second)]

    form = await office.form(second)
    answered = {"revision": form["revision"], "answers": {"applicant.phone": "090-0000-0000"}}
    assert (await office.post(f"/cases/{second}/answers", answered)).status_code == 200
    (id_,) = await office.until_some(sent)
    assert (await fetched(office, ICHIKAWA, id_, sha256)).content == JPEG + bytes(600_000)


async def test_what_is_not_there_any_more_is_asked(office: Office) -> None:
    first, _ = await moved(office)
    async with office.store.transaction() as session:
        await documents.forget(session, first)
    second = await office.opened("k-2", life_event="library-card")
    assert [question["key"] for question in (await office.form(second))["questions"]] == ["applicant.phone", PORTRAIT]
