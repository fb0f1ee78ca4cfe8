"""JSON pointers: what stands where in a record."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ichido.language.pointer import at, is_pointer, only, parts, put

NAMES = st.text("ab/~c0 1", min_size=1, max_size=3)
PATHS = st.lists(NAMES, min_size=1, max_size=3)


def written(path: list[str]) -> str:
    return "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in path)


@given(PATHS)
def test_a_pointer_is_the_names_it_follows(path: list[str]) -> None:
    assert is_pointer(written(path))
    assert list(parts(written(path))) == path


@given(PATHS, st.integers())
def test_what_is_put_somewhere_stands_there(path: list[str], value: int) -> None:
    record: dict[str, object] = {}
    put(record, written(path), value)
    assert at(record, written(path)) == (True, value)
    assert at(record, written([*path, "more"])) == (False, None)


@pytest.mark.parametrize("text", ["", "name", "/", "/a//b", "/a/"])
def test_what_leads_nowhere_is_no_pointer(text: str) -> None:
    assert not is_pointer(text)


def test_nothing_can_stand_inside_what_has_no_parts() -> None:
    with pytest.raises(TypeError, match="/a/b leads through what has no parts"):
        put({"a": 1}, "/a/b", 2)


def test_of_a_record_only_what_is_pointed_at_is_kept_and_none_stays_none() -> None:
    record = {"name": None, "insurance": {"number": "1", "kind": "x"}, "income": 3}
    assert only(record, ["/name", "/insurance/number", "/phone"]) == {"name": None, "insurance": {"number": "1"}}
