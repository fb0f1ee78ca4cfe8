"""Documents: what people upload, known by its first bytes, scanned, sealed piece by piece, given out with care."""
