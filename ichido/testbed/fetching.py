"""Fetch the documents that a submission names, as an authority does that was only told their hashes."""

import asyncio
import hashlib
import logging
import uuid
from datetime import UTC, datetime

import httpx2

from ichido.case.files import written_files
from ichido.security.signatures import sign
from ichido.testbed.desk import Fetched
from ichido.testbed.government import Government
from ichido.testbed.messages import Submission
from ichido.testbed.offices import Authority

PAUSE = 0.5
TRIES = 20
SECONDS = 30.0
LATER = frozenset({409, 429, 500, 502, 503, 504})
"""Not now: it has not been scanned yet, or whoever has it is in trouble."""

_log = logging.getLogger(__name__)


def named(submission: Submission) -> tuple[str, ...]:
    """The hashes of all documents that a submission names, each once."""
    payloads = (one.payload for one in (submission, *submission.notes))
    return tuple(dict.fromkeys(file["sha256"] for one in payloads for file in written_files(dict(one))))


async def fetch(government: Government, there: Authority, submission: Submission) -> None:
    """Fetch every document of a submission, and keep what it is under its hash."""
    # No proxy of the machine's may come between two processes on the loopback.
    async with httpx2.AsyncClient(timeout=SECONDS, trust_env=False) as client:
        for sha256 in named(submission):
            for _ in range(TRIES):
                if await _fetched(government, client, there, submission.submission, sha256):
                    break
                await asyncio.sleep(PAUSE)


async def _fetched(
    government: Government, client: httpx2.AsyncClient, there: Authority, submission: str, sha256: str
) -> bool:
    """Whether nothing is left to do for a document: it is here, or will never be given."""
    url = f"{government.answers_url}/outbox/{there.code}/{submission}/documents/{sha256}"
    headers = sign(there.secret, f"{sha256}_{uuid.uuid4().hex}", datetime.now(UTC), b"")
    digest, size = hashlib.sha256(), 0
    try:
        async with client.stream("GET", url, headers=headers) as answer:
            if answer.status_code != 200:
                _log.warning("a document is not given to %s: %s", there.code, answer.status_code)
                return answer.status_code not in LATER
            async for piece in answer.aiter_bytes():
                digest.update(piece)
                size += len(piece)
            media_type = answer.headers["content-type"]
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        _log.warning("a document is not fetched by %s: %s", there.code, type(error).__name__)
        return False
    government.desk(there.code).documents[sha256] = Fetched(digest.hexdigest(), size, media_type)
    return True
