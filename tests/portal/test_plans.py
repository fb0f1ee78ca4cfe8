"""The plan of a new case is the one in force on the day it arrives."""

from datetime import UTC, date, datetime
from pathlib import Path

from ichido.compiler.checks import check
from ichido.language.catalogue import load
from portal.plans import Plans

BEFORE, AFTER = date(2026, 3, 31), date(2026, 4, 1)
OLD = "kind: notification\nbasis"
DATED = "in_force: {%s: 2026-04-01}\nkind: notification\nbasis"


def dated(folder: Path) -> Plans:
    """The catalogue of Japan in which moving out takes another shape in April 2026."""
    jp = Path("tests/first")
    for file in (f for f in jp.rglob("*") if f.is_file()):
        copy = folder / file.relative_to(jp)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(file.read_bytes())
    written = folder / "moving" / "moving-out.yaml"
    text = written.read_text(encoding="utf-8")
    assert OLD in text
    written.write_text(text.replace(OLD, DATED % "until"), encoding="utf-8")
    later = text.replace(OLD, DATED % "from").replace("3 business days", "5 business days")
    (folder / "moving" / "moving-out-2026.yaml").write_text(later, encoding="utf-8")
    catalogue, problems = load(folder)
    assert problems == () and check(catalogue) == ()
    return Plans(catalogue)


def accepted_within(plans: Plans, on: date) -> str:
    compiled = plans.of("moving", on)
    assert compiled is not None
    accept = compiled.plan.procedures["moving-out"].definition.accept
    assert accept is not None
    return str(accept.within)


def test_the_day_of_arrival_picks_the_version(tmp_path: Path) -> None:
    plans = dated(tmp_path)
    assert accepted_within(plans, BEFORE) == "3 business days"
    assert accepted_within(plans, AFTER) == "5 business days"


def test_what_is_not_in_force_that_day_cannot_be_opened() -> None:
    catalogue, _ = load(Path("tests/first"))
    assert Plans(catalogue).of("dog-licence", AFTER) is None


def test_today_is_the_day_it_is_in_the_country() -> None:
    catalogue, _ = load(Path("tests/first"))
    assert Plans(catalogue).today(datetime(2026, 3, 31, 16, 0, tzinfo=UTC)) == AFTER


def test_every_text_a_plan_pins_is_published_with_it() -> None:
    catalogue, problems = load(Path("tests/abroad/gr"))
    assert problems == ()
    compiled = Plans(catalogue).of("birth", AFTER)
    assert compiled is not None and compiled.plan.letters
    pinned = {hash_ for of in compiled.plan.letters.values() for hash_ in of.values()}
    assert pinned <= compiled.texts.keys()
