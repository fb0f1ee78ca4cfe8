"""The expression language of definitions: parse, type, evaluate, depend, explain, to SQL."""
