"""Every speed claim beside its yardstick, in one run: ratios travel, milliseconds do not."""
