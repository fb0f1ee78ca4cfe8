"""What a plain scalar means: the core schema of YAML 1.2, without its surprises."""

import re

# Eighteen digits fit a database's bigint; a longer run of digits is a number of something, so it is text.
_WHOLE = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+\.[0-9]*|[0-9]+(\.[0-9]*)?[eE][-+]?[0-9]+|\.(inf|Inf|INF))|\.(nan|NaN|NAN)")
_NUMERIC = frozenset("+-.0123456789")
_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}

YAML_1_1_WORDS = frozenset({"yes", "no", "on", "off", "y", "n", "true", "false", "null", "~"})
"""Words, in any case, that an older reader turns into something other than text."""


def resolve(text: str) -> str | int | bool | None:
    """The value of a plain scalar; `012`, `no`, `on`, `yes` and dates stay text."""
    if text in _WORDS:
        return _WORDS[text]
    return int(text) if _WHOLE.fullmatch(text) else text


def is_float(text: str) -> bool:
    """Whether a YAML reader would take a plain scalar for a number with a fraction."""
    return text[:1] in _NUMERIC and _FLOAT.fullmatch(text) is not None
