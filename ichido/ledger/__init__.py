"""The disclosure log as a tree of hashes: leaves, seals and proofs; pure, so that an export can be verified alone."""
