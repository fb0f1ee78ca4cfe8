"""The tables; they never leave the store."""

from ichido.store.tables import cases, keys, ledger, letters, partners, plans, published, subjects
from ichido.store.tables.row import Row

__all__ = ["Row", "cases", "keys", "ledger", "letters", "partners", "plans", "published", "subjects"]
