"""Keys, payload encryption, pseudonyms, signatures, and who may do what."""
