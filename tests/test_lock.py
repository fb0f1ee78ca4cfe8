"""The lock pins everything by hash, and names no place it comes from."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LOCKS = ("requirements.txt", "requirements-dev.txt")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def _name(requirement: str) -> str:
    return re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0].lower().replace("_", "-")


def _pinned(lock: str) -> dict[str, str]:
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    pins = (re.match(r"([a-z0-9.-]+)==([^ ;]+)", line) for line in lines)
    return {pin[1]: pin[2] for pin in pins if pin}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_a_hash_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert not re.search(
        r"://|@|^\s*-|index|find-links|\.whl|(^|\s)/", re.sub(r"#.*|--hash\S+", "", text), re.MULTILINE
    )
    pins = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert pins
    assert all("==" in pin and "--hash=sha256:" in pin for pin in pins)


def test_what_runs_is_pinned_for_running_and_for_developing_alike() -> None:
    running, developing = (_pinned(lock) for lock in LOCKS)
    assert running.items() <= developing.items()
    assert {_name(each) for each in PROJECT["project"]["dependencies"]} <= running.keys()
    assert {_name(each) for each in PROJECT["dependency-groups"]["dev"]} <= developing.keys()
