"""Text that can be kept: PostgreSQL takes no NUL, and UTF-8 no half of a surrogate pair."""

from typing import Annotated

from pydantic import AfterValidator, Field, JsonValue


def _keepable(text: str) -> str:
    if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise ValueError("expected text without NUL and without half a surrogate pair")
    return text


def _all_keepable(value: JsonValue) -> JsonValue:
    match value:
        case str():
            _keepable(value)
        case list():
            for item in value:
                _all_keepable(item)
        case dict():
            for name, item in value.items():
                _keepable(name)
                _all_keepable(item)
    return value


Code = Annotated[str, Field(min_length=1, max_length=64), AfterValidator(_keepable)]
Name = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_keepable)]
Why = Annotated[str, Field(min_length=1, max_length=1000), AfterValidator(_keepable)]
"""What somebody says in their own words."""
Language = Annotated[str, Field(max_length=35, pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
"""A language tag (BCP 47) such as `ja` or `en-GB`."""
Given = Annotated[JsonValue, AfterValidator(_all_keepable)]
"""Any JSON of keepable text."""
