"""Catalogue in, problems or a plan out; and the views of a plan."""
