"""What goes over the wire between Ichido and an authority."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, JsonValue

Text = Annotated[str, Field(min_length=1)]


class _Message(BaseModel):
    # An authority's log must not quote what people said.
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, populate_by_name=True)


class Mark(_Message):
    """An item that nobody but the person has said: which register has still to answer, or says otherwise."""

    path: Text
    about: Text | None
    registry: Text
    reply: Literal["pending", "differs"]
    since: AwareDatetime


class Filing(_Message):
    """One procedure for one subject, as it is filed; version 2 and later answer a correction."""

    procedure: Text
    about: Text | None
    version: Annotated[int, Field(ge=1)]
    payload: Mapping[str, JsonValue]
    unverified: tuple[Mark, ...] = ()


class Note(Filing):
    """A filing that another carries, by the article that deems it made with it."""

    under: Text


class Acting(_Message):
    """Who acts for the applicant, by which right and under which article."""

    who: Text
    right: Text
    under: Text


class Submission(Filing):
    """What one authority is sent: a filing, who acts in it if that is not the applicant, and the notes it carries."""

    submission: Text
    case: Text
    acting: Acting | None = None
    conclusion: Mapping[str, JsonValue] | None = None
    contested: tuple[Text, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def filings(self) -> "Mapping[Stream, Filing]":
        """Give all that is filed, by what is said of each."""
        every = (self, *self.notes)
        return {Stream(case=self.case, procedure=one.procedure, about=one.about): one for one in every}


class Reason(_Message):
    """A reason for an outcome or a correction, and its article."""

    text: Text
    article: Text | None = None


class Told(_Message):
    """What an authority has to say, before it is addressed and numbered."""

    event: Literal["received", "correction", "outcome", "act"]
    submission: Text | None = None
    at: AwareDatetime | None = None
    outcome: Text | None = None
    reasons: tuple[Reason, ...] | None = None
    with_: Annotated[Mapping[str, JsonValue] | None, Field(alias="with")] = None
    items: tuple[Text, ...] | None = None
    message: Text | None = None
    act: Text | None = None
    introduces: Mapping[Text, Text] | None = None


class Saying(_Message):
    """What an authority says by itself of a procedure, so many moments after what it said before."""

    told: Told
    after: Annotated[float, Field(ge=0)] = 1


class Event(Told):
    """What an authority says of one case, procedure and subject, in its own order."""

    case: Text
    procedure: Text
    about: Text | None = None
    sequence: int
    at: AwareDatetime

    def body(self) -> bytes:
        """Give the JSON that is sent: absent keys are left out."""
        return self.model_dump_json(by_alias=True, exclude_none=True).encode()


class Stream(_Message):
    """Which sequence an event belongs to."""

    case: Text
    procedure: Text
    about: Text | None = None
