"""What is offered: published edition by edition."""

from datetime import date
from pathlib import Path

import pytest

from ichido.compiler.checks import check
from ichido.compiler.edition import edition
from ichido.language.catalogue import Catalogue, load
from ichido.store import plans, published
from ichido.store.plans import NotPublished
from ichido.store.published import Current, Published
from ichido.store.store import Store

FIRST = Path("tests/first")
BEFORE, AFTER = date(2026, 3, 31), date(2026, 4, 1)
OLD = "kind: notification\nbasis"
DATED = "in_force: {%s: 2026-04-01}\nkind: notification\nbasis"


def changed(folder: Path, *edits: tuple[str, str, str]) -> Catalogue:
    """The catalogue of the family's move with some files edited or written."""
    for file in (f for f in FIRST.rglob("*") if f.is_file()):
        copy = folder / file.relative_to(FIRST)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(file.read_bytes())
    for name, old, new in edits:
        file = folder / name
        text = file.read_text(encoding="utf-8") if file.exists() else ""
        assert old in text
        file.write_text(text.replace(old, new) if old else new, encoding="utf-8")
    catalogue, problems = load(folder)
    assert problems == () and check(catalogue) == ()
    return catalogue


def dated(folder: Path) -> Catalogue:
    """The same, with a moving-out notification that takes another shape in April 2026."""
    text = (FIRST / "moving" / "moving-out.yaml").read_text(encoding="utf-8")
    assert OLD in text
    later = text.replace(OLD, DATED % "from").replace("3 business days", "5 business days")
    return changed(folder, ("moving/moving-out.yaml", OLD, DATED % "until"), ("moving/moving-out-2026.yaml", "", later))


async def publish(store: Store, catalogue: Catalogue) -> Published:
    async with store.transaction() as session:
        return await published.publish(session, edition(catalogue), "an official")


async def accepted_within(store: Store, on: date) -> str:
    async with store.transaction() as session:
        found = await published.offered(session, "moving", on)
        assert found is not None
        accept = (await plans.load(session, found.plan)).procedures["moving-out"].definition.accept
    assert accept is not None
    return str(accept.within)


def shipped() -> Catalogue:
    return load(FIRST)[0]


async def test_everything_that_compiles_is_offered_with_its_title(store: Store) -> None:
    found = await publish(store, shipped())
    assert found == Published(1, ("moving", "moving-in", "moving-out", "school-support"), (), (), 0)
    async with store.transaction() as session:
        offered = await published.on_offer(session, AFTER)
        assert [one.id for one in offered] == list(found.new)
        assert offered[0].title == {"ja": "引っ越し", "en": "moving house"}
        assert await published.offered(session, "dog-licence", AFTER) is None


async def test_every_text_a_plan_pins_is_kept_with_it(store: Store) -> None:
    await publish(store, load(Path("tests/abroad/gr"))[0])
    async with store.transaction() as session:
        found = await published.offered(session, "birth", AFTER)
        assert found is not None
        plan = await plans.load(session, found.plan)
        pinned = [hash_ for of in plan.letters.values() for hash_ in of.values()]
        assert pinned and all([await plans.notice_text(session, hash_) for hash_ in pinned])


async def test_to_publish_the_same_again_changes_nothing(store: Store) -> None:
    await publish(store, shipped())
    assert await publish(store, shipped()) == Published(1, (), (), (), 4)


async def test_the_day_of_arrival_picks_the_version(store: Store, tmp_path: Path) -> None:
    await publish(store, dated(tmp_path))
    assert await accepted_within(store, BEFORE) == "3 business days"
    assert await accepted_within(store, AFTER) == "5 business days"


async def test_what_a_change_of_others_leaves_as_it_is_stays_one_offer(store: Store, tmp_path: Path) -> None:
    offers = {(one.id, str(one.in_force)) for one in edition(dated(tmp_path)).offers}
    assert ("school-support", "always") in offers
    assert {when for id_, when in offers if id_ == "moving"} == {"until 2026-04-01", "from 2026-04-01"}


async def test_a_change_replaces_what_it_touches_and_what_is_taken_out_is_withdrawn(
    store: Store, tmp_path: Path
) -> None:
    await publish(store, shipped())
    sooner = ("moving/moving-in.yaml", "within: 1 business day", "within: 2 business days")
    found = await publish(store, changed(tmp_path / "a", sooner))
    assert found == Published(2, (), ("moving", "moving-in"), (), 2)
    found = await publish(store, load(Path("tests/abroad/gr"))[0])
    assert found.withdrawn == ("moving", "moving-in", "moving-out", "school-support")
    async with store.transaction() as session:
        assert await published.offered(session, "moving", AFTER) is None


async def test_a_running_case_finds_its_plan_after_it_was_replaced(store: Store, tmp_path: Path) -> None:
    await publish(store, shipped())
    async with store.transaction() as session:
        before = await published.offered(session, "moving", AFTER)
    await publish(store, dated(tmp_path))
    async with store.transaction() as session:
        assert before is not None
        assert (await plans.load(session, before.plan)).life_event == "moving"


async def test_a_process_sees_a_new_edition_without_starting_again(store: Store, tmp_path: Path) -> None:
    current = Current(store, seconds=0.0)
    with pytest.raises(NotPublished, match="ichido publish"):
        await current.operation()
    await publish(store, shipped())
    assert (await current.operation()).registries["resident-register"].http == "residents"
    assert (await current.operation()).zone == "Asia/Tokyo"
    moved = ("registries/resident-register.yaml", "http: residents", "http: registers/residents")
    assert (await publish(store, changed(tmp_path, moved))).edition == 2
    assert (await current.operation()).registries["resident-register"].http == "registers/residents"


async def test_what_a_process_has_read_serves_it_for_some_seconds(store: Store, tmp_path: Path) -> None:
    await publish(store, shipped())
    current = Current(store, seconds=60.0)
    before = await current.operation()
    moved = ("registries/resident-register.yaml", "http: residents", "http: registers/residents")
    await publish(store, changed(tmp_path, moved))
    assert await current.operation() is before
