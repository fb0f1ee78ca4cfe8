"""The door of one partner: open while there is trouble, it tries what waits until nothing does."""

from datetime import timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from ichido.case.messages import DELIVER, DoorInput, DoorRound
    from ichido.readable import Readable
    from workflows.effects import HEARTBEAT, RETRY


@workflow.defn(name="door")
class Door:
    """One partner at a time, with a fixed pause between rounds."""

    def __init__(self) -> None:
        """Nobody has knocked yet."""
        self._knocked = False

    @workflow.run
    async def run(self, door: DoorInput) -> int:
        """Make rounds until nothing waits; gives how many were made."""
        rounds = 0
        while True:
            await workflow.sleep(door.pause, summary=Readable(f"try {door.authority} again"))
            self._knocked = False
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
            if workflow.info().is_continue_as_new_suggested():
                workflow.continue_as_new(door)

    @workflow.signal
    def knock(self) -> None:
        """Something more waits."""
        self._knocked = True
