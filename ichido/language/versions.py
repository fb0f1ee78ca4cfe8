"""Versions of one definition: periods in force that must not overlap, and the one of a day."""

from collections.abc import Iterable, Iterator

from ichido.language.diagnostic import Diagnostic
from ichido.language.document import Document
from ichido.language.kinds import Model
from ichido.language.kinds.definition import Definition, InForce, always


def period_of(model: Model) -> InForce:
    """When a definition is in force; what has no period is always."""
    return (model.in_force if isinstance(model, Definition) else None) or always()


def in_order(versions: Iterable[Document[Model]]) -> tuple[Document[Model], ...]:
    """The versions by their first day; those of the same day as they came."""
    return tuple(sorted(versions, key=lambda version: period_of(version.model).first))


def stretches(dated: Iterable[Document[Model]]) -> tuple[InForce, ...]:
    """The stretches of time, one after another, in each of which the same versions are in force."""
    periods = [period_of(document.model) for document in dated]
    edges = sorted({day for p in periods for day in (p.from_, p.until) if day})
    starts, ends = (None, *edges), (*edges, None)
    return tuple(InForce.model_validate({"from": a, "until": b}) for a, b in zip(starts, ends, strict=True))


def overlapping(versions: tuple[Document[Model], ...]) -> Iterator[Diagnostic]:
    """Each version that begins before one listed earlier is over."""
    for at, second in enumerate(versions[1:], 1):
        first = next((v for v in versions[:at] if period_of(v.model).meets(period_of(second.model))), None)
        if first:
            yield _dated(first, second) if is_dated(first) and is_dated(second) else _twice(first, second)


def is_dated(document: Document[Model]) -> bool:
    """Whether a definition says when it is in force."""
    return isinstance(document.model, Definition) and document.model.in_force is not None


def _twice(first: Document[Model], second: Document[Model]) -> Diagnostic:
    where = first.place(first.kind)
    message = f"there is a {first.kind.replace('_', ' ')} `{first.id}` already"
    help_ = f"the first is on line {where.line} of {where.file}"
    if is_dated(first) or is_dated(second):
        help_ = f"{help_}; versions of one thing each say `in_force:`"
    return Diagnostic("duplicate-id", message, second.place(second.kind), help_)


def _dated(first: Document[Model], second: Document[Model]) -> Diagnostic:
    where = first.place("in_force", key=True)
    message = f"this version of `{second.id}` is in force while another is"
    help_ = f"that on line {where.line} of {where.file} is so {period_of(first.model)}"
    return Diagnostic("overlapping-versions", message, second.place("in_force", key=True), help_)
