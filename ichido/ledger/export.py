"""A person's lines with their proofs, in a form that verifies without the system it comes from."""

from collections.abc import Iterator
from datetime import UTC, date
from typing import Annotated, Any, Literal

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, PlainSerializer

from ichido.ledger import tree
from ichido.ledger.contents import opened
from ichido.ledger.day import DayRoot
from ichido.ledger.line import Line
from ichido.ledger.seal import Seal
from ichido.security.sealing import SealBroken

Hex = Annotated[
    bytes, BeforeValidator(lambda v: bytes.fromhex(v) if isinstance(v, str) else v), PlainSerializer(bytes.hex)
]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class ExportedLine(_Part):
    """A line as it is stored, the key that opens it alone, and what it says."""

    number: int
    at: AwareDatetime
    kind: str
    case: str
    subject: str
    period: str
    sealed: Hex
    opens: Hex
    says: dict[str, Any]

    def line(self) -> Line:
        """The line whose hash stands in the tree."""
        return Line(self.number, self.at, self.kind, self.case, self.subject, self.period, self.sealed)


class ExportedSeal(_Part):
    """A seal, with its signature."""

    number: int
    first: int
    count: int
    root: Hex
    previous: Hex
    at: AwareDatetime
    signature: Hex

    def seal(self) -> Seal:
        """The seal that can be verified."""
        return Seal(self.number, self.first, self.count, self.root, self.previous, self.at, self.signature)


class Step(_Part):
    """A hash beside the way up, and its side."""

    side: Literal["left", "right"]
    hash: Hex


class Proved(_Part):
    """A line, its way up to its seal, and the seal's way up to the root of its day (none while the day is open)."""

    line: ExportedLine
    path: tuple[Step, ...]
    seal: ExportedSeal
    day_path: tuple[Step, ...] | None = None


class Export(_Part):
    """Everything about one subject; `key` is the public key that sealed it, `days` are the roots kept outside."""

    version: Literal[1] = 1
    key: Hex
    lines: tuple[Proved, ...]
    days: tuple[str, ...] = ()
    unsealed: int = 0


def exported_path(path: tree.Path) -> tuple[Step, ...]:
    """A proof as an export writes it."""
    return tuple(Step(side=side, hash=beside) for side, beside in path)


def faults(export: Export, key: Ed25519PublicKey | None = None) -> Iterator[str]:
    """Everything that is wrong with an export, one line after another; by the key it names unless told a better one."""
    trusted = key or Ed25519PublicKey.from_public_bytes(export.key)
    days = {root.day: root for root in map(DayRoot.read, export.days)}
    unsigned = (root.day for root in days.values() if not root.is_signed_by(trusted))
    yield from (f"the root of {day} is not signed by that key" for day in unsigned)
    for proved in export.lines:
        fault = _fault(proved, days, trusted)
        if fault:
            yield f"line {proved.line.number}: {fault}"


def _fault(proved: Proved, days: dict[date, DayRoot], key: Ed25519PublicKey) -> str | None:
    line, seal = proved.line, proved.seal.seal()
    if tree.climbed(line.line().leaf, _path(proved.path)) != seal.root:
        return "it does not stand under its seal"
    if not seal.is_signed_by(key):
        return f"its seal {seal.number} is not signed by that key"
    try:
        if opened(line.opens, line.sealed, line.case, line.subject) != line.says:
            return "it does not say that"
    except SealBroken:
        return "its key does not open it"
    root = days.get(seal.at.astimezone(UTC).date())
    if proved.day_path is not None and (root is None or tree.climbed(seal.hash, _path(proved.day_path)) != root.root):
        return f"its seal {seal.number} does not stand under the root of its day"
    return None


def _path(steps: tuple[Step, ...]) -> tree.Path:
    return tuple((step.side, step.hash) for step in steps)
