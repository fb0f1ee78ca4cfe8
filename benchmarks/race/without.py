"""Our own worker or API with one promise switched off, to see what it costs: `… without ledger worker`."""

import sys
from collections.abc import Callable, Sequence
from typing import Any

from temporalio.api.common.v1 import Payload

from ichido.ledger import contents
from ichido.security import codec
from ichido.security.keys import DataKey
from ichido.security.sealing import KEY_BYTES
from ichido.store import disclosures, keyring, vault

ONE = DataKey("k-one", bytes(KEY_BYTES))


def encryption() -> None:
    """Nothing is sealed, no case has keys of its own, and what enters Temporal stays as it is."""
    for module in (vault, contents):
        module.seal = lambda _key, plaintext, _associated: plaintext
        module.open_sealed = lambda _key, sealed, _associated: sealed
    for name in ("opening_in", "key_for", "key_by_id", "key_of", "add"):
        setattr(keyring.Keyring, name, _one)
    for name in ("make", "discard"):
        setattr(keyring.Keyring, name, lambda *_: ONE)
    keyring.Keyring.keep = _nothing  # type: ignore[method-assign]
    payloads()


def payloads() -> None:
    """What enters Temporal stays as it is; what is kept in the store is sealed."""
    codec.CaseCodec.encode = codec.CaseCodec.decode = _as_they_are  # type: ignore[method-assign]


def ledger() -> None:
    """No line of the disclosure log is written; the notary has nothing to seal."""
    disclosures._log = _nothing


SWITCHES: dict[str, Callable[[], None]] = {"encryption": encryption, "payloads": payloads, "ledger": ledger}


async def _one(*_: Any, **__: Any) -> DataKey:
    return ONE


async def _nothing(*_: Any) -> None: ...


async def _as_they_are(_: codec.CaseCodec, payloads: Sequence[Payload]) -> list[Payload]:
    return list(payloads)


def main(switch: str, process: str) -> None:
    """Switch off, then be the process; what it imports finds the promise gone."""
    SWITCHES[switch]()
    if process == "worker":
        import uvloop

        import worker
        from ichido.settings import Settings

        uvloop.run(worker.main(Settings()))
    else:
        from portal.__main__ import main as serve

        sys.exit(serve())


if __name__ == "__main__":
    main(*sys.argv[1:])
