"""The OpenAPI description, completed with what FastAPI cannot see."""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel

from portal.api.problems import ProblemBody, responses
from portal.event import Told
from portal.fetching import Receipt
from portal.protecting import ProtectionTold

REFERENCE = "#/components/schemas/{model}"
UNSEEN: tuple[type[BaseModel], ...] = (ProblemBody, Told, Receipt, ProtectionTold)
"""Models that no signature names: answers of exception handlers, and bodies that are read raw for their signature."""
FASTAPIS_OWN = ("HTTPValidationError", "ValidationError")


def describe(app: FastAPI) -> None:
    """Let the application describe its problems and what authorities post; call once all routes are there."""
    plain = app.openapi

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            _complete(plain())
        return plain()

    app.openapi = described  # type: ignore[method-assign]  # FastAPI's own way to extend its description


def _complete(api: dict[str, Any]) -> None:
    schemas = api["components"]["schemas"]
    for model in UNSEEN:
        schema = model.model_json_schema(by_alias=True, ref_template=REFERENCE)
        schemas |= schema.pop("$defs", {}) | {model.__name__: schema}
    for operation in _operations(api):
        if "422" in operation["responses"]:
            operation["responses"]["422"] = responses(422)[422]
    for name in FASTAPIS_OWN:
        schemas.pop(name, None)


def _operations(api: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for path in api["paths"].values():
        yield from path.values()
