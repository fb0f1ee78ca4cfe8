"""What enters Temporal: compressed, then sealed with the key of its case; operators' text stays readable."""

import dataclasses
import zlib
from collections.abc import Sequence
from typing import Any, Self

from temporalio.api.common.v1 import Payload
from temporalio.contrib.pydantic import PydanticJSONPlainPayloadConverter, pydantic_data_converter
from temporalio.converter import (
    CompositePayloadConverter,
    DataConverter,
    DefaultFailureConverterWithEncodedAttributes,
    DefaultPayloadConverter,
    JSONPlainPayloadConverter,
    PayloadCodec,
    SerializationContext,
    WithSerializationContext,
)

from ichido.readable import Readable
from ichido.security.keys import INSTALLATION, DataKeys
from ichido.security.numbers import is_case_number
from ichido.security.sealing import open_sealed, place, seal

ENCODING = b"binary/ichido"
CASE = "ichido-case"
KEY = "ichido-key"
READABLE = "ichido-readable"
OPERATORS = b"temporal.api.sdk.v1.WorkflowMetadata"
"""The UI's own query: current details, and the names of the handlers."""


class CaseCodec(PayloadCodec, WithSerializationContext):
    """Encrypts with the key of the case whose workflow a payload belongs to, else with the installation's."""

    def __init__(self, keys: DataKeys, workflow: str | None = None) -> None:
        """Take the keys; Temporal names the workflow by `with_context`."""
        self._keys = keys
        self._case = workflow if workflow and is_case_number(workflow) else INSTALLATION

    def with_context(self, context: SerializationContext) -> Self:
        """The codec of one workflow."""
        return type(self)(self._keys, getattr(context, "workflow_id", None))

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """The payloads, encrypted; KeyUnavailable for a case that was forgotten."""
        return [payload if _is_readable(payload) else await self._encode(payload) for payload in payloads]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """The payloads in clear, whichever key they name; KeyUnavailable or SealBroken when that cannot be."""
        return [
            await self._decode(payload) if payload.metadata.get("encoding") == ENCODING else payload
            for payload in payloads
        ]

    async def _encode(self, payload: Payload) -> Payload:
        key = await self._keys.key_for(self._case)
        data = seal(key.secret, zlib.compress(payload.SerializeToString()), place("payload", self._case, key.id))
        return Payload(metadata={"encoding": ENCODING, CASE: self._case.encode(), KEY: key.id.encode()}, data=data)

    async def _decode(self, payload: Payload) -> Payload:
        name, id_ = payload.metadata[CASE].decode(), payload.metadata[KEY].decode()
        key = await self._keys.key_by_id(name, id_)
        opened = open_sealed(key.secret, payload.data, place("payload", name, id_))
        plain: Payload = Payload.FromString(zlib.decompress(opened))
        return plain


class _Json(PydanticJSONPlainPayloadConverter):
    """Pydantic's JSON, which marks text that operators may read."""

    def to_payload(self, value: Any) -> Payload | None:
        """The value as JSON."""
        payload = super().to_payload(value)
        if payload is not None and isinstance(value, Readable):
            payload.metadata[READABLE] = b"true"
        return payload


class CasePayloadConverter(CompositePayloadConverter):
    """Pydantic models to JSON and back, text for operators marked."""

    def __init__(self) -> None:
        """Put our JSON in the place of the plain one."""
        defaults = DefaultPayloadConverter.default_encoding_payload_converters
        super().__init__(*(_Json() if isinstance(c, JSONPlainPayloadConverter) else c for c in defaults))


def data_converter(keys: DataKeys) -> DataConverter:
    """What every client and worker converts with: failures' messages and traces are encrypted too."""
    return dataclasses.replace(
        pydantic_data_converter,
        payload_converter_class=CasePayloadConverter,
        payload_codec=CaseCodec(keys),
        failure_converter_class=DefaultFailureConverterWithEncodedAttributes,
    )


def case_of(payload: Payload) -> str | None:
    """The case, or INSTALLATION, whose key a payload says it was sealed with; None if it was not sealed here."""
    if payload.metadata.get("encoding") != ENCODING or not {CASE, KEY} <= payload.metadata.keys():
        return None
    return payload.metadata[CASE].decode("utf-8", "replace")


def readable(text: str) -> Payload:
    """A payload that says something to whoever looks at it in the Temporal UI."""
    payload = CasePayloadConverter().to_payload(Readable(text))
    assert payload is not None
    return payload


def _is_readable(payload: Payload) -> bool:
    return READABLE in payload.metadata or payload.metadata.get("messageType") == OPERATORS
