"""Effect: everything that can fail. Each activity may run twice with one result."""

from collections.abc import Callable
from typing import Any

from activities.conclude import Conclude
from activities.deliver import Deliver
from activities.notify import Notify
from activities.obtain import Obtain
from activities.project import Project
from activities.step import Step
from activities.submit import Submit
from ichido.doors.desk import Desk
from ichido.doors.round import TellCase


def activities(desk: Desk, tell_case: TellCase) -> list[Callable[..., Any]]:
    """Every activity of a worker process."""
    step = Step(Obtain(desk), Submit(desk), Conclude(desk), Notify(desk))
    return [
        step.obtain.obtain,
        step.submit.submit,
        step.conclude.conclude,
        step.notify.notify,
        step.step,
        Project(desk).project,
        Deliver(desk, tell_case).deliver,
    ]
