"""Legal periods: each has a beginning, a length and an end."""

from collections.abc import Iterator

from ichido.language.catalogue import Catalogue
from ichido.language.diagnostic import Diagnostic
from ichido.language.document import Document
from ichido.language.kinds import Model
from ichido.language.scalars import Duration

# Only for putting two reminders in order; nothing legal is ever counted by it.
_DAYS = {"days": 1, "business days": 1, "weeks": 7, "months": 30, "years": 365}


def clock_without_origin(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """`apply` is before a day, or within a period from one; half of either is no clock."""
    for document in catalogue.procedures.values():
        apply = document.model.apply
        if apply is None:
            continue
        if apply.within and not apply.from_:
            place = document.place("apply", "within", key=True)
            yield Diagnostic("clock-without-origin", "this period begins on no day", place, "add `from: …`")
        elif apply.from_ and not apply.within:
            place = document.place("apply", "from", key=True)
            yield Diagnostic("clock-without-origin", "from this day no period runs", place, "add `within: …`")
        elif not apply.before and not apply.within:
            help_ = "write `before:` a day, or `within:` a period `from:` a day"
            place = document.place("apply")
            yield Diagnostic("clock-without-origin", "this says no day to apply by", place, help_)


def empty_period(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """A period of nothing is over as it begins; only freshness may be of no days: read at each use."""
    for document, location, duration in _periods(catalogue):
        if duration.count == 0:
            help_ = "write a length, or leave the clock out"
            yield Diagnostic("empty-period", "this period is over as it begins", document.place(*location), help_)


def late_reminder(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """A reminder goes out while there is still time to answer."""
    for document in catalogue.campaigns.values():
        respond = document.model.respond
        for index, remind in enumerate(respond.remind):
            if _length(remind) >= _length(respond.within):
                place = document.place("respond", "remind", index)
                message = f"after {remind} the {respond.within} to answer are over"
                yield Diagnostic("late-reminder", message, place, "remind earlier, or give longer to answer")


def _periods(catalogue: Catalogue) -> Iterator[tuple[Document[Model], tuple[str, ...], Duration]]:
    for procedure in catalogue.procedures.values():
        for name in ("apply", "accept", "decide"):
            clock = getattr(procedure.model, name)
            if clock is not None and clock.within is not None:
                yield procedure, (name, "within"), clock.within
    for authority in catalogue.authorities.values():
        if authority.model.acknowledge:
            yield authority, ("acknowledge", "within"), authority.model.acknowledge.within
    for registry in catalogue.registries.values():
        if registry.model.correct and registry.model.correct.within:
            yield registry, ("correct", "within"), registry.model.correct.within
    for laws in catalogue.law_files:
        if laws.model.correct and laws.model.correct.within:
            yield laws, ("correct", "within"), laws.model.correct.within
    for campaign in catalogue.campaigns.values():
        yield campaign, ("respond", "within"), campaign.model.respond.within


def _length(duration: Duration) -> int:
    return duration.count * _DAYS[duration.unit]
