"""Time: durable shells around the case core, and the door of a partner in trouble."""

from workflows.case import Case
from workflows.door import Door

WORKFLOWS = [Case, Door]
"""Every workflow of a worker process."""
