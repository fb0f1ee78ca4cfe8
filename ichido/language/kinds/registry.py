"""A registry: what it holds, and what it may give to whom, when and by which channel."""

from typing import Literal

from ichido.language.kinds.authority import Reach
from ichido.language.kinds.definition import Definition
from ichido.language.kinds.jurisdiction import Jurisdiction
from ichido.language.kinds.model import Labels, Model
from ichido.language.scalars import Citation, Duration, Flag, Id, Name, Path

Channel = Literal["own", "national-network", "self-information", "consent", "open"]
Stage = Literal["before-application", "after-application", "ex-officio"]


class Held(Model):
    """A term that a registry holds; `complete` turns its silence into none.

    `as_of` is where its answer says since when an entry is so; `history`: it also says what was so on an earlier day.
    """

    at: str | None = None
    as_of: str | None = None
    complete: Flag = False
    history: Flag = False

    def pointer(self, name: str) -> str:
        """Where in a record the value of the term of this name stands."""
        return self.at or f"/{name}"


class Grant(Model):
    """What law lets a registry give: by this channel, at these stages, for acts under these articles."""

    channel: Channel
    stage: tuple[Stage, ...]
    under: Citation
    for_: tuple[Citation, ...]
    terms: tuple[Path, ...] | None = None


class Correct(Model):
    """How a person has an entry put right: `by` whom or what, under which article and how soon.

    A `request` or `claim` goes to the holder, which puts it right or says why not; to a `court` the person turns.
    `then_tell` is the article by which those who were given the wrong value are told.
    """

    by: Literal["request", "claim", "court"]
    under: Citation
    within: Duration | None = None
    then_tell: Citation | None = None


class Registry(Definition):
    """A source of facts held by an authority; `jurisdiction` picks the office, where its holder has many."""

    registry: Id
    title: Labels
    holder: Id
    jurisdiction: Jurisdiction | None = None
    fresh: Duration | None = None
    holds: dict[Path, Held]
    gives: dict[Id | Name, Grant]
    correct: Correct | None = None
    reach: Reach = Reach()
