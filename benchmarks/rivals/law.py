"""The law of this family's move, written down by hand: which registers are asked, which offices are sent what.

It knows the filings of a household in the national insurance that moves to another city; what a foreign resident or
somebody over 65 would have to tell is left out, as are corrections.
"""

import csv
from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from benchmarks.rivals.known import Known

TOKYO = ZoneInfo("Asia/Tokyo")
ELEMENTARY, JUNIOR_HIGH = 11630, 22730
"""School expense support in yen (就学援助要綱 5条)."""
RULED = "school-support"


@dataclass(frozen=True, slots=True)
class Read:
    """One question to a register: where, of whom, which terms, by which grant and article, for which act of whom."""

    group: str
    register: str
    office: str
    whose: str
    terms: tuple[str, ...]
    grant: str
    under: str
    procedure: str
    act: str
    holder: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What everybody is asked: as which type, a choice among their household if none, for which acts, and of whom."""

    asked: str
    type: str
    acts: tuple[str, ...]
    holder: str


@dataclass(frozen=True, slots=True)
class Filing:
    """What one office is sent, after which others; or what another carries as a note, by the article that says so.

    `due` is in days after the move, `produces` the label of what a favourable outcome brings, by path.
    """

    filing: str
    office: str
    basis: str
    title: str
    about: str
    claim: bool
    after: tuple[str, ...]
    noted_with: str
    noted_under: str
    due: int | None
    needs: tuple[str, ...]
    produces: Mapping[str, str]


def _rows(name: str) -> Iterator[dict[str, str]]:
    with Path(__file__).with_name(name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t")


def _filing(row: dict[str, str]) -> Filing:
    return Filing(
        filing=row["filing"],
        office=row["office"],
        basis=row["basis"],
        title=row["title"],
        about=row["about"],
        claim=row["claim"] == "yes",
        after=tuple(row["after"].split()),
        noted_with=row["noted_with"],
        noted_under=row["noted_under"],
        due=int(row["due"]) if row["due"] else None,
        needs=tuple(row["needs"].split()),
        produces=dict(_pair(part) for part in row["produces"].split()),
    )


def _pair(written: str) -> tuple[str, str]:
    path, _, label = written.partition("=")
    return path, label


def _read(row: dict[str, str]) -> Read:
    return Read(**{**row, "terms": tuple(row["terms"].split())})  # type: ignore[arg-type]  # all others are text


def _asked(row: dict[str, str]) -> Asked:
    return Asked(row["asked"], row["type"], tuple(row["acts"].split("; ")), row["holder"])


ASKED = {row["asked"]: _asked(row) for row in _rows("asked.tsv")}
READS = tuple(_read(row) for row in _rows("reads.tsv"))
FILINGS = {row["filing"]: _filing(row) for row in _rows("filings.tsv")}


def reads(*names: str) -> tuple[Read, ...]:
    """What is asked together, by the group's name or the register's; a group may need what another gives."""
    return tuple(read for read in READS if read.group in names or read.register in names)


def filing(key: str) -> tuple[Filing, str]:
    """A filing by its key, `moving-in` or `child-medical(s-…)`, and whom it is about."""
    name, _, about = key.removesuffix(")").partition("(")
    return FILINGS[name], about


def can_go(key: str, settled: Container[str]) -> bool:
    """Whether a filing can be sent, once these are settled."""
    one, about = filing(key)
    return not one.noted_with and all(name in settled or f"{name}({about})" in settled for name in one.after)


def ruled(key: str) -> bool:
    """Whether a filing is decided by rule, by us."""
    return filing(key)[0].filing == RULED


def notes(key: str, among: tuple[str, ...]) -> tuple[str, ...]:
    """The filings that one carries as notes."""
    return tuple(other for other in among if filing(other)[0].noted_with == key)


def claims(known: Known) -> Iterator[str]:
    """What a family may claim or leave, by key; of its members nobody knows yet who moves."""
    for name, one in FILINGS.items():
        if one.claim:
            members = (known.applicant, *known.whose("others")) if one.about else ("",)
            yield from (f"{name}({about})" if about else name for about in members)


def applying(known: Known, chosen: Mapping[str, str]) -> tuple[str, ...]:
    """The filings of a family once it has said where it moves and what it claims."""
    found = []
    for name, one in FILINGS.items():
        for about in known.whose("movers") if one.about else ("",):
            key = f"{name}({about})" if about else name
            wanted = not one.claim or chosen.get(key) == "apply"
            if wanted and APPLIES.get(name, _always)(known, about):
                found.append(key)
    return tuple(found)


def dues(known: Known, keys: tuple[str, ...]) -> dict[str, datetime]:
    """When the period of each filing ends that has one."""
    ends = {}
    for key in keys:
        if (days := filing(key)[0].due) is not None:
            last = known.day("date") + timedelta(days=days)
            ends[key] = datetime.combine(last + timedelta(days=1), time(), TOKYO)
    return ends


def decide(known: Known, child: str, on: date) -> int | None:
    """What school expense support pays a month, None if the child has no right to it (就学援助要綱 3条)."""
    years = age(known[child, "birth_date"], date(on.year - (on.month < 4), 4, 1))
    if known[known.whose("household")[0], "tax_exempt"] is not True or not 6 <= years < 15:
        return None
    return ELEMENTARY if years < 12 else JUNIOR_HIGH


def age(born: object, on: date) -> int:
    """Completed years; a year is complete as the day before the birthday ends (年齢計算ニ関スル法律)."""
    assert isinstance(born, date)
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _always(_known: Known, _about: str) -> bool:
    return True


def _anybody(term: str) -> Callable[[Known, str], bool]:
    return lambda known, _about: any(known.has(mover, term) for mover in known.whose("movers"))


def _applicant(term: str) -> Callable[[Known, str], bool]:
    return lambda known, _about: known.has(known.applicant, term)


def _unlinked(term: str, value: str = "") -> Callable[[Known, str], bool]:
    def applies(known: Known, _about: str) -> bool:
        fits = known[known.applicant, term] == value if value else known.has(known.applicant, term)
        return fits and known[known.applicant, "pension_linked"] is False

    return applies


def _at_school(known: Known, about: str) -> bool:
    return known.has(about, "school")


def _child(known: Known, about: str) -> bool:
    return age(known[about, "birth_date"], known.day("date")) < 15


def _drives(known: Known, _about: str) -> bool:
    her = known.applicant
    return known.has(her, "licence_number") and known[her, "licence_follows"] is not True


def _with_car(known: Known, _about: str) -> bool:
    return bool(known.whose("cars"))


APPLIES: Mapping[str, Callable[[Known, str], bool]] = {
    "insurance-loss": _anybody("insurance_number"),
    "insurance-entry": _anybody("insurance_number"),
    "child-allowance-end": _anybody("allowance_number"),
    "child-allowance-claim": lambda known, about: known.has(about, "allowance_number"),
    "child-medical": _child,
    "school-leaving": _at_school,
    "school-entry": _at_school,
    "school-support": _child,
    "pension-address": _unlinked("pension_insured", "1"),
    "pensioner-address": _unlinked("pension_received"),
    "card-continuation": _anybody("card_expires"),
    "signature-certificate": _applicant("signature_expires"),
    "seal-registration": _applicant("seal_number"),
    "licence-address": _drives,
    "garage-certificate": _with_car,
    "vehicle-change": _with_car,
}
"""For whom each is; what is not here is for everybody who moves to another city."""
