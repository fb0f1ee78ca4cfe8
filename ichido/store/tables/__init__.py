"""The tables; they never leave the store."""

from ichido.store.tables import (
    cases,
    consents,
    decodings,
    documents,
    keys,
    ledger,
    letters,
    mandates,
    partners,
    plans,
    protections,
    published,
    retention,
    subjects,
)
from ichido.store.tables.row import Row

__all__ = [
    "Row", "cases", "consents", "decodings", "documents", "keys", "ledger", "letters", "mandates", "partners",
    "plans", "protections", "published", "retention", "subjects",
]  # fmt: skip
