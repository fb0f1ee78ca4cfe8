"""Which procedures are part of a case, for whom, before which authority."""

from ichido.case.known import knowing
from ichido.case.record import Change, Record
from ichido.case.standing import Standing, open_ended, standings
from ichido.rules.values import Cause, Unknown
from tests.case.families import ANSWERS, HOME, NEW, after, opened, plan, submitted


def standing(record: Record) -> dict[str, Standing]:
    return {s.key: s for s in standings(knowing(plan(), record, record.opened_on))}


def test_before_anything_is_known_it_is_open_for_whom_each_procedure_runs() -> None:
    record = opened(down=("resident-register",)).record
    assert list(standing(record)) == ["moving-out", "moving-in"]
    assert open_ended(knowing(plan(), record, record.opened_on)) == (Cause("move", "move.movers", "not-asked"),)


def test_a_procedure_runs_once_for_each_of_its_subjects() -> None:
    found = standing(submitted().record)
    assert list(found) == ["moving-out", "moving-in", "school-support(hanako)", "school-support(taro)"]
    assert found["school-support(hanako)"].applies is False
    assert found["school-support(taro)"].applies is True


def test_the_authority_is_found_by_the_place_that_decides_it() -> None:
    found = standing(submitted().record)
    assert (found["moving-out"].authority, found["moving-in"].authority) == (HOME, NEW)
    assert found["school-support(taro)"].authority is None, "where the child lives is still to be produced"


def test_whether_a_procedure_applies_is_unknown_until_its_condition_is_known() -> None:
    assert isinstance(standing(opened().record)["moving-out"].applies, Unknown)


def test_within_one_city_nobody_moves_out() -> None:
    answers = ANSWERS | {"move.new_address": "千葉県市川市八幡2-2-2"}
    case = opened()
    case.give({key: answers[key] for key in ("move.date", "move.movers", "move.new_address")})
    found = standing(case.record)
    assert (found["moving-out"].applies, found["moving-in"].applies) == (False, False)


def test_only_acts_on_request_are_a_choice() -> None:
    found = standing(submitted().record)
    assert (found["moving-out"].choice, found["school-support(taro)"].choice) == ("none", "apply")
    declined = after(submitted().record, Change(choices={"school-support(taro)": "decline"}))
    assert not standing(declined)["school-support(taro)"].wanted
