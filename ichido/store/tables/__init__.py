"""The tables; they never leave the store."""

from ichido.store.tables import cases, letters, partners, plans, subjects
from ichido.store.tables.row import Row

__all__ = ["Row", "cases", "letters", "partners", "plans", "subjects"]
