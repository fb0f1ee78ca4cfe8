"""Letters that were written before somebody was protected: shown only where they say nothing of them."""

from collections.abc import Iterator

from ichido.case.known import subject_of
from ichido.rules.values import Address, BankAccount, Compound, Listing, PersonName, Value
from ichido.store.cases import StoredCase
from ichido.store.notices import MailboxNotice

SHORTEST = 2
"""Letters of a text that can give somebody away; one letter stands in every text."""


def readable(stored: StoredCase, notice: MailboxNotice) -> bool:
    """Whether a letter of a case names none of those whom its reader must not know of, nor what was held of them."""
    if not stored.hidden:
        return True
    if subject_of(notice.delivery.procedure) in stored.hidden:
        return False
    letter = notice.delivery.letter
    written = f"{letter.subject}\n{letter.text}\n{letter.html}"
    return not any(word in written for word in _words(stored))


def _words(stored: StoredCase) -> frozenset[str]:
    """What was held of the hidden and of nobody else in the case, as letters would write it."""
    theirs = {word for fact in stored.whole.facts if fact.subject in stored.hidden for word in _said(fact.value)}
    others = {word for fact in stored.record.facts for word in _said(fact.value)}
    return frozenset(word for word in theirs - others if len(word) >= SHORTEST)


def _said(value: Value) -> Iterator[str]:
    match value:
        case str():
            yield value
        case Address(_, text) | PersonName(text):
            yield text
        case BankAccount(_, _, number, holder):
            yield from (number, holder)
        case Listing(items):
            for item in items:
                yield from _said(item)
        case Compound(fields):
            for _, part in fields:
                yield from _said(part)
        case _:
            pass
