"""Effect: everything that can fail. Each activity may run twice with one result."""

from collections.abc import Callable
from typing import Any

from activities.conclude import Conclude
from activities.deliver import Deliver
from activities.notify import Notify
from activities.obtain import Obtain
from activities.project import Project
from activities.submit import Submit
from ichido.doors.desk import Desk
from ichido.doors.round import TellCase


def activities(desk: Desk, tell_case: TellCase) -> list[Callable[..., Any]]:
    """Every activity of a worker process."""
    return [
        Obtain(desk).obtain,
        Submit(desk).submit,
        Conclude(desk).conclude,
        Notify(desk).notify,
        Project(desk).project,
        Deliver(desk, tell_case).deliver,
    ]
