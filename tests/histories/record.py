"""Record anew: each scenario's history and fingerprint, a partner's door, a case that nobody answered."""

import asyncio
import re
import tempfile
from datetime import timedelta
from pathlib import Path

from pydantic import SecretStr
from temporalio.client import WorkflowHandle

from ichido.local.postgres import PostgresServer
from ichido.local.temporal import TemporalServer
from ichido.rehearsal.run import Rehearsal
from ichido.settings import Settings
from ichido.store.migrate import migrate
from tests.histories import plain
from tests.histories.fingerprint import file_of, fingerprint
from tests.rehearsal.rig import Rig, rig_of, town_of


def main() -> None:
    """Start servers of our own, run everything there is, and write it down."""
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        postgres = PostgresServer(here / "data", here / "postgres.log", durable=False)
        temporal = TemporalServer(None, here / "temporal.log")
        try:
            postgres.start()
            temporal.start()
            settings = Settings(
                var=here / "var",
                temporal_address=temporal.address,
                database_url=SecretStr(postgres.url()),
                task_queue="recording",
            )
            assert settings.sqlalchemy_url
            migrate(settings.sqlalchemy_url)
            asyncio.run(_record(settings))
        finally:
            temporal.stop()
            postgres.stop()


def name_of(title: str) -> str:
    """A scenario's title as a file is called."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")


async def _record(settings: Settings) -> None:
    for old in plain.recorded():
        old.unlink()
    with town_of(settings) as (town, quick):
        async with rig_of(quick, town) as rig, rig.worker():
            for scenario in rig.scenarios:
                rehearsal = await rig.rehearsal(scenario)
                await rehearsal.run()
                await _save(rig, rehearsal.handle, name_of(scenario.scenario))
                if scenario.down:
                    await _save(rig, _door(rig, rehearsal), "the-door-of-a-registry-that-was-down")
                name = name_of(scenario.scenario)
                file_of(name).write_text(fingerprint(rig.catalogue, scenario), encoding="utf-8")
            await _save(rig, await _abandoned(rig), "nobody-answers")


async def _abandoned(rig: Rig) -> WorkflowHandle[object, object]:
    scenario = rig.scenarios[0].model_copy(update={"answers": {}, "happens": ()})
    rehearsal = await rig.rehearsal(scenario)
    await rehearsal.run()
    await rehearsal.move_to(scenario.today + timedelta(days=31))
    return rehearsal.handle


def _door(rig: Rig, rehearsal: Rehearsal) -> WorkflowHandle[object, object]:
    return rig.process.client.get_workflow_handle(f"door-{rehearsal.settled.known_at['hanako']}")


async def _save(rig: Rig, handle: WorkflowHandle[object, object], name: str) -> None:
    await handle.result()
    file = await plain.save(await handle.fetch_history(), rig.process.store.keys, name)
    print(f"{file.name}: {len(plain.load(file).events)} events", flush=True)


if __name__ == "__main__":
    main()
