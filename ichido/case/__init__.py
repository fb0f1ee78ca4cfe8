"""One case as a pure state machine: what is known, what follows from it, what to do next."""
