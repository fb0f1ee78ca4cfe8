"""What a plan foretells: the lookups in their waves, and what is left to ask."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, NamedTuple

from ichido.compiler.acting import Acting
from ichido.compiler.claims import claim
from ichido.compiler.consents import readings
from ichido.compiler.moments import ANSWERED, OPENING, Moment, Moments, Spot
from ichido.compiler.plan import PlannedLookup, PlannedNeed, PlannedQuestion, Why
from ichido.compiler.sources import Sourced
from ichido.language.kinds import Authority
from ichido.language.kinds.permit import EARLIER
from ichido.language.kinds.registry import Channel, Stage

Waves = tuple[tuple[str, ...], ...]


class _Head(NamedTuple):
    phase: int
    wave: int
    registry: str
    stage: Stage
    channel: Channel | Literal["earlier"]
    under: str
    subjects: str


def lookups(known: Moments, submissions: Waves) -> tuple[PlannedLookup, ...]:
    """Each registry asked and earlier cases looked in once a wave, for all procedures that may have the terms."""
    grouped: dict[_Head, list[PlannedNeed]] = {}
    for first, served in _obtained(known):
        need, moment = first.need, known.known[first.key]
        assert need.stage is not None and need.channel is not None
        subjects = need.canonical.rpartition(".")[0]
        head = _Head(moment.phase, moment.wave, need.via, need.stage, need.channel, need.under, subjects)
        grouped.setdefault(head, []).extend(one.need for one in served)
    for need, moment in _permitted(known):
        subjects = need.canonical.rpartition(".")[0]
        head = _Head(moment.phase, moment.wave, EARLIER, "before-application", "earlier", need.under, subjects)
        grouped.setdefault(head, []).append(need)
    return tuple(_lookup(head, grouped[head], submissions) for head in sorted(grouped))


def _obtained(known: Moments) -> Iterator[tuple[Sourced, list[Sourced]]]:
    """Each fact that is obtained, by the need that comes first, with all the needs it serves."""
    found: dict[Spot, list[Sourced]] = {}
    for one in known.sourced:
        if one.need.origin == "obtained":
            found.setdefault(known.spot(one), []).append(one)
    anew = {spot[:2]: known.known[served[0].key] for spot, served in found.items() if spot[2]}
    for spot, served in found.items():
        first = min(served, key=lambda one: (known.known[one.key], one.need.stage != "before-application"))
        seen_anyway = not spot[2] and spot[:2] in anew and anew[spot[:2]] <= known.known[first.key]
        if not seen_anyway and not all(known.met_elsewhere(one) for one in served):
            yield first, served


def _permitted(known: Moments) -> Iterator[tuple[PlannedNeed, Moment]]:
    """What would be asked but may have been said before, with when earlier cases are looked in."""
    found: dict[str, list[Sourced]] = {}
    for one in known.sourced:
        if one.need.permit:
            found.setdefault(one.need.canonical, []).append(one)
    for served in found.values():
        first = min(map(known.looked_up, served))
        yield from ((one.need, first) for one in served)


def questions(
    needs: Iterable[PlannedNeed], acting: Mapping[str, Acting], authorities: Mapping[str, Authority]
) -> tuple[PlannedQuestion, ...]:
    """Each thing asked once, with every procedure that wants it and its article; and each consent to a reading.

    Who agrees that a private partner is told something agrees to what is read for it.
    """
    needs = tuple(needs)
    wanted: dict[str, tuple[Why, list[str]]] = {}
    for need in needs:
        if need.origin == "asked":
            assert need.why is not None
            wanted.setdefault(need.canonical, (need.why, []))[1].append(need.procedure)
    for id_, one in acting.items():
        if why := claim(one.definition, authorities[one.definition.authority]):
            wanted[instance(id_, one.each.variable if one.each else None)] = (why, [id_])
    for reading in readings(needs):
        definition = acting[reading.procedure].definition
        if claim(definition, authorities[definition.authority]) != "consent":
            wanted[reading.key] = ("consent", [reading.procedure])
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
