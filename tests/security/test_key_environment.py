"""Wrapping keys in the environment: the first of a controller wraps, all of them open."""

import json

import pytest

from ichido.security.key_environment import EnvironmentKeys
from ichido.security.keys import KeyUnavailable, new_data_key
from ichido.security.wrapping import CannotRenew

SECRET = new_data_key().secret
OLD, NEW = "0a" * 32, "0b" * 32


def keys(**given: list[str]) -> EnvironmentKeys:
    return EnvironmentKeys(json.dumps({name.removeprefix("c"): value for name, value in given.items()}))


async def test_the_first_key_wraps_and_an_older_one_still_opens() -> None:
    before = keys(c122033=[OLD])
    id_ = await before.current("122033")
    wrapped = await before.wrap(id_, SECRET)
    after = keys(c122033=[NEW, OLD], c=[OLD])
    assert await after.current("122033") != id_
    assert await after.unwrap(id_, wrapped) == SECRET
    assert [(key.controller, key.current) for key in await after.held()] == [
        ("", True),
        ("122033", False),
        ("122033", True),
    ]


async def test_a_key_that_is_not_there_is_named_with_what_to_do() -> None:
    with pytest.raises(KeyUnavailable, match="has no key for 141305: add one, `openssl rand -hex 32`"):
        await keys(c122033=[OLD]).current("141305")
    id_ = await keys(c122033=[OLD]).current("122033")
    with pytest.raises(KeyUnavailable, match=f"wrapped by key {id_}, which is not in ICHIDO_WRAPPING_KEYS"):
        await keys(c122033=[NEW]).unwrap(id_, b"")


async def test_whoever_sets_the_variable_makes_the_new_key() -> None:
    with pytest.raises(CannotRenew, match="put a new key before the present one of installation"):
        await keys(c=[OLD]).renew("")
    assert not await keys(c=[OLD]).drop(await keys(c=[OLD]).current(""), 0)


@pytest.mark.parametrize("written", ["", "[]", '{"": "aa"}', '{"": ["zz"]}', '{"": []}', json.dumps({"": [OLD[:-2]]})])
def test_what_is_written_wrong_is_refused_without_repeating_it(written: str) -> None:
    with pytest.raises(ValueError, match="64 hexadecimal digits") as refused:
        EnvironmentKeys(written)
    assert OLD[:8] not in str(refused.value)
