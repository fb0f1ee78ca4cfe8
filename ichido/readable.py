"""Text that operators may read in the Temporal UI: it stays in clear where everything else is encrypted."""


class Readable(str):
    """Text for summaries and details that describes no person: names of things, counts, days and articles only."""

    __slots__ = ()
