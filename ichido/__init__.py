"""Ichido (一度): submit once, and government does the rest."""

__version__ = "0.1.0.dev0"
