"""ARCHITECTURE.md names what exists, and says of each module what the module says of itself."""

import importlib
import re

import pytest

from tests.docs.blocks import ROOT
from tests.docs.modules import BEGIN, END, PAGE, modules

TEXT = PAGE.read_text(encoding="utf-8")
TOLD = TEXT.partition(BEGIN)[0]
NAMES = sorted(set(re.findall(r"`((?:ichido|portal|workflows|activities)(?:\.\w+)+)`", TOLD)))


def resolve(name: str) -> object:
    """What a dotted name stands for: the longest part of it that is a module, then its attributes."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        try:
            found: object = importlib.import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for attribute in parts[length:]:
            found = getattr(found, attribute)
        return found
    raise ModuleNotFoundError(name)


def test_the_table_is_what_the_modules_say() -> None:
    shown = TEXT.partition(BEGIN)[2].partition(END)[0]
    assert shown == modules(), "run `python -m tests.docs.modules`"


@pytest.mark.parametrize("name", NAMES)
def test_a_name_in_the_story_exists(name: str) -> None:
    assert resolve(name) is not None


def test_the_story_goes_through_every_room_that_a_case_does() -> None:
    rooms = {".".join(name.split(".")[:2]) for name in NAMES if name.startswith("ichido.")}
    through = {"case", "compiler", "store", "services", "channels", "doors", "notices", "security", "engine"}
    assert {f"ichido.{room}" for room in through} <= rooms
    assert any(name.startswith("workflows.") for name in NAMES)


def test_every_folder_of_the_map_is_there() -> None:
    folders = re.findall(r"^\| `([a-z/]+)/` \|", TOLD, re.MULTILINE)
    assert len(folders) > 15
    assert [folder for folder in folders if not (ROOT / folder).is_dir()] == []
