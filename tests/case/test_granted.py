"""What may be asked of a registry: what a grant of the plan opens, and nothing else."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from ichido.case.conclusions import Lookup
from ichido.case.granted import Ungranted, check_consent, check_fact, offices_of, refusal
from ichido.case.record import Change, Consent, Fact, Provenance, Record, changed
from ichido.case.simulate import Simulation
from ichido.language.kinds.registry import Channel, Stage
from tests.case.families import AT, HOME, NEW, Edit, catalogue, opened, plan, submitted

PLAN = plan()
STAGES: tuple[Stage, ...] = ("before-application", "after-application", "ex-officio")
CHANNELS: tuple[Channel, ...] = ("own", "national-network", "self-information", "consent", "open")
TERMS = tuple(f"{v}.{t}" for v, vocabulary in PLAN.vocabularies.items() for t in vocabulary.terms)


def combined() -> Iterator[Lookup]:
    """Every procedure with every registry, grant and term of the catalogue, at both offices."""
    registries = catalogue().registries
    for id_, planned in PLAN.procedures.items():
        for name, document in registries.items():
            for grant_name, grant in document.model.gives.items():
                for term, office in product(TERMS, (HOME, NEW)):
                    yield Lookup(
                        registry=name,
                        authority=office,
                        subject="hanako",
                        terms=(term,),
                        grant=grant_name,
                        under=str(grant.under),
                        procedure=id_,
                        act=str(planned.definition.basis),
                    )


def lookup(**changes: object) -> Lookup:
    """The name of Hanako for moving-out, asked of her city's own register, with changes."""
    return Lookup(
        registry="resident-register",
        authority=HOME,
        subject="hanako",
        terms=("person.name",),
        grant="own-office",
        under="住民基本台帳法 1条",
        procedure="moving-out",
        act="住民基本台帳法 24条",
    ).model_copy(update=changes)


def agreeing(record: Record, **changes: object) -> Record:
    """The case after Hanako consented to that reading."""
    given = Consent(
        id="c1",
        key="consent:resident-register.own-office:moving-out",
        kind="registry",
        procedures=("moving-out",),
        acts=("住民基本台帳法 24条",),
        recipients=(HOME,),
        source="resident-register",
        grant="own-office",
        under="住民基本台帳法 1条",
        subject="hanako",
        terms=("applicant.name",),
        given_at=AT,
    )
    return changed(record, Change(consents=(replace(given, **changes),)))  # type: ignore[arg-type]  # its own fields


def opens(lookup: Lookup, applied: bool, case: Simulation) -> bool:
    """What the catalogue itself says, read another way: by the sentence of rule 10."""
    registry = catalogue().registries[lookup.registry].model
    grant, procedure = registry.gives[lookup.grant], catalogue().procedures[lookup.procedure].model
    named = procedure.basis in grant.for_ and lookup.terms[0] in registry.holds
    come = "before-application" in grant.stage or (applied and "after-application" in grant.stage)
    before = {p.authority for p in case.state.conclusions.procedures if p.procedure == lookup.procedure}
    fits = grant.channel != "own" or not before or bool(before & {lookup.authority, None})
    return named and come and fits


@pytest.mark.parametrize("applied", [False, True])
def test_whatever_no_grant_opens_is_refused_and_all_else_is_not(applied: bool) -> None:
    case = submitted() if applied else opened()
    told = {True: 0, False: 0}
    for lookup in combined():
        why = refusal(PLAN, case.record, lookup, offices_of(PLAN, case.record, lookup.procedure))
        assert (why is None) is opens(lookup, applied, case), (lookup, why)
        told[why is None] += 1
    assert min(told.values()) > 3


@pytest.mark.parametrize(("stage", "channel", "applied"), list(product(STAGES, CHANNELS, (False, True))))
def test_stage_and_channel_decide_for_every_grant(stage: Stage, channel: Channel, applied: bool) -> None:
    edit: Edit = (
        "registries/resident-register.yaml",
        "channel: own\n    stage: [before-application, ex-officio]",
        f"channel: {channel}\n    stage: [{stage}]",
    )
    by_channel, case = plan("moving", edit), submitted() if applied else opened()
    record = agreeing(case.record) if channel == "consent" else case.record
    there = refusal(by_channel, record, lookup(), {HOME})
    come = stage == "before-application" or (stage == "after-application" and applied)
    assert (there is None) is come
    elsewhere = refusal(by_channel, record, lookup(authority=NEW), {HOME})
    assert (elsewhere is None) is (come and channel != "own")


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"procedure": "nothing"}, "the act is not that of a procedure of the plan"),
        ({"act": "住民基本台帳法 22条1項"}, "the act is not that of a procedure of the plan"),
        ({"registry": "nothing"}, "the plan has no such grant"),
        ({"grant": "nothing"}, "the plan has no such grant"),
        ({"under": "住民基本台帳法 2条"}, "the plan has no such grant"),
        ({"subject": "somebody"}, "the subject has no part in the case"),
        ({"terms": ("person.name", "person.account")}, "the grant does not open person.account to the act"),
        ({"on": date(2026, 1, 1)}, "no history is kept of person.name"),
    ],
)
def test_a_lookup_that_is_not_as_the_plan_says_is_refused(changes: dict[str, object], why: str) -> None:
    assert refusal(PLAN, opened().record, lookup(**changes), {HOME}) == why


CONSENT: Edit = ("registries/resident-register.yaml", "channel: own", "channel: consent")


def test_consent_never_opens_specific_personal_information() -> None:
    specific: Edit = ("vocabulary/person.yaml", "person-name, ja", "person-name, data: specific-personal, ja")
    record = agreeing(opened().record)
    assert refusal(plan("moving", CONSENT), record, lookup(), {HOME}) is None
    assert refusal(plan("moving", CONSENT, specific), record, lookup(), {HOME}) is not None


@pytest.mark.parametrize(
    "other",
    [
        {"withdrawn_at": AT},
        {"procedures": ("moving-in",)},
        {"grant": "city-to-city"},
        {"source": "public-accounts"},
        {"kind": "reuse"},
    ],
)
def test_only_a_consent_that_stands_to_this_very_reading_opens_it(other: dict[str, object]) -> None:
    by_consent, record = plan("moving", CONSENT), opened().record
    for without in (record, agreeing(record, **other)):
        assert refusal(by_consent, without, lookup(), {HOME}) == "nobody has consented to it, or not any more"
        fact = Fact("hanako", "person.name", "佐藤 花子", GIVEN, AT)
        with pytest.raises(Ungranted, match="without consent"):
            check_consent(by_consent, without, fact)
        check_consent(by_consent, agreeing(record), fact)


GIVEN = Provenance("registry", "resident-register", HOME, "own-office", "住民基本台帳法 1条", ("住民基本台帳法 24条",))


@pytest.mark.parametrize(
    "source",
    [
        replace(GIVEN, registry="public-accounts"),
        replace(GIVEN, grant="city-to-city"),
        replace(GIVEN, under="住民基本台帳法 2条"),
        replace(GIVEN, acts=("住民基本台帳法 22条1項",)),
    ],
)
def test_a_fact_that_no_grant_opens_is_not_kept(source: Provenance) -> None:
    check_fact(PLAN, Fact("hanako", "person.name", "x", GIVEN, AT))
    with pytest.raises(Ungranted):
        check_fact(PLAN, Fact("hanako", "person.name", "x", source, AT))
    with pytest.raises(Ungranted):
        check_fact(PLAN, Fact("hanako", "person.account", "x", GIVEN, AT))
