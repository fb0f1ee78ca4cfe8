"""A scripted town and an inbox for each test."""

from collections.abc import Iterator

import pytest

from ichido.testbed import Government, Mode, build
from tests.testbed.town import Inbox, Town, catalogue, listening, running


@pytest.fixture
def government() -> Government:
    """Give a government whose authorities say only what they are told to."""
    return build(catalogue(), seed=7, mode=Mode.SCRIPTED, moment=0.05, households=20)


@pytest.fixture
def town(government: Government) -> Iterator[Town]:
    """Run that government."""
    with running(government) as town:
        yield town


@pytest.fixture
def inbox(town: Town) -> Iterator[Inbox]:
    """Let the town's authorities answer to an inbox."""
    with listening() as inbox:
        town.client.post("/control/answers", json={"url": inbox.url})
        yield inbox
