"""What may be written: the models of every kind, the reader that keeps positions, the problems."""
