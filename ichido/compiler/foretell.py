"""What a plan foretells: the lookups in their waves, and what is left to ask."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from ichido.compiler.acting import Acting
from ichido.compiler.order import ANSWERED, OPENING, moments
from ichido.compiler.plan import PlannedLookup, PlannedNeed, PlannedQuestion, Why
from ichido.language.kinds.procedure import ProcedureKind
from ichido.language.kinds.registry import Channel, Stage

CLAIMED: tuple[ProcedureKind, ...] = ("application", "proof", "contract")
"""Kinds of act that begin only when the person asks for them; a notification is a duty."""

Waves = tuple[tuple[str, ...], ...]


class _Head(NamedTuple):
    phase: int
    wave: int
    registry: str
    stage: Stage
    channel: Channel
    under: str
    subjects: str


def lookups(needs: Iterable[PlannedNeed], submissions: Waves) -> tuple[PlannedLookup, ...]:
    """Each registry asked once a wave, for the terms of all procedures that may have them."""
    phase_of = {id_: ANSWERED + number for number, wave in enumerate(submissions) for id_ in wave}
    known = moments(needs, phase_of)
    grouped: dict[_Head, list[PlannedNeed]] = {}
    for need in needs:
        if need.origin == "obtained":
            assert need.stage is not None and need.channel is not None
            moment = known[need.procedure, need.path]
            subjects = need.canonical.rpartition(".")[0]
            head = _Head(moment.phase, moment.wave, need.via, need.stage, need.channel, need.under, subjects)
            grouped.setdefault(head, []).append(need)
    return tuple(_lookup(head, grouped[head], submissions) for head in sorted(grouped))


def questions(needs: Iterable[PlannedNeed], acting: Mapping[str, Acting]) -> tuple[PlannedQuestion, ...]:
    """Each thing asked once, with every procedure that wants it and its article."""
    wanted: dict[str, tuple[Why, list[str]]] = {}
    for need in needs:
        if need.origin == "asked":
            assert need.why is not None
            wanted.setdefault(need.canonical, (need.why, []))[1].append(need.procedure)
    for id_, one in acting.items():
        if one.definition.kind in CLAIMED:
            wanted[instance(id_, one.each.variable if one.each else None)] = ("choice", [id_])
    return tuple(_question(term, why, procedures, acting) for term, (why, procedures) in wanted.items())


def instance(procedure: str, subject: str | None) -> str:
    """How a procedure for one of several subjects is written: `school-support(taro)`."""
    return f"{procedure}({subject})" if subject else procedure


def _lookup(head: _Head, needs: Iterable[PlannedNeed], submissions: Waves) -> PlannedLookup:
    return PlannedLookup(
        after=_phase(head.phase, submissions),
        **{name: value for name, value in head._asdict().items() if name != "phase"},
        acts=tuple(sorted({need.procedure for need in needs})),
        terms=tuple(sorted({need.path.rpartition(".")[2] for need in needs})),
    )


def _phase(phase: int, submissions: Waves) -> str:
    if phase == OPENING:
        return "opening"
    return "answers" if phase == ANSWERED else " and ".join(submissions[phase - ANSWERED - 1])


def _question(term: str, why: Why, procedures: Iterable[str], acting: Mapping[str, Acting]) -> PlannedQuestion:
    names = tuple(dict.fromkeys(procedures))
    articles = tuple(dict.fromkeys(str(acting[name].definition.basis) for name in names))
    return PlannedQuestion(term=term, why=why, procedures=names, articles=articles)
