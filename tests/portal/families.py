"""Two families in one town, alike but for this: in one somebody fled, in the other nobody else was ever there."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx2

from ichido.security.access import Caller
from ichido.security.signatures import sign
from tests.portal.office import NEW_ADDRESS, Office
from tests.testbed.town import ICHIKAWA

ARTICLE = "住民基本台帳事務処理要領 第5-10"
FLED = "神奈川県川崎市中原区小杉町3-245"
MOTHER, CHILD = "逃田 美咲", "逃田 空"
"""Words that occur nowhere else, so that whatever gives somebody away is found."""
_HOME = "千葉県市川市八幡2-2-2"


def _person(name: str, household: str, children: list[str]) -> dict[str, Any]:
    born = "2018-02-02" if name == CHILD else "1985-04-04"
    return {"name": name, "birth_date": born, "address": _HOME, "household": household, "children": children}


def world() -> dict[str, Any]:
    """The registers: that of the old city still has mother and child where they fled from."""
    people = {
        "jiro": _person("山田 次郎", "yamada", ["sora"]),
        "misaki": _person(MOTHER, "nigeta", ["sora"]),
        "sora": _person(CHILD, "nigeta", []),
        "saburo": _person("山田 次郎", "alone", []),
    }
    households = {
        "yamada": {"head": "jiro", "members": ["jiro", "misaki", "sora"], "tax_exempt": True},
        "nigeta": {"head": "misaki", "members": ["misaki", "sora", "jiro"], "tax_exempt": True},
        "alone": {"head": "saburo", "members": ["saburo"], "tax_exempt": True},
    }
    return {"registered": {"person": people, "household": households}, "municipalities": ["141305"]}


def settle(office: Office) -> None:
    """Let these families live here."""
    answer = office.town.client.post("/control/world", json=world())
    assert answer.status_code == 200, answer.text


def caller(office: Office, who: str) -> Caller:
    """Somebody of these families, as the old city knows them."""
    return Caller("person", office.whom(who)["reference"], ICHIKAWA)


async def say(office: Office, authority: str = ICHIKAWA, **body: Any) -> httpx2.Response:
    """Let an authority say something of its list."""
    written = json.dumps(body, default=str).encode()
    headers = sign(office.town.secret(authority), f"p-{uuid4()}", datetime.now(UTC), written)
    return await office.api.post(f"/protections/{authority}", content=written, headers=headers)


async def protect(office: Office, reference: str = "支-1", **changes: Any) -> httpx2.Response:
    """Mother and child must not become known to the father, as the old city decided."""
    today = datetime.now(UTC).date()
    people = {name: office.whom(name) for name in ("misaki", "sora", "jiro")}
    body: dict[str, Any] = {
        "what": "entered",
        "reference": reference,
        "protected": [people["misaki"]["reference"], people["sora"]["reference"]],
        "hidden_from": [people["jiro"]["reference"]],
        "from": today - timedelta(days=3),
        "until": today + timedelta(days=362),
        "article": ARTICLE,
        "introduces": {one["reference"]: one["letter"] for one in people.values()},
    }
    return await say(office, ICHIKAWA, **(body | changes))


async def opened(office: Office, who: str, key: str = "", **changes: Any) -> str:
    """Open a move for one of them."""
    return await office.opened(key or f"k-{who}", caller(office, who), applicant=office.whom(who), **changes)


async def answered(office: Office, who: str, number: str, **more: Any) -> httpx2.Response:
    """Answer the form: everybody moves whom the form offers."""
    given = await office.answers(number, caller(office, who))
    changes: Mapping[str, Any] = {"move.new_address": NEW_ADDRESS} | more
    given["answers"] |= changes
    answer = await office.post(f"/cases/{number}/answers", given, caller(office, who))
    form = await office.form(number, caller(office, who))
    claims = {question["key"]: "decline" for question in form["questions"] if question["type"] == "choice"}
    if not claims or answer.status_code != 200:
        return answer
    left = {"revision": form["revision"], "answers": claims}
    return await office.post(f"/cases/{number}/answers", left, caller(office, who))
