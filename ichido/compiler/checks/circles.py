"""Circles among things that wait for one another."""

from collections.abc import Iterator, Mapping

Waits = Mapping[str, Mapping[str, str]]
"""For each thing, those it waits for, and what it wants of each."""


def circle_in(waits: Waits) -> tuple[tuple[str, str], ...]:
    """The first circle met, each procedure with what it wants of the next; empty when there is none."""
    done: set[str] = set()
    for start in sorted(waits):
        trail: list[tuple[str, Iterator[tuple[str, str]]]] = [(start, iter(waits[start].items()))]
        wanted: list[str] = []
        while trail and start not in done:
            who, rest = trail[-1]
            following = next(rest, None)
            if following is None:
                done.add(who)
                trail.pop()
                wanted = wanted[:-1]
                continue
            maker, path = following
            on_trail = [name for name, _ in trail]
            if maker in on_trail:
                first = on_trail.index(maker)
                return tuple(zip(on_trail[first:], [*wanted, path][first:], strict=True))
            if maker not in done:
                trail.append((maker, iter(waits.get(maker, {}).items())))
                wanted.append(path)
    return ()
