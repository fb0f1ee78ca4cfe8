"""Time: durable shells around the case core."""
