"""What only a human can settle is shown to operators, and settled once."""

from datetime import UTC, datetime

from ichido.store import tasks
from ichido.store.tasks import Task
from tests.portal.office import CLERK, OPERATOR, Office

TASK = Task("submission-in-doubt", "MV-7K3Q-92XD", "moving-in/1", "it may have arrived", datetime.now(UTC))


async def test_a_task_is_listed_until_it_is_settled(office: Office) -> None:
    async with office.store.transaction() as session:
        assert await tasks.make(session, TASK)
    (shown,) = (await office.get("/tasks", OPERATOR)).json()["tasks"]
    assert (shown["kind"], shown["case"], shown["what"]) == (TASK.kind, TASK.case, TASK.what)
    assert (await office.get("/tasks?case=MV-0000-0000", OPERATOR)).json() == {"tasks": []}
    settled = await office.post(f"/tasks/{shown['id']}/done", {}, OPERATOR)
    assert (settled.status_code, settled.json()) == (200, {"id": shown["id"]})
    assert (await office.get("/tasks", OPERATOR)).json() == {"tasks": []}
    again = await office.post(f"/tasks/{shown['id']}/done", {}, OPERATOR)
    assert (again.status_code, again.json()["code"]) == (404, "no-such-task")


async def test_tasks_are_for_operators(office: Office) -> None:
    for caller in (office.hanako, CLERK):
        assert (await office.get("/tasks", caller)).status_code == 403
        assert (await office.post("/tasks/00000000-0000-4000-8000-000000000000/done", {}, caller)).status_code == 403
    assert (await office.post("/tasks/x/done", {}, OPERATOR)).status_code == 422
