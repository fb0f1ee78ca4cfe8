"""What an authority receives of a filing, read back, with everybody under the id that the case has for them."""

import json
from datetime import date
from typing import Any

from ichido.case.payload import payload
from ichido.case.record import Record
from ichido.compiler.plan import Plan


def received(plan: Plan, record: Record, key: str, on: date) -> dict[str, Any]:
    """Give what the authority reads."""
    found = payload(plan, record, key, on)
    read: dict[str, Any] = json.loads(found.written({one.id: one.id for one in found.subjects()}, "1"))
    return read
