"""A campaign: a procedure pushed to everyone it is for."""

from typing import Annotated

from pydantic import Field

from ichido.language.kinds.definition import Definition
from ichido.language.kinds.model import Labels, Model
from ichido.language.scalars import Day, Duration, Id, Path, Whole


class Respond(Model):
    """How long people have to answer, and when they are reminded, counted from the notice."""

    within: Duration
    remind: tuple[Duration, ...] = ()


class Campaign(Definition):
    """A procedure, a reference date and who runs it; the rest follows from the procedure."""

    campaign: Id
    title: Labels
    procedure: Id
    run_by: str
    reference_date: Day
    applicant: Path
    respond: Respond
    budget: Annotated[Whole, Field(ge=0)] | None = None
