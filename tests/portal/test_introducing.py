"""Whom an authority's outcome names becomes a subject, the same one however often."""

import pytest

from ichido.language.kinds.vocabulary import Term
from ichido.store.store import Store
from ichido.store.subjects import references as called
from portal.event import Told
from portal.introducing import introduced, references
from tests.procedures.birth import birth

AT = "2026-04-08T09:00:00+09:00"


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
        found = await introduced(session, birth(), said, "141305")
        assert found.with_ is not None
        one, two = map(str, found.with_["birth.children"])  # type: ignore[arg-type]
        assert one.startswith("s-") and two.startswith("s-") and one != two
        known = await called(session, (one, two))
    assert (known[one].reference, known[one].known_at, known[two].reference) == ("p-1", "141305", "p-2")
    assert found.with_["birth.accepted_on"] == "2026-04-07"


async def test_who_is_named_again_is_the_same_subject(store: Store) -> None:
    async with store.transaction() as session:
        first = await introduced(session, birth(), outcome(birth__children=["p-1"]), "141305")
        again = await introduced(session, birth(), outcome(birth__children=["p-1"]), "122033")
    assert first.with_ == again.with_


async def test_an_outcome_without_links_stays_as_it_is(store: Store) -> None:
    said = outcome(birth__accepted_on="2026-04-07")
    async with store.transaction() as session:
        assert await introduced(session, birth(), said, "141305") is said


@pytest.mark.parametrize("raw", [None, "p-1", [], [1], [""], ["p" * 257], [["p-1"]], {"p-1": 1}, ["p"] * 101])
def test_what_is_no_list_of_references_is_refused(raw: object) -> None:
    with pytest.raises(ValueError, match="expected what you call the person, each of them in a list"):
        references(link(many=True), raw)  # type: ignore[arg-type]


def test_one_subject_is_named_by_one_reference() -> None:
    assert references(link(many=False), "p-1") == ("p-1",)
    with pytest.raises(ValueError, match=r"the person$"):
        references(link(many=False), ["p-1"])
