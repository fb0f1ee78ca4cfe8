"""An office that keeps a register writes what it grants where the entry is, and says why it does not."""

from datetime import UTC, datetime

import pytest
from pydantic import JsonValue

from ichido.testbed import Government, build
from ichido.testbed.correcting import answered, put_right
from ichido.testbed.messages import Event, Filing
from ichido.testbed.world import named
from tests.testbed.town import ICHIKAWA, KAWASAKI, catalogue

SEED = 7
RIGHT: JsonValue = {"text": "佐藤 華子", "kana": "サトウ ハナコ"}


@pytest.fixture
def government() -> Government:
    """A government of its own."""
    return build(catalogue(), seed=SEED, households=3)


def filing(government: Government, should_be: JsonValue = RIGHT, office: str = ICHIKAWA) -> Filing:
    """What the office is sent about Hanako's name."""
    payload: dict[str, JsonValue] = {
        "correction.of": government.names.called(office, named(SEED, "hanako")),
        "correction.entry": "person.name",
        "correction.why": "the register has another 花",
    }
    said = {} if should_be is None else {"correction.should_be": should_be}
    return Filing(procedure="correction", about=None, version=1, payload=payload | said)


def outcome(word: str) -> Event:
    """What the office says of it."""
    at = datetime(2026, 3, 23, tzinfo=UTC)
    return Event(event="outcome", outcome=word, case="c-2", procedure="correction", sequence=2, at=at)


def test_what_is_granted_is_written_and_what_was_there_stays_as_the_past(government: Government) -> None:
    before = government.people.subjects[named(SEED, "hanako")]
    after = put_right(government, ICHIKAWA, filing(government), outcome("granted")).subjects[named(SEED, "hanako")]
    assert after.value("name") == RIGHT
    assert after.terms["name"][:-1] == before.terms["name"]


@pytest.mark.parametrize("word", ["refused", "withdrawn"])
def test_nothing_else_is_written(government: Government, word: str) -> None:
    assert put_right(government, ICHIKAWA, filing(government), outcome(word)) == government.people
    other = filing(government).model_copy(update={"procedure": "moving-out"})
    assert put_right(government, ICHIKAWA, other, outcome("granted")) == government.people


def test_a_name_of_another_office_means_nobody(government: Government) -> None:
    there = filing(government, office=KAWASAKI)
    assert put_right(government, ICHIKAWA, there, outcome("granted")) == government.people


def test_left_to_itself_it_believes_who_says_what_is_right_and_gives_a_reason_to_who_does_not(
    government: Government,
) -> None:
    assert answered(filing(government)).told.outcome == "granted"
    refused = answered(filing(government, None)).told
    assert refused.outcome == "refused"
    assert refused.reasons
