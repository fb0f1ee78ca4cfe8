"""Effect: everything that can fail."""
