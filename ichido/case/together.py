"""What of a scenario happens together: what offices say on one day of different filings that are before them."""

from collections import deque
from collections.abc import Callable

from ichido.case.conclusions import Conclusions
from ichido.language.kinds.scenario import Happening


def happening_next(
    happens: deque[Happening], conclusions: Conclusions, key_of: Callable[[str], str] = str
) -> tuple[Happening, ...]:
    """Take what happens next from what is still to happen; `key_of` reads a scenario's name of a filing."""
    before = {p.key for p in conclusions.procedures if p.sent and p.outcome is None}
    together = [happens.popleft()]
    said = {_key(together[0], key_of)}
    while happens and happens[0].at == together[0].at and said <= before:
        key = _key(happens[0], key_of)
        if key in said or key not in before:
            break
        said.add(key)
        together.append(happens.popleft())
    return tuple(together)


def _key(happening: Happening, key_of: Callable[[str], str]) -> str:
    return key_of(happening.procedure) if happening.procedure else ""
