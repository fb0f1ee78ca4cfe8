"""How a door tells a case what came of a round."""

from collections.abc import Awaitable, Callable

from ichido.case.conclusions import Conclusions

TellCase = Callable[[str, Conclusions], Awaitable[bool]]
"""Tells a running case what follows now; False when the case is closed."""
