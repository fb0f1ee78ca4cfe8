"""Whoever somebody is protected from acts for them no more: neither a mandate nor a register shows a right."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from ichido.language.catalogue import Catalogue
from ichido.security.access import Caller
from tests.case.families import catalogue as edited
from tests.portal.families import CHILD, FLED, MOTHER, caller, protect, settle
from tests.portal.office import Office
from tests.portal.test_mandates import AFTER, FILE, RIGHTS
from tests.testbed.town import ICHIKAWA


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """The catalogue in which members of the household, and whoever was sent, may tell that somebody moves out."""
    made = edited((FILE, AFTER, AFTER + RIGHTS))
    return replace(made, notices=edited().notices)


@pytest.fixture(autouse=True)
def families(office: Office) -> None:
    """Mother, child and father live in town."""
    settle(office)


def acting(office: Office, who: str) -> Caller:
    return Caller("representative", office.whom(who)["reference"], ICHIKAWA)


async def sent(office: Office) -> str:
    """The mother sends the father, before she flees."""
    to = {"reference": office.whom("jiro")["reference"], "authority": ICHIKAWA}
    until = (datetime.now(UTC).date() + timedelta(days=90)).isoformat()
    wish = {"to": to, "scope": {"procedures": ["moving-out"]}, "until": until}
    given = await office.post("/mandates", wish, caller(office, "misaki"))
    assert given.status_code == 201, given.text
    id_: str = given.json()["id"]
    assert (await office.post(f"/mandates/{id_}/acceptance", {}, acting(office, "jiro"))).status_code == 200
    return id_


async def opened(office: Office, key: str) -> str:
    """The father opens a case for the mother."""
    more = {"applicant": office.whom("misaki"), "opened_by": "representative", "again": True}
    return await office.opened(key, acting(office, "jiro"), **more)


async def test_a_mandate_of_somebody_protected_from_its_holder_is_none(office: Office) -> None:
    id_, number, him = await sent(office), await opened(office, "before"), acting(office, "jiro")
    assert MOTHER in (await office.get(f"/cases/{number}/form", him)).text
    assert len((await office.get("/mandates", him)).json()) == 1
    assert (await protect(office)).status_code == 204
    assert (await office.get("/mandates", him)).json() == []
    assert (await office.post(f"/mandates/{id_}/acceptance", {}, him)).status_code == 404
    for path in ("", "/form", "/notices", "/facts"):
        answer = await office.get(f"/cases/{number}{path}", him)
        assert (answer.status_code, answer.json()["code"]) == (403, "no-right"), path
        assert not any(word in answer.text for word in (MOTHER, CHILD, FLED))
    assert len((await office.get("/mandates", caller(office, "misaki"))).json()) == 1


async def test_that_a_register_still_has_them_in_one_household_opens_nothing(office: Office) -> None:
    number = await opened(office, "before")
    assert (await office.get(f"/cases/{number}/form", acting(office, "jiro"))).status_code == 200
    assert (await protect(office)).status_code == 204
    assert (await office.get(f"/cases/{number}/form", acting(office, "jiro"))).json()["code"] == "no-right"
