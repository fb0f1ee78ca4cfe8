"""What is sent to the API, and its short answers."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from ichido.language.kinds.model import Labels
from ichido.language.kinds.procedure import Act
from ichido.security.introductions import LONGEST
from ichido.store.cases import CaseChannel, OpenedBy
from ichido.store.documents import Scan
from portal.opening import Whom, Wish
from portal.text import Code, Given, Language, Name, Why


class Sent(BaseModel):
    """Whatever is sent: nothing beside what is described."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class SubjectSent(Sent):
    """A subject by the opaque reference an authority knows it under, and that authority's code.

    With a letter of introduction from the linking service, who is known elsewhere already is met as the same subject.
    """

    reference: Name
    authority: Code
    letter: Annotated[str, Field(min_length=1, max_length=LONGEST)] | None = None

    def whom(self) -> Whom:
        """As the face takes it."""
        return Whom(self.reference, self.authority, self.letter)


class OpenSent(Sent):
    """A case to be opened."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "life_event": "moving",
                    "applicant": {"reference": "r-7f3a", "authority": "122033"},
                    "opened_by": "person",
                    "channel": "online",
                }
            ]
        }
    )

    life_event: Code
    applicant: SubjectSent
    about: SubjectSent | None = None
    actor: Annotated[
        SubjectSent | None,
        Field(description="who acts for the applicant: told by an office, or yourself"),
    ] = None
    opened_by: OpenedBy = "person"
    channel: CaseChannel = "online"
    language: Annotated[Language, Field(description="the person's, as BCP 47; notices go out in it")] = "ja"
    arrived_on: Annotated[date | None, Field(description="the day paper was handed in (収受日)")] = None
    as_of: Annotated[date | None, Field(description="for a rehearsal: the day the case takes today for")] = None
    again: Annotated[bool, Field(description="open it although the same act is open for the same subject")] = False

    def wish(self) -> Wish:
        """As the face takes it."""
        about = self.about.whom() if self.about else None
        return Wish(
            life_event=self.life_event,
            applicant=self.applicant.whom(),
            about=about,
            opened_by=self.opened_by,
            channel=self.channel,
            language=self.language,
            arrived_on=self.arrived_on,
            as_of=self.as_of,
            again=self.again,
            actor=self.actor.whom() if self.actor else None,
        )


class OfferShown(BaseModel):
    """What can be opened: its id for `life_event`, and its title by language."""

    id: str
    title: dict[str, str]


class Offers(BaseModel):
    """Everything that can be opened on a day."""

    on: date
    offers: list[OfferShown]


class CaseOpened(BaseModel):
    """A case that is written; `ready` says whether its form is, or registries are still being asked."""

    number: str
    ready: bool
    links: dict[str, str]


class AnswersSent(Sent):
    """Answers by question key, to the form of a revision; none, to apply where nothing is left to ask."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "revision": 3,
                    "answers": {
                        "move.date": "2026-04-01",
                        "move.movers": ["s-1f0c"],
                        "move.new_address": "神奈川県川崎市川崎区宮本町1",
                        "applicant.phone": "090-0000-0000",
                        "school-support(s-1f0c)": "apply",
                    },
                }
            ]
        }
    )

    revision: Annotated[int, Field(ge=0)]
    answers: Annotated[dict[Name, Given], Field(max_length=500)]
    evidence: Annotated[
        dict[Name, Name],
        Field(max_length=100, description="from a clerk: by question, the paper on which the person consented"),
    ] = {}


class AnswersTaken(BaseModel):
    """What was written follows at this revision; `left` are the questions still open."""

    revision: int
    left: list[str]


class DeclinedSent(Sent):
    """A fact of the form that is not to be used: whose and which, as the form names them."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"subject": "s-1f0c", "term": "person.account"}]})

    subject: Name
    term: Name


class ContestedSent(Sent):
    """A fact that a register has wrong: whose and which, as the form names them; what it should be, if known; why."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "subject": "s-1f0c",
                    "term": "person.address",
                    "should_be": "千葉県市川市八幡1-1-2",
                    "why": "番地が違います",
                }
            ]
        }
    )

    subject: Name
    term: Name
    should_be: Given = None
    why: Annotated[Why, Field(description="in the person's own words, for the office that keeps the register")]


class ContestTaken(BaseModel):
    """`correction` is the number of the case in which the register's holder is asked to put it right."""

    revision: int
    correction: str
    left: list[str]
    links: dict[str, str]


class ConfirmedSent(Sent):
    """A fact of the form that is right: whose and which, as the form names them."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"subject": "s-1f0c", "term": "person.address"}]})

    subject: Name
    term: Name


class AgreementSent(Sent):
    """The filing that the caller agrees to, by its key."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"procedure": "child-surname(s-1f0c)"}]})

    procedure: Name


class LetterSent(Sent):
    """The letter by which an office introduces whom it calls what the caller is called."""

    letter: Annotated[str, Field(min_length=1, max_length=LONGEST)]


class Introduced(BaseModel):
    """Whether anybody here is known to be the caller."""

    known: bool


class PartShown(BaseModel):
    """One thing that a filing says of whom it is about."""

    term: str
    label: Labels
    text: Labels


class AgreementShown(BaseModel):
    """A filing that waits for the caller's word, and under which article."""

    key: str
    label: Labels
    article: str
    parts: list[PartShown]


class ActSent(Sent):
    """An act of the person that the clerk has seen."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"procedure": "moving-in", "act": "presence"}]})

    procedure: Name
    act: Act
    on: date | None = None


class ActTaken(BaseModel):
    """The acts of the procedure that are still to be confirmed."""

    revision: int
    left: list[str]


class DocumentKept(BaseModel):
    """A document that is kept, to be answered with by its hash; `scan` says whether it was scanned."""

    sha256: str
    media_type: str
    bytes: int
    name: str
    scan: Scan
    url: str


class DisclosureShown(BaseModel):
    """Who used which terms of whom, under which article; `by` acted for the applicant in it, if anybody did."""

    at: datetime
    case: str
    kind: str
    procedure: str
    label: Labels
    under: str
    partner: str
    partner_name: Labels
    partner_kind: str
    subject: str
    terms: list[str]
    by: str


class NoticeShown(BaseModel):
    """A notice in the mailbox; `html` is a fragment."""

    receipt: str
    key: str
    procedure: str
    language: str
    subject: str
    text: str
    html: str
    at: datetime
    read_at: datetime | None


class LineShown(BaseModel):
    """One case in a list."""

    number: str
    life_event: str
    label: Labels
    stage: str
    opened_by: str
    channel: str
    opened_at: datetime
    submitted_on: date | None
    waiting_for: list[str]
    due_on: date | None
    unverified_since: datetime | None
    closed_at: datetime | None
    close_reason: str


class CasesShown(BaseModel):
    """A page of cases, newest first; `next` is where the following page is, if there is one."""

    cases: list[LineShown]
    next: str | None


class SubmissionOffered(BaseModel):
    """A submission to fetch; `body` holds the kept bytes as UTF-8, of which `sha256` is the digest."""

    id: UUID
    idempotency_key: str
    created_at: datetime
    sha256: str
    body: str


class SubmissionsOffered(BaseModel):
    """What an authority has not acknowledged, oldest first; `next` is where more is, if there may be more."""

    submissions: list[SubmissionOffered]
    next: str | None


class EventKept(BaseModel):
    """An event that is kept and will be told to its case."""

    id: str
