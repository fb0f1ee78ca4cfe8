"""The tables; they never leave the store."""

from ichido.store.tables import (
    cases,
    decodings,
    documents,
    keys,
    ledger,
    letters,
    mandates,
    partners,
    plans,
    published,
    retention,
    subjects,
)
from ichido.store.tables.row import Row

__all__ = [
    "Row", "cases", "decodings", "documents", "keys", "ledger", "letters", "mandates", "partners", "plans", "published",
    "retention", "subjects",
]  # fmt: skip
