"""Which office of an authority is competent, and which authorities a person must agree to."""

from ichido.language.kinds import Authority
from tests.case.families import Edit, opened, plan, submitted

ROLE = {"authority": "police", "title": {"en": "police"}, "calendar": "municipal", "one_per": "address.municipality"}
OFFICES: Edit = (
    "authorities/municipality.yaml",
    "calendar: municipal",
    'calendar: municipal\noffices: {"12": chiba, "122": ichikawa, "*": "city-*"}',
)
PRIVATE: Edit = ("authorities/municipality.yaml", "calendar: municipal", "calendar: municipal\nsector: private")


def office(code: str, **offices: str) -> str | None:
    return Authority.model_validate({**ROLE, "offices": offices}).office_of(code)


def test_without_a_list_the_code_itself_names_the_office() -> None:
    assert office("122033") == "122033"


def test_the_longest_beginning_counts_and_a_star_stands_for_the_code() -> None:
    known = {"12": "chiba", "122": "ichikawa", "14": "kanagawa"}
    assert office("122033", **known) == "ichikawa"
    assert office("121002", **known) == "chiba"
    assert office("131016", **known) is None
    assert office("131016", **known, **{"*": "police-*"}) == "police-131016"


def test_a_procedure_is_before_the_office_that_serves_the_address() -> None:
    case = submitted(of=plan("moving", OFFICES))
    found = {one.key: one.authority for one in case.state.conclusions.procedures}
    assert (found["moving-out"], found["moving-in"]) == ("ichikawa", "city-141305")


def test_a_private_party_is_sent_nothing_without_consent() -> None:
    case = opened(of=plan("moving", PRIVATE))
    case.give({"move.date": "2026-04-01", "move.new_address": "神奈川県川崎市川崎区宮本町1", "move.movers": ["hanako"]})
    asked = {question.key: question.why for question in case.state.conclusions.questions}
    assert asked["moving-out"] == asked["moving-in"] == "consent"
    assert case.sent == {}
    assert {q.term: q.why for q in plan("moving", PRIVATE).questions}["moving-out"] == "consent"
