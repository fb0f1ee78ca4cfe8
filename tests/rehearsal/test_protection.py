"""Families in which somebody fled, on real servers: the registers name everybody, the cases do not."""

import json
from dataclasses import replace

import pytest

from ichido.case.expect import Observed, differences
from ichido.case.simulate import simulation
from ichido.compiler.compile import compile_plan
from ichido.language.catalogue import Catalogue
from ichido.language.kinds import Scenario
from tests.rehearsal.rig import Rig

FATHER = "a father moves and does not see the mother and child who fled"
MEANWHILE = "a mother and child become protected while the father fills in his form"
MOTHER = "a protected mother moves with her child and everybody concerned is told"

pytestmark = pytest.mark.parametrize("country", ["jp"])


def told(catalogue: Catalogue, title: str) -> Scenario:
    return next(document.model for document in catalogue.scenarios if document.id == title)


def comparable(observed: Observed) -> Observed:
    return replace(observed, asked=tuple(sorted(observed.asked)))


@pytest.mark.parametrize("title", [FATHER, MEANWHILE, MOTHER])
async def test_a_family_in_which_somebody_fled_comes_out_as_on_the_core(there: Rig, title: str) -> None:
    scenario = told(there.catalogue, title)
    rehearsal = await there.rehearsal(scenario)
    observed = await rehearsal.run()
    assert differences(scenario.expect, observed) == ()
    plan = compile_plan(there.catalogue, scenario.life_event)
    assert comparable(observed) == comparable(simulation(plan, scenario, there.catalogue.places).run())


async def test_nothing_that_leaves_the_fathers_case_names_them_and_her_own_leaves_no_trace_in_his(there: Rig) -> None:
    his = await there.rehearsal(told(there.catalogue, FATHER))
    await his.run()
    sent = json.dumps([one for _, one in await his.town.held()], ensure_ascii=False)
    assert "黒田 誠" in sent
    assert not any(word in sent for word in ("黒田 静", "黒田 遥"))
    for part in ("", "form", "disclosures", "notices"):
        shown = json.dumps(await his.person.read(his.number, part), ensure_ascii=False)
        assert not any(word in shown for word in ("黒田 静", "黒田 遥"))
    hers = await there.rehearsal(told(there.catalogue, MOTHER))
    await hers.run()
    answer = await there.stage.http.get(
        f"{there.stage.api}/me/disclosures", headers={"Authorization": f"Bearer {his.person.token}"}
    )
    lines = answer.json()
    assert {line["case"] for line in lines} == {his.number}
    assert "中原" not in answer.text
