"""The rig: one installation in this process."""

from tests.rehearsal.rigged import catalogue, idle_rig, installation, rig, rigged_database, there

__all__ = ["catalogue", "idle_rig", "installation", "rig", "rigged_database", "there"]
