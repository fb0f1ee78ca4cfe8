"""How every model of the language behaves: strict, frozen, and labelled in any language."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, model_validator

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")

DataKind = Literal["specific-personal", "tax", "personal", "public"]
Labels = dict[str, str]


def _key(field: str) -> str:
    """`for_` in Python is `for` in YAML."""
    return field.removesuffix("_")


@cache
def _own_keys(model: type[BaseModel]) -> frozenset[str]:
    return frozenset(_key(name) for name in model.model_fields)


class Model(BaseModel):
    """Unknown keys are problems, nothing changes after reading, and errors never repeat a value."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, hide_input_in_errors=True, alias_generator=_key, defer_build=True
    )

    @model_validator(mode="before")
    @classmethod
    def _nothing_written_is_all_defaults(cls, value: Any) -> Any:
        return {} if value is None else value


class Labelled(Model):
    """An entry whose keys that are language codes (`ja`, `en`) are its labels."""

    labels: Labels = {}

    @model_validator(mode="before")
    @classmethod
    def _gather_labels(cls, value: Any) -> Any:
        if not isinstance(value, Mapping):
            return value
        own = _own_keys(cls)
        # A short key that holds no text is no label but a key that is not known.
        labels = {k: v for k, v in value.items() if k not in own and isinstance(v, str) and _LANGUAGE.fullmatch(k)}
        if not labels or "labels" in value:
            return value
        return {k: v for k, v in value.items() if k not in labels} | {"labels": labels}


def label(labels: Mapping[str, str], language: str, otherwise: str) -> str:
    """The label in a language, else in English, else in any, else `otherwise`."""
    return labels.get(language) or labels.get("en") or next(iter(labels.values()), otherwise)
