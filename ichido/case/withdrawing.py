"""What follows when a consent is withdrawn: nothing more is asked under it, and what stands ready is made anew."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date, datetime

from ichido.case.conclusions import Conclusions
from ichido.case.consents import opened_by
from ichido.case.known import knowing
from ichido.case.notes import carried
from ichido.case.record import Attempt, Change, Choice, Consent, ConsentBy, Filing, Record
from ichido.case.standing import standings
from ichido.compiler.plan import Plan


class NotWithdrawable(ValueError):
    """A consent that cannot be withdrawn; its message says why."""


def withdraw(
    plan: Plan,
    record: Record,
    on: date,
    conclusions: Conclusions,
    id_: str,
    at: datetime,
    by: ConsentBy,
    evidence: str = "",
) -> Change:
    """From now on a consent counts for nothing that has not been sent; NotWithdrawable if there is none to withdraw.

    What is ready or on its way becomes another version: what stands in the outbox is never taken for it.
    """
    consent = next((one for one in record.consents if one.id == id_), None)
    if consent is None:
        raise NotWithdrawable("no consent of that id was given in this case")
    if consent.withdrawn_at is not None:
        raise NotWithdrawable("it is withdrawn already")
    after = replace(consent, withdrawn_at=at, withdrawn_by=by, withdrawal_evidence=evidence)
    gone = concerned(consent, conclusions)
    choices: dict[str, Choice] = {}
    if consent.kind == "registry":
        choices[consent.key] = "refuse"
    elif consent.kind == "partner" and not record.filing(consent.key).sent:
        # What a partner has already is there: only the partner can give it back.
        choices[consent.key] = "decline"
    return Change(
        attempts=tuple(_asked_no_more(plan, record, consent, at)),
        consents=(after,),
        choices=choices,
        filings=tuple(_anew(plan, record, on, conclusions, consent, gone)),
    )


def concerned(consent: Consent, conclusions: Conclusions) -> frozenset[str]:
    """The filings that rest on a consent: that of a partner, or those of the procedures that something is read for."""
    if consent.kind == "partner":
        return frozenset((consent.key,))
    return frozenset(one.key for one in conclusions.procedures if one.procedure in consent.procedures)


def _asked_no_more(plan: Plan, record: Record, consent: Consent, at: datetime) -> Iterator[Attempt]:
    """What is still being asked under it; whoever else may have it asks anew."""
    for one in record.attempts:
        if one.result == "pending" and one.term in opened_by(plan, consent, one.registry):
            yield replace(one, result="withdrawn", at=at)


def _anew(
    plan: Plan, record: Record, on: date, conclusions: Conclusions, consent: Consent, gone: Collection[str]
) -> Iterator[Filing]:
    """What was ready to be sent, and what would have carried it as a note; a partner gets nothing in its place."""
    found = tuple(standings(knowing(plan, record, on)))
    ready = {one.key for one in conclusions.procedures if one.ready}
    for standing in found:
        of = standing.key in gone and consent.kind != "partner"
        if standing.key in ready and (of or any(noted.key in gone for noted in carried(standing, found))):
            filing = record.filing(standing.key)
            yield replace(filing, version=filing.version + 1)
