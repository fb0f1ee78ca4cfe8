"""An accepted 転入届 moves people into the register of their new city."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from pydantic import JsonValue

from ichido.testbed.messages import Submission
from ichido.testbed.people import Address, People, Person


def moved(people: People, submission: Submission, on: date) -> People:
    """The people after a move, found by name and date of birth as a clerk finds them; others stay as they are."""
    to = submission.payload.get("move.new_address")
    if not isinstance(to, Mapping):
        return people
    address = Address(str(to.get("municipality")), str(to.get("text")), on)
    settled = {one.reference: replace(one, address=address) for one in _movers(people, submission.payload)}
    return people.joined(People(persons=settled))


def _movers(people: People, payload: Mapping[str, JsonValue]) -> Iterator[Person]:
    names, born = payload.get("move.movers.name"), payload.get("move.movers.birth_date")
    if isinstance(names, Mapping) and isinstance(born, Mapping):
        wanted = {(_text(name), born.get(who)) for who, name in names.items()}
        for person in people.persons.values():
            if person.name and person.birth_date and (person.name.text, person.birth_date.isoformat()) in wanted:
                yield person


def _text(name: JsonValue) -> JsonValue:
    return name.get("text") if isinstance(name, Mapping) else name
