"""What a parameter is on a day, read as its type says."""

from collections.abc import Mapping
from datetime import date

from ichido.language.kinds import Parameters
from ichido.rules.values import Cause, Unknown


def parameter_on(sets: Mapping[str, Parameters], set_: str, name: str, day: date) -> int | str | date | Unknown:
    """The value in force on a day; before the first one there is none to know."""
    parameter = sets[set_].values[name]
    since = max((start for start in parameter.from_ if start <= day), default=None)
    if since is None:
        return Unknown((Cause(set_, name, "not-in-force"),))
    value = parameter.from_[since]
    return date.fromisoformat(value) if parameter.type == "date" and isinstance(value, str) else value
