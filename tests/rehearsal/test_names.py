"""A family's whole move, with every byte between Ichido and its partners kept: no two know anybody by one name."""

import logging
from collections import defaultdict

import pytest
from sqlalchemy import select
from sqlmodel import col

from ichido.partners import LINKS
from ichido.store import outbox
from ichido.store.tables.subjects import NameRow, SubjectRow
from tests.rehearsal.rig import Rig
from tests.rehearsal.wire import tapped


@pytest.mark.parametrize("country", ["jp"])
async def test_no_partner_ever_sees_an_id_of_ours_or_another_partners_name(
    there: Rig, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    scenario = there.scenarios[0]
    rehearsal = await there.rehearsal(scenario)
    partners = there.process.settings.partners
    assert partners is not None
    async with tapped(partners, there.stage.api) as (wire, inbox):
        await rehearsal.town.answers_to(inbox, "scripted")
        assert (await rehearsal.run()).complete
    async with there.process.store.transaction() as session:
        ids = (await session.execute(select(col(SubjectRow.id)))).scalars().all()
        rows = (await session.execute(select(col(NameRow.partner), col(NameRow.name), col(NameRow.subject)))).all()
        sent = await outbox.of_case(session, rehearsal.number)
    names: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for partner, name, subject in rows:
        names[partner][name] = subject
    family = (await rehearsal.stored()).record.applicant.id

    seen = {code: {name for name in known if wire.holds(code, name)} for code, known in names.items() if code != LINKS}
    knowing = [code for code, theirs in seen.items() if family in {names[code][name] for name in theirs}]
    assert len(knowing) > 5, "the applicant is known to many, or this shows nothing"
    for code in wire.partners:
        others = {name: whose for whose, known in names.items() if whose != code for name in known}
        assert [whose for name, whose in others.items() if wire.holds(code, name)] == [], code
        assert [id_ for id_ in ids if wire.holds(code, id_.removeprefix("s-"))] == [], code
        assert [one.authority for one in sent if one.authority != code and wire.holds(code, str(one.id))] == [], code
    asked_only = [code for code in wire.partners if code not in {one.authority for one in sent}]
    assert asked_only
    assert not any(wire.holds(code, rehearsal.number) for code in asked_only), "a registry has its own word for a case"

    everywhere = [name for known in names.values() for name in known]
    assert len(everywhere) == len({*everywhere})
    assert not [name for name in everywhere if name.encode() in wire.answered or name in caplog.text]


@pytest.mark.parametrize("country", ["jp"])
async def test_one_person_is_one_subject_however_many_offices_name_them(there: Rig) -> None:
    scenario = there.scenarios[0]
    await (await there.rehearsal(scenario)).run()
    people = sum(len(entries) for entries in scenario.registered.values())
    async with there.process.store.transaction() as session:
        query = select(col(NameRow.subject), col(NameRow.name)).where(col(NameRow.partner) == LINKS)
        linked = (await session.execute(query)).all()
    assert len({subject for subject, _ in linked}) == len(linked) <= people
