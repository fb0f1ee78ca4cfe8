"""Answers that name documents: only those that were uploaded in the case, each as it was seen and not as it is told."""

from collections.abc import Mapping
from typing import Any

from pydantic import JsonValue
from sqlalchemy.ext.asyncio import AsyncSession

from ichido.case.files import written_files
from ichido.case.values import plain
from ichido.store import documents
from ichido.store.documents import Document
from portal.problem import Fault, Problem


async def named(session: AsyncSession, number: str, answers: Mapping[str, JsonValue]) -> Mapping[str, Any]:
    """Answers with what each file in them is; Problem 422 with every one that cannot be named.

    The case must have been loaded in this transaction.
    """
    if not any(True for _ in written_files(dict(answers))):
        return answers
    kept = await documents.of_case(session, number)
    faults = [
        fault
        for key, raw in answers.items()
        for one in written_files(raw)
        if (fault := _fault(key, kept.get(str(one["sha256"])), number))
    ]
    if faults:
        raise Problem(422, "answers-refused", "nothing was written: put these right and send all", faults)
    return {key: _seen(raw, kept) for key, raw in answers.items()}


def _fault(key: str, document: Document | None, number: str) -> Fault | None:
    if document is None:
        why = "no document with this hash was uploaded in this case: upload it to"
        return Fault(key, "not-uploaded", f"{why} /cases/{number}/documents, and answer with the hash you are given")
    if document.scan == documents.FOUND:
        why = f"{document.finding} was found in this document: upload another"
        return Fault(key, "infected", why)
    return None


def _seen(raw: Any, kept: Mapping[str, Document]) -> Any:
    if any(one is raw for one in written_files(raw)):
        return plain(kept[raw["sha256"]].file)
    match raw:
        case dict():
            return {name: _seen(part, kept) for name, part in raw.items()}
        case list():
            return [_seen(part, kept) for part in raw]
    return raw
