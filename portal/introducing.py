"""Whom an outcome names: what the authority calls them becomes the ids of subjects, new ones if they are."""

from pydantic import JsonValue
from sqlalchemy.ext.asyncio import AsyncSession

from ichido.case.values import is_link
from ichido.compiler.plan import Plan
from ichido.compiler.terms import entry
from ichido.language.kinds.vocabulary import Term
from ichido.security.introductions import read
from ichido.store import names
from ichido.store.names import Named
from portal.event import Told

MOST = 100


def references(term: Term, raw: JsonValue) -> tuple[str, ...]:
    """What an authority calls those that a link leads to; ValueError says what is expected."""
    named = raw if term.many else [raw]
    if not isinstance(named, list) or not 0 < len(named) <= MOST or not all(map(_is_reference, named)):
        raise ValueError(f"expected what you call the {term.type}" + (", each of them in a list" if term.many else ""))
    return tuple(map(str, named))


async def introduced(session: AsyncSession, plan: Plan, told: Told, authority: str, secret: str | None) -> Told:
    """The event with ids in place of what the authority calls those its links name; who is new is made known.

    LookupError for a name that is another partner's, or came with another name's letter.
    """
    said: dict[str, JsonValue] = {}
    for path, raw in (told.with_ or {}).items():
        term = entry(plan, path)
        if term and is_link(term):
            named = [_named(told, authority, term.type, name, secret) for name in references(term, raw)]
            heard = (await names.hear(session, named)).subjects
            ids: list[JsonValue] = [heard[one].id for one in named]
            said[path] = ids if term.many else ids[0]
    return told.model_copy(update={"with_": {**told.with_, **said}}) if told.with_ and said else told


def _named(told: Told, authority: str, vocabulary: str, name: str, secret: str | None) -> Named:
    letter = told.introduces.get(name)
    if secret is None or letter is None:
        return Named(authority, vocabulary, name)
    linked = read(secret, "from-partner", authority, name, letter)
    if linked is None:
        raise LookupError("this letter does not introduce the name it came with")
    return Named(authority, vocabulary, name, linked)


def _is_reference(raw: JsonValue) -> bool:
    return isinstance(raw, str) and 0 < len(raw) <= 256
