"""Where workflow code runs."""

from temporalio.worker import UnsandboxedWorkflowRunner, WorkflowRunner
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

OURS = ("ichido", "workflows", "pydantic", "pydantic_core")
"""Packages the sandbox passes through: re-importing them costs twenty milliseconds a case."""


def runner(sandbox: bool) -> WorkflowRunner:
    """Where workflow code runs: in the sandbox by default."""
    if not sandbox:
        return UnsandboxedWorkflowRunner()
    return SandboxedWorkflowRunner(restrictions=SandboxRestrictions.default.with_passthrough_modules(*OURS))
