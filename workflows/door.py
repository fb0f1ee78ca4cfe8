"""The door of one partner: open while there is trouble, it tries what waits until nothing does."""

from datetime import datetime, timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from ichido.case.messages import DELIVER, DoorInput, DoorRound
    from ichido.readable import Readable
    from workflows.effects import HEARTBEAT, RETRY


@workflow.defn(name="door")
class Door:
    """One partner at a time: a single try shows whether it is back, then more at a time, and never all at once."""

    def __init__(self) -> None:
        """Nobody has knocked yet, and nothing is held."""
        self._knocked = False
        self._held: dict[str, datetime] = {}

    @workflow.run
    async def run(self, door: DoorInput) -> int:
        """Make rounds until nothing waits; gives how many were made."""
        rounds, pause = 0, door.pause
        while True:
            if pause > 0:
                await workflow.sleep(pause, summary=Readable(f"try {door.authority} again"))
            self._knocked = False
            held = tuple(sorted(name for name, until in self._held.items() if until > workflow.now()))
            door = door.model_copy(update={"held": held})
            left = await workflow.execute_activity(
                DELIVER,
                door,
                result_type=DoorRound,
                start_to_close_timeout=timedelta(minutes=5),
                heartbeat_timeout=HEARTBEAT,
                retry_policy=RETRY,
                summary=Readable(f"what waits for {door.authority}"),
            )
            rounds += 1
            if not left.waiting and not self._knocked:
                return rounds
            pause = door.pause if left.pause is None else left.pause
            self._held |= dict.fromkeys(left.failed, workflow.now() + timedelta(seconds=door.pause))
            door = door.model_copy(update={"cohorts": left.cohorts})
            if workflow.info().is_continue_as_new_suggested():
                workflow.continue_as_new(door)

    @workflow.signal
    def knock(self) -> None:
        """Something more waits."""
        self._knocked = True
