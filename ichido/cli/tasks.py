"""`ichido task`: what only a human can settle, and that it is settled."""

from datetime import datetime

from ichido.cli.output import Output, answer, answer_json, counted, say
from ichido.cli.running import running
from ichido.cli.shown import Shown, understood
from ichido.compiler.views.columns import columns
from ichido.settings import Settings


class TaskShown(Shown):
    """A task as the API shows it."""

    id: str
    kind: str
    case: str
    what: str
    created_at: datetime


class TasksShown(Shown):
    """Open tasks, oldest first."""

    tasks: tuple[TaskShown, ...]


def list_(limit: int, output: Output) -> int:
    """Print the oldest open tasks."""
    body = running(Settings()).get("/tasks", limit=limit)
    if output is Output.JSON:
        answer_json({"version": 1, "tasks": body["tasks"]})
        return 0
    found = understood(TasksShown, body).tasks
    answer("\n".join(columns(((t.id, t.case, f"{t.created_at:%Y-%m-%d}", t.kind, t.what) for t in found), indent=0)))
    say(counted(len(found), "open task"))
    return 0


def done(id_: str) -> int:
    """Say that a task has been settled."""
    running(Settings()).post(f"/tasks/{id_}/done")
    say("settled")
    return 0
