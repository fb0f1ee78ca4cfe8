"""An authority of a scenario decides that somebody must not become known to somebody else, and says so to our API."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import httpx2

from ichido.partners import Directory
from ichido.rehearsal.town import Settled, Town
from ichido.security.signatures import sign

ARTICLE = "住民基本台帳事務処理要領 第5-10"
YEAR = timedelta(days=365)


async def protect(
    town: Town,
    api: str,
    directory: Directory,
    settled: Settled,
    protected: Mapping[str, Sequence[str]],
    today: date,
) -> None:
    """Enter who is protected from whom, in force on the day of the case and on the server's; RuntimeError if refused.

    It is entered where those they are protected from are known.
    """
    now = datetime.now(UTC).date()
    for name, others in protected.items():
        for other in others:
            authority = settled.known_at[other]
            partner = directory.partner(authority or "")
            assert authority is not None and partner is not None, f"some register knows {other}"
            called = {one: await town.called(authority, one) for one in (name, other)}
            body = {
                "what": "entered",
                "reference": f"{name}/{other}",
                "protected": [called[name][0]],
                "hidden_from": [called[other][0]],
                "from": min(today, now).isoformat(),
                "until": (max(today, now) + YEAR).isoformat(),
                "article": ARTICLE,
                "introduces": dict(called.values()),
            }
            written = json.dumps(body, ensure_ascii=False).encode()
            headers = sign(partner.secret.get_secret_value(), f"protection-{uuid4()}", datetime.now(UTC), written)
            answer = await town.http.post(f"{api}/protections/{authority}", content=written, headers=headers)
            _check(answer)


def _check(answer: httpx2.Response) -> None:
    if answer.is_error:
        raise RuntimeError(f"the API says {answer.status_code} to a protection: {answer.text}")
