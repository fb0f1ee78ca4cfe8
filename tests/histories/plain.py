"""Recorded histories: payloads in clear, an event a line, so that they replay without keys and can be read.

A history is opened as it is recorded, and its installation's keys are thrown away. Keeping it sealed under a fixed key
would show no more of replay, for a workflow sees the same values either way, and would hide from a reader that nobody
is described in it.
"""

import base64
import dataclasses
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from google.protobuf.message import Message
from temporalio.api.common.v1 import Payload
from temporalio.client import WorkflowHistory
from temporalio.converter import DataConverter

from ichido.security.codec import data_converter
from ichido.security.keys import DataKey, DataKeys, KeyUnavailable

FOLDER = Path(__file__).parent
ENDING = ".history.json"


class NoKeys:
    """Nothing is sealed in a recorded history."""

    async def key_for(self, name: str) -> DataKey:
        """Refuse."""
        raise KeyUnavailable(name)

    async def key_by_id(self, name: str, id_: str) -> DataKey:
        """Refuse."""
        raise KeyUnavailable(name)


def converter() -> DataConverter:
    """What cases are converted with, unsealed."""
    return dataclasses.replace(data_converter(NoKeys()), payload_codec=None)


def recorded() -> tuple[Path, ...]:
    """The files of all recorded histories, in a fixed order."""
    return tuple(sorted(FOLDER.glob(f"*{ENDING}")))


def load(file: Path) -> WorkflowHistory:
    """A recorded history; its workflow goes by the file's name."""
    written = json.loads(file.read_text(encoding="utf-8"))
    return WorkflowHistory.from_json(file.name.removesuffix(ENDING), _changed(written, _packed))


async def save(history: WorkflowHistory, keys: DataKeys, name: str) -> Path:
    """Open every payload of a history with the keys it was sealed with, and write it down."""
    codec = data_converter(keys).payload_codec
    assert codec is not None
    for payload in (payload for event in history.events for payload in payloads(event)):
        [plain] = await codec.decode([payload])
        payload.CopyFrom(plain)
    plain_history = _changed(json.loads(history.to_json()), _unpacked)
    lines = (json.dumps(event, sort_keys=True, ensure_ascii=False) for event in plain_history["events"])
    file = FOLDER / f"{name}{ENDING}"
    file.write_text('{"events": [\n' + ",\n".join(lines) + "\n]}\n", encoding="utf-8")
    return file


def payloads(message: Message) -> Iterator[Payload]:
    """Every payload anywhere in a message."""
    if isinstance(message, Payload):
        yield message
        return
    for field, value in message.ListFields():
        if field.message_type is None:
            continue
        if field.message_type.GetOptions().map_entry:
            inner = value.values() if field.message_type.fields_by_name["value"].message_type else ()
        else:
            inner = value if hasattr(value, "__len__") else (value,)
        for one in inner:
            yield from payloads(one)


def _changed(node: Any, change: Callable[[dict[str, Any]], dict[str, Any]]) -> Any:
    if isinstance(node, dict):
        return change({key: _changed(value, change) for key, value in node.items()})
    return [_changed(value, change) for value in node] if isinstance(node, list) else node


def _unpacked(node: dict[str, Any]) -> dict[str, Any]:
    """A payload of JSON as the value it holds; anything else as it is."""
    encoding = node.get("metadata", {}).get("encoding") if isinstance(node.get("metadata"), dict) else None
    if encoding is None or base64.b64decode(encoding) != b"json/plain":
        return node
    metadata = {name: base64.b64decode(value).decode() for name, value in node["metadata"].items()}
    return {"json": json.loads(base64.b64decode(node["data"])), "of": metadata}


def _packed(node: dict[str, Any]) -> dict[str, Any]:
    """A value as the payload it was."""
    if node.keys() != {"json", "of"}:
        return node
    metadata = {name: base64.b64encode(value.encode()).decode() for name, value in node["of"].items()}
    return {"metadata": metadata, "data": base64.b64encode(json.dumps(node["json"]).encode()).decode()}
