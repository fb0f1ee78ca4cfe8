"""How everybody outside a workflow reaches cases and doors."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

from temporalio.client import (
    Client,
    WithStartWorkflowOperation,
    WorkflowExecutionStatus,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from ichido.case.conclusions import Conclusions
from ichido.case.messages import CaseInput, DoorInput, Opened
from ichido.settings import Settings


@dataclass(frozen=True)
class Cases:
    """The cases and doors of one namespace."""

    client: Client
    settings: Settings

    async def open(self, given: CaseInput) -> bool:
        """Start a case unless it was started, and wait until its form is ready; False if that takes too long."""
        start = WithStartWorkflowOperation(
            given.plan["life_event"],
            given,
            id=given.case,
            task_queue=self.settings.task_queue,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
        )
        try:
            opened: Opened = await self.client.execute_update_with_start_workflow(
                "open",
                start_workflow_operation=start,
                result_type=Opened,
                rpc_timeout=timedelta(seconds=self.settings.open_seconds),
            )
        except WorkflowUpdateRPCTimeoutOrCancelledError:
            return False
        except WorkflowAlreadyStartedError:
            return True
        return opened.ready

    async def answered(self, case: str, conclusions: Conclusions) -> bool:
        """Tell a case what follows from answers; True once the case has it, or had something newer."""
        handle = self.client.get_workflow_handle(case)
        try:
            await handle.execute_update("answered", conclusions, id=f"answered-{conclusions.revision}")
        except WorkflowUpdateFailedError:
            return True
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return False
            raise
        return True

    async def told(self, case: str, conclusions: Conclusions) -> bool:
        """Signal what follows from what somebody said; False when the case is closed."""
        try:
            await self.client.get_workflow_handle(case).signal("told", conclusions)
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return False
            raise
        return True

    async def open_door(self, authority: str) -> None:
        """Open a partner's door, or knock if it is open."""
        await self.client.start_workflow(
            "door",
            DoorInput(authority=authority, pause=self.settings.door_retry_seconds),
            id=f"door-{authority}",
            task_queue=self.settings.task_queue,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            start_signal="knock",
        )

    async def is_running(self, case: str) -> bool:
        """Whether the workflow of a case still runs."""
        try:
            description = await self.client.get_workflow_handle(case).describe()
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return False
            raise
        return description.status is WorkflowExecutionStatus.RUNNING

    async def end(self, case: str, reason: str) -> None:
        """End the workflow of a case where it stands; one that does not run is left alone."""
        try:
            await self.client.get_workflow_handle(case).terminate(reason=reason)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise

    async def running(self) -> AsyncIterator[str]:
        """The numbers of the cases of this task queue whose workflows run."""
        ours = f"ExecutionStatus = 'Running' AND WorkflowType != 'door' AND TaskQueue = '{self.settings.task_queue}'"
        async for execution in self.client.list_workflows(ours):
            if execution.status is WorkflowExecutionStatus.RUNNING:
                yield execution.id
