"""Over the whole catalogue: what no grant and no permit opens is refused, combination by combination."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from itertools import product
from pathlib import Path

import pytest

from ichido.case.conclusions import Lookup
from ichido.case.granted import Ungranted, check_fact, refusal
from ichido.case.record import Fact, Provenance, Record
from ichido.compiler.compile import compile_plan
from ichido.compiler.plan import Plan
from ichido.language.catalogue import Catalogue, load
from ichido.language.kinds.permit import EARLIER
from ichido.language.kinds.registry import Grant
from ichido.rules.values import Subject

PROCEDURES = Path(__file__).parents[2] / "procedures" / "jp"
OFFICE, APPLICANT, CHILD = "office", Subject("applicant", "person"), Subject("child", "person")
DAY, AT = date(2026, 4, 1), datetime(2026, 4, 1, tzinfo=UTC)
RECORD = Record(
    "case",
    APPLICANT,
    Subject("move", "move"),
    DAY,
    subjects={subject.id: subject for subject in (APPLICANT, CHILD)},
)


@cache
def catalogue() -> Catalogue:
    return load(PROCEDURES)[0]


@cache
def plan(id_: str) -> Plan:
    return compile_plan(catalogue(), id_)


def looked_up(of: Plan) -> Iterator[tuple[Lookup, Grant, str]]:
    """Each grant of the catalogue for each term its registry holds and each act of the plan, whether open or not."""
    for registry, document in catalogue().registries.items():
        for (name, grant), term, (id_, planned) in product(
            document.model.gives.items(), document.model.holds, of.procedures.items()
        ):
            basis = str(planned.definition.basis)
            lookup = Lookup(
                registry=registry,
                authority=OFFICE,
                subject=APPLICANT.id,
                terms=(term,),
                grant=name,
                under=str(grant.under),
                procedure=id_,
                act=basis,
            )
            yield lookup, grant, term


def opened(grant: Grant, term: str, act: str) -> bool:
    """What the definitions say, read by nothing of ours."""
    return act in [str(one) for one in grant.for_] and (grant.terms is None or term in grant.terms)


@pytest.mark.parametrize("event", sorted(catalogue().life_events))
def test_a_read_that_no_grant_opens_is_refused_at_every_stage_and_by_every_channel(event: str) -> None:
    of, tried, let = plan(event), 0, 0
    applied = replace(RECORD, submitted_on=DAY)
    for lookup, grant, term in looked_up(of):
        for record, other_office, subject in product((RECORD, applied), (False, True), (APPLICANT, CHILD)):
            asked = lookup.model_copy(update={"subject": subject.id})
            offices = {"elsewhere"} if other_office else {OFFICE}
            allowed = opened(grant, term, lookup.act)
            in_time = "before-application" in grant.stage
            in_time = in_time or (record is applied and "after-application" in grant.stage)
            theirs = grant.channel != "self-information" or subject == APPLICANT
            at_home = grant.channel != "own" or not other_office
            tried += 1
            granted = refusal(of, record, asked, offices) is None
            let += granted
            # A plan holds only what its own needs use, so it may refuse more than the definitions do.
            assert not granted or (allowed and in_time and theirs and at_home), asked
    assert tried > 10_000
    assert let, "something is open, or this shows nothing"


@pytest.mark.parametrize("event", sorted(catalogue().life_events))
def test_what_was_said_for_an_act_serves_no_other_without_a_permit(event: str) -> None:
    of = plan(event)
    permits = {id_: document.model for id_, document in catalogue().permits.items()}
    terms = [f"{v}.{t}" for v, known in of.vocabularies.items() for t in known.terms]
    acts = sorted({str(document.model.basis) for document in catalogue().procedures.values()})
    let = 0
    for (name, permit), term, act in product(permits.items(), terms, acts):
        source = Provenance("earlier", EARLIER, grant=name, under=str(permit.under), acts=(act,), earlier="other")
        allowed = term in permit.terms and act in [str(one) for one in permit.from_]
        try:
            check_fact(of, Fact(APPLICANT.id, term, "x", source, AT))
        except Ungranted:
            continue
        let += 1
        assert allowed, (name, term, act)
    assert bool(let) is bool(of.permits), "a plan with a permit lets something through, or this shows nothing"
