"""What enters Temporal for a rival: references, codes and days; facts stay in the store."""

from dataclasses import dataclass
from datetime import datetime

FORM, ANSWERED, TOLD = "open", "answered", "told"


@dataclass(frozen=True)
class Application:
    """What follows from the answers: the filings to be made, and when the periods of some of them end."""

    filings: tuple[str, ...]
    dues: dict[str, datetime]


@dataclass(frozen=True)
class Outcome:
    """What came of a filing, by whose event; none where a rule decided."""

    key: str
    outcome: str
    sequence: int = 0
    authority: str = ""
    event: str = ""


@dataclass(frozen=True)
class Step:
    """All that is to be done for a case at once: what was heard, whom to ask, what to send, whether it ends."""

    case: str
    heard: tuple[Outcome, ...] = ()
    ask: tuple[str, ...] = ()
    send: tuple[str, ...] = ()
    among: tuple[str, ...] = ()
    ends: str = ""
    late: str = ""
    alone: bool = False


@dataclass(frozen=True)
class Done:
    """What of a step is left: registers that did not answer, filings that did not arrive."""

    left: tuple[str, ...] = ()
