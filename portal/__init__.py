"""The face: what people and authorities reach over HTTP."""
