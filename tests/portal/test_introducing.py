"""Whom an authority's outcome names becomes a subject, the same one however often."""

import pytest

from ichido.language.kinds.vocabulary import Term
from ichido.security.introductions import write
from ichido.store import names
from ichido.store.store import Store
from portal.event import Told
from portal.introducing import introduced, references
from tests.procedures.birth import birth

AT = "2026-04-08T09:00:00+09:00"

SECRET = "whsec_" + "c2VjcmV0LW9mLXRoZS1saW5raW5nLXNlcnZpY2U="


def outcome(**with_: object) -> Told:
    """What the city says when it has entered somebody; `birth__children` is `birth.children`."""
    said = {"event": "outcome", "case": "BR-1", "procedure": "residence-entry", "sequence": 2, "at": AT}
    produced = {key.replace("__", "."): one for key, one in with_.items()}
    return Told.model_validate({**said, "outcome": "done", "with": produced})


def link(many: bool) -> Term:
    """A term that leads to a person, or to several."""
    return Term(type="person", many=many, ja="人", en="person")  # type: ignore[call-arg]


async def test_what_the_authority_calls_them_becomes_random_ids(store: Store) -> None:
    said = outcome(birth__children=["p-1", "p-2"], birth__accepted_on="2026-04-07")
    async with store.transaction() as session:
        found = await introduced(session, birth(), said, "141305", SECRET)
        assert found.with_ is not None
        one, two = map(str, found.with_["birth.children"])  # type: ignore[arg-type]
        assert one.startswith("s-") and two.startswith("s-") and one != two
        assert await names.known(session, "141305", (one, two)) == {one: "p-1", two: "p-2"}
    assert found.with_["birth.accepted_on"] == "2026-04-07"


async def test_who_is_named_again_or_by_letter_elsewhere_is_the_same_subject(store: Store) -> None:
    here, there = (
        outcome(birth__children=[name]).model_copy(
            update={"introduces": {name: write(SECRET, "from-partner", authority, name, "l-1")}}
        )
        for authority, name in (("141305", "p-1"), ("122033", "q-1"))
    )
    async with store.transaction() as session:
        first = await introduced(session, birth(), here, "141305", SECRET)
        again = await introduced(session, birth(), outcome(birth__children=["p-1"]), "141305", SECRET)
        elsewhere = await introduced(session, birth(), there, "122033", SECRET)
    assert first.with_ == again.with_ == elsewhere.with_


async def test_another_authoritys_name_and_another_names_letter_mean_nobody(store: Store) -> None:
    said = outcome(birth__children=["p-1"])
    wrong = said.model_copy(update={"introduces": {"p-1": write(SECRET, "from-partner", "141305", "p-2", "l-1")}})
    async with store.transaction() as session:
        with pytest.raises(LookupError):
            await introduced(session, birth(), wrong, "141305", SECRET)
        await introduced(session, birth(), said, "141305", SECRET)
        with pytest.raises(LookupError):
            await introduced(session, birth(), said, "122033", SECRET)


async def test_an_outcome_without_links_stays_as_it_is(store: Store) -> None:
    said = outcome(birth__accepted_on="2026-04-07")
    async with store.transaction() as session:
        assert await introduced(session, birth(), said, "141305", SECRET) is said


@pytest.mark.parametrize("raw", [None, "p-1", [], [1], [""], ["p" * 257], [["p-1"]], {"p-1": 1}, ["p"] * 101])
def test_what_is_no_list_of_references_is_refused(raw: object) -> None:
    with pytest.raises(ValueError, match="expected what you call the person, each of them in a list"):
        references(link(many=True), raw)  # type: ignore[arg-type]


def test_one_subject_is_named_by_one_reference() -> None:
    assert references(link(many=False), "p-1") == ("p-1",)
    with pytest.raises(ValueError, match=r"the person$"):
        references(link(many=False), ["p-1"])
