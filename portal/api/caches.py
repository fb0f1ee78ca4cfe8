"""Answers about people stay out of caches."""

from fastapi import Response


def keep_out_of_caches(response: Response) -> None:
    """Say that nobody on the way may keep this answer."""
    response.headers["Cache-Control"] = "no-store"
