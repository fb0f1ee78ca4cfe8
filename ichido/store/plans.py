"""Plans and notice texts: kept once, found by hash."""

import hashlib
from collections import OrderedDict
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from ichido.compiler.plan import Plan, decode, encode
from ichido.store.tables.plans import NoticeTextRow, PlanRow

REMEMBER_PLANS = 64
# A hash names one content for ever, so what was decoded once stays right in every database.
_decoded: OrderedDict[str, Plan] = OrderedDict()


class NotPublished(LookupError):
    """No plan or notice text has this hash."""


async def keep(session: AsyncSession, *plans: Plan) -> tuple[str, ...]:
    """Keep plans and return their hashes; again is harmless."""
    encoded = [(plan.life_event, encode(plan)) for plan in plans]
    rows = [{"hash": hashlib.sha256(data).hexdigest(), "life_event": id_, "data": data} for id_, data in encoded]
    if rows:
        await session.execute(insert(PlanRow).on_conflict_do_nothing(), rows)
    return tuple(str(row["hash"]) for row in rows)


async def keep_texts(session: AsyncSession, texts: Mapping[str, str]) -> None:
    """Keep the notice texts that plans pin, by their hashes; again is harmless; ValueError for a wrong hash."""
    for name, text in texts.items():
        if hashlib.sha256(text.encode()).hexdigest() != name:
            raise ValueError(f"this notice text does not have the hash {name}")
    rows = [{"hash": name, "text": text} for name, text in texts.items()]
    if rows:
        await session.execute(insert(NoticeTextRow).on_conflict_do_nothing(), rows)


async def load(session: AsyncSession, hash_: str) -> Plan:
    """The plan with this hash; NotPublished if there is none."""
    if hash_ in _decoded:
        _decoded.move_to_end(hash_)
        return _decoded[hash_]
    data = (await session.execute(select(col(PlanRow.data)).where(col(PlanRow.hash) == hash_))).scalar_one_or_none()
    if data is None:
        raise NotPublished(f"no plan has the hash {hash_}; run `ichido publish`")
    plan = _decoded[hash_] = decode(data)
    if len(_decoded) > REMEMBER_PLANS:
        _decoded.popitem(last=False)
    return plan


async def notice_text(session: AsyncSession, hash_: str) -> str:
    """The notice text with this hash; NotPublished if there is none."""
    query = select(col(NoticeTextRow.text)).where(col(NoticeTextRow.hash) == hash_)
    text = (await session.execute(query)).scalar_one_or_none()
    if text is None:
        raise NotPublished(f"no notice text has the hash {hash_}; run `ichido publish`")
    return text
