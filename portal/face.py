"""What every part of the face works with."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ichido.documents.kinds import Kind
from ichido.documents.scanner import Scanner
from ichido.partners import Directory
from ichido.settings import Settings
from ichido.store.published import Operating
from ichido.store.store import Store
from portal.case_line import CaseLine

Now = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Face:
    """Store, partners, what is published, the line to running cases; `now` is the server's clock, with its zone.

    Documents are taken of `kinds`, and scanned by `scanner`.
    """

    store: Store
    directory: Directory
    operation: Operating
    cases: CaseLine
    scanner: Scanner
    kinds: tuple[Kind, ...]
    settings: Settings
    token_key: bytes = field(repr=False)
    seal_key: Ed25519PrivateKey = field(repr=False)
    now: Now
