"""Plans, notice texts and subjects by what names them."""

import pytest

from ichido.compiler.compile import notice_hash
from ichido.compiler.plan import Plan, digest
from ichido.store import plans
from ichido.store.store import Store
from tests.store.opening import empty_plan


async def test_a_plan_is_kept_once_and_found_by_its_hash(store: Store, plan: Plan) -> None:
    text = "# 受理しました"
    async with store.transaction() as session:
        (hash_,) = await plans.keep(session, plan)
        assert await plans.keep(session, plan) == (hash_,) == (digest(plan),)
        for _ in range(2):
            await plans.keep_texts(session, {notice_hash(text): text})
        assert await plans.load(session, hash_) == plan
        assert await plans.load(session, hash_) is await plans.load(session, hash_)
        assert await plans.notice_text(session, notice_hash(text)) == text


async def test_what_was_never_published_is_not_found(store: Store) -> None:
    async with store.transaction() as session:
        with pytest.raises(plans.NotPublished, match="ichido publish"):
            await plans.load(session, "0" * 64)
        with pytest.raises(plans.NotPublished, match="ichido publish"):
            await plans.notice_text(session, "0" * 64)


async def test_a_text_under_a_wrong_hash_is_refused(store: Store, plan: Plan) -> None:
    async with store.transaction() as session:
        with pytest.raises(ValueError, match="does not have the hash"):
            await plans.keep_texts(session, {"0" * 64: "text"})


async def test_only_so_many_plans_are_remembered(store: Store) -> None:
    async with store.transaction() as session:
        hashes = await plans.keep(session, *(empty_plan(f"event-{n}") for n in range(plans.REMEMBER_PLANS + 3)))
        for hash_ in (*hashes, *hashes):
            assert digest(await plans.load(session, hash_)) == hash_
    assert len(plans._decoded) == plans.REMEMBER_PLANS
