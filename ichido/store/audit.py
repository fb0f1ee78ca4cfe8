"""The disclosure log read through from its first line: what of it was altered, taken out, put in or cut off."""

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ichido.ledger import tree
from ichido.ledger.day import DayRoot
from ichido.ledger.seal import FIRST, Seal
from ichido.store import ledger
from ichido.store.ledger import SealedLine
from ichido.store.store import Store


@dataclass(frozen=True, slots=True)
class Verdict:
    """How much of the log stands under seals, how many lines wait for one, and the first thing that is broken."""

    lines: int
    seals: int
    unsealed: int
    broken: str | None = None


async def audit(store: Store, key: Ed25519PublicKey, outside: Iterable[DayRoot]) -> Verdict:
    """Verify every line, seal and chain, and the roots that are kept outside; stops at what is broken first."""
    roots = {root.day: root for root in outside}
    lines, last = 0, None
    async for seal in _seals(store):
        async with store.transaction() as session:
            under = await ledger.sealed(session, seal)
        broken = _seal_broken(seal, last, key) or _lines_broken(seal, under)
        if broken:
            return Verdict(lines, seal.number - 1, 0, broken)
        lines, last = lines + seal.count, seal
    async with store.transaction() as session:
        unsealed, slipped_in = await ledger.unsealed(session), await ledger.slipped_in(session)
    broken = f"line {slipped_in} was put in after the lines around it were sealed" if slipped_in else None
    broken = broken or await _outside_broken(store, roots.values(), key)
    return Verdict(lines, last.number if last else 0, unsealed, broken)


async def _seals(store: Store) -> AsyncIterator[Seal]:
    after = 0
    while True:
        async with store.transaction() as session:
            found = await ledger.seals(session, after)
        for seal in found:
            yield seal
        if not found:
            return
        after = found[-1].number


def _seal_broken(seal: Seal, before: Seal | None, key: Ed25519PublicKey) -> str | None:
    expected = before.number + 1 if before else 1
    if seal.number != expected:
        return f"seal {expected} was taken out"
    follows = (before.hash, before.first + before.count) if before else (FIRST, 0)
    if (seal.previous, seal.first) != follows:
        return f"seal {seal.number} does not follow seal {expected - 1}"
    if not seal.is_signed_by(key):
        return f"seal {seal.number} is not signed by this installation's key, or was altered"
    return None


def _lines_broken(seal: Seal, under: tuple[SealedLine, ...]) -> str | None:
    for expected, one in enumerate(under, seal.first):
        if one.position != expected:
            break
        if one.line is None:
            return f"line {one.number} was taken out"
        if one.line.leaf != one.leaf:
            return f"line {one.number} was altered"
    positions = [one.position for one in under]
    if positions != list(range(seal.first, seal.first + seal.count)):
        gone = next(p for p in range(seal.first, seal.first + seal.count) if p not in positions)
        return f"the line at place {gone} was taken out, and its hash with it"
    if tree.root([one.leaf for one in under]) != seal.root:
        numbers = [one.number for one in under]
        moved = f"a line from {min(numbers)} to {max(numbers)} was altered or moved, and its hash with it"
        return f"{moved} (seal {seal.number})"
    return None


async def _outside_broken(store: Store, roots: Iterable[DayRoot], key: Ed25519PublicKey) -> str | None:
    for root in sorted(roots, key=lambda root: root.day):
        if not root.is_signed_by(key):
            return f"the root of {root.day} is not signed by this installation's key, or was altered"
        async with store.transaction() as session:
            hashes = [seal.hash for seal in await ledger.seals_of(session, root.day)][: root.seals]
        if len(hashes) < root.seals:
            return f"the log was cut on {root.day}: {root.seals} seals stood there, and {len(hashes)} do"
        if tree.root(hashes) != root.root or hashes[-1] != root.head:
            return f"the seals of {root.day} are not those that its root outside the database was made of"
    return None
