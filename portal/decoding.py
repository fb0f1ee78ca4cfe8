"""Decode what Temporal keeps of cases, for those who may see them; who looked at which case is written down first."""

from collections.abc import Sequence

from temporalio.api.common.v1 import Payload

from ichido.security.access import Caller, Target, may
from ichido.security.codec import CaseCodec, case_of, readable
from ichido.security.keys import INSTALLATION, Forgotten, KeyUnavailable
from ichido.security.numbers import is_case_number
from ichido.security.sealing import SealBroken
from ichido.store import cases, decodings
from ichido.store.decodings import Decoding
from portal.face import Face
from portal.problem import Problem, no_such_case
from portal.standing import target_of

FORGOTTEN = "this case was forgotten: nobody can read this any more"


async def decode(face: Face, caller: Caller, payloads: Sequence[Payload]) -> list[Payload]:
    """Give the payloads in clear, all or none; Problem 404 if one is of a case in which the caller has no part."""
    for name in dict.fromkeys(case_of(payload) for payload in payloads):
        if name is not None:
            await _look(face, caller, name)
    codec = CaseCodec(face.store.keys)
    return [await _decoded(codec, payload) for payload in payloads]


async def encode(face: Face, caller: Caller, payloads: Sequence[Payload]) -> list[Payload]:
    """Give the payloads sealed with the installation's key: the Temporal UI does not say which case they are for."""
    if not may(caller, "decode", Target()):
        raise no_such_case()
    return await CaseCodec(face.store.keys).encode(payloads)


async def _look(face: Face, caller: Caller, name: str) -> None:
    async with face.store.transaction() as session:
        target = Target()
        if name != INSTALLATION:
            found = await cases.outline(session, name) if is_case_number(name) else None
            if found is None:
                raise no_such_case()
            target = await target_of(session, found)
        if not may(caller, "decode", target):
            raise no_such_case()
        await decodings.note(
            session, Decoding(face.now(), name, caller.role, caller.authority or "", caller.subject or "")
        )


async def _decoded(codec: CaseCodec, payload: Payload) -> Payload:
    try:
        [plain] = await codec.decode([payload])
    except Forgotten:
        return readable(FORGOTTEN)
    except KeyUnavailable:
        raise Problem(503, "key-unavailable", "this payload's key is not at hand: see `ichido keys list`") from None
    except (SealBroken, KeyError):
        raise Problem(422, "not-sealed-here", "this payload was altered, or was not sealed here") from None
    return plain
