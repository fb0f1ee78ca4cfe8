"""The line to Temporal: how everybody outside a workflow reaches cases and doors."""
