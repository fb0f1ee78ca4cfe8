"""What of a case is open to who acts for somebody: the questions and terms of the procedures in which they may."""

from collections.abc import Iterator

from ichido.case.conclusions import Question
from portal.rights import visible
from portal.standing import Met


def asked_of(met: Met) -> Iterator[Question]:
    """The questions that the caller may answer."""
    within = {one.procedure for one in met.conclusions.procedures if met.is_within(one.key)}
    for question in met.conclusions.questions:
        if met.within is None or not within.isdisjoint(question.procedures):
            yield question


def shown_terms(met: Met) -> frozenset[str] | None:
    """The terms, as `vocabulary.term`, that the caller may see; None where there is no limit."""
    return None if met.within is None else visible(met.plan, met.within, met.conclusions)
