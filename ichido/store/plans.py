"""Plans and notice texts: published once, found by hash."""

import hashlib
from collections import OrderedDict
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from ichido.compiler.plan import Plan, decode, digest, encode
from ichido.store.tables.plans import NoticeTextRow, PlanRow

REMEMBER_PLANS = 64
# A hash names one content for ever, so what was decoded once stays right in every database.
_decoded: OrderedDict[str, Plan] = OrderedDict()


class NotPublished(LookupError):
    """No plan or notice text has this hash."""


async def publish(session: AsyncSession, plan: Plan, texts: Mapping[str, str]) -> str:
    """Keep a plan and the notice texts it pins, and return its hash; again is harmless; ValueError for a wrong hash."""
    for name, text in texts.items():
        if hashlib.sha256(text.encode()).hexdigest() != name:
            raise ValueError(f"this notice text does not have the hash {name}")
    hash_ = digest(plan)
    row = {"hash": hash_, "life_event": plan.life_event, "data": encode(plan)}
    await session.execute(insert(PlanRow).values(row).on_conflict_do_nothing())
    if texts:
        rows = [{"hash": name, "text": text} for name, text in texts.items()]
        await session.execute(insert(NoticeTextRow).on_conflict_do_nothing(), rows)
    return hash_


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
