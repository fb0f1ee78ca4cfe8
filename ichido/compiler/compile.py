"""Compile a life event, or one procedure as a life event of one, into a plan."""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import date

from ichido.compiler import used
from ichido.compiler.acting import Acting, acting, event_of
from ichido.compiler.counting import counting
from ichido.compiler.foretell import lookups, questions
from ichido.compiler.moments import moments
from ichido.compiler.openings import Opening, openings_of
from ichido.compiler.order import waits, waves
from ichido.compiler.plan import Plan, PlannedProcedure
from ichido.compiler.reads import reads
from ichido.compiler.sources import Sources
from ichido.language.catalogue import Catalogue
from ichido.language.kinds.procedure import GENERAL, OUTCOMES
from ichido.language.once import once
from ichido.language.versions import period_of


def compilable(catalogue: Catalogue) -> tuple[str, ...]:
    """The ids that `compile_plan` takes: life events first, then procedures."""
    return (*catalogue.life_events, *catalogue.procedures)


class NotInForce(ValueError):
    """There is no version for the day, or there are several and nobody said which day."""


def compile_plan(catalogue: Catalogue, id_: str, on: date | None = None) -> Plan:
    """The plan of a life event or procedure of a catalogue without problems; KeyError for an unknown id.

    `on`, the day of arrival, picks the version of every definition; only where nothing is dated may it be left out.
    NotInForce when there is nothing to pick.
    """
    catalogue = _of_the_day(catalogue, id_, on)
    return _compiled(catalogue, openings_of(catalogue), id_)


def compile_all(catalogue: Catalogue) -> Iterator[Plan]:
    """The plans of all the life events and procedures of a catalogue of one day."""
    opened = openings_of(catalogue)
    return (_compiled(catalogue, opened, id_) for id_ in compilable(catalogue))


def _compiled(catalogue: Catalogue, opened: Mapping[str, tuple[Opening, ...]], id_: str) -> Plan:
    event = event_of(catalogue, id_)
    parts = acting(catalogue, event)
    sources = Sources(catalogue, parts, opened)
    sourced = {one.key: one for part in parts.values() for read in reads(part) for one in sources.needs(read)}
    needs = tuple(dict.fromkeys(one.need for one in sourced.values()))
    # What shows by what right somebody acts is looked up only when somebody does, and is asked of nobody.
    own = tuple(one for one in sourced.values() if one.key.purpose != "right")
    after = dict.fromkeys(parts, ()) | waits(needs, {id_: part.each.path for id_, part in parts.items() if part.each})
    submissions = waves(after)
    registries = used.registries(catalogue, opened, parts, needs)
    authorities = used.authorities(catalogue, parts, registries)
    return Plan(
        life_event=event.life_event,
        title=event.title,
        about=event.about,
        roots=_roots(parts),
        country=catalogue.country,
        counting=counting(catalogue),
        laws=used.laws(catalogue, parts, needs, registries),
        vocabularies=used.vocabularies(catalogue, parts, needs),
        registries=registries,
        authorities=authorities,
        calendars={a.calendar: used.unlocked(catalogue.calendars[a.calendar].model) for a in authorities.values()},
        parameters=used.parameters(catalogue, parts, needs),
        permits=used.permits(opened, parts, needs),
        procedures={name: _planned(catalogue, part, after[name]) for name, part in sorted(parts.items())},
        needs=needs,
        lookups=lookups(moments(own, submissions, after), submissions),
        questions=questions(dict.fromkeys(one.need for one in own), parts, authorities),
        submissions=submissions,
        letters=_letters(catalogue),
        targets=event.targets,
        alike={one: other for file in catalogue.law_files for one, other in file.model.alike.items()},
    )


def _of_the_day(catalogue: Catalogue, id_: str, on: date | None) -> Catalogue:
    if not catalogue.dated:
        return catalogue
    if on is None:
        raise NotInForce("definitions here are in force at different times: say on which day")
    day = catalogue.on(on)
    versions = catalogue.versions("life_event", id_) or catalogue.versions("procedure", id_)
    if versions and id_ not in compilable(day):
        periods = " and ".join(str(period_of(version.model)) for version in versions)
        raise NotInForce(f"`{id_}` is not in force on {on}: it is {periods}")
    return day


def notice_hash(text: str) -> str:
    """The name under which a notice's text is stored once and pinned by a plan."""
    return hashlib.sha256(text.encode()).hexdigest()


def _roots(parts: Mapping[str, Acting]) -> dict[str, str]:
    named = {name: kind.vocabulary for part in parts.values() for name, kind in part.scope.names.items()}
    return {name: vocabulary for name, vocabulary in sorted(named.items()) if vocabulary is not None}


@once
def _pinned(catalogue: Catalogue) -> dict[str, str]:
    """The hash of each letter, by its name."""
    return {name: notice_hash(notice.text) for name, notice in catalogue.notices.items()}


@once
def _letters(catalogue: Catalogue) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for key, hash_ in _pinned(catalogue).items():
        kind, _, language = key.partition(".")
        if kind in GENERAL and "." not in language:
            found.setdefault(kind, {})[language] = hash_
    return found


def _planned(catalogue: Catalogue, part: Acting, after: tuple[str, ...]) -> PlannedProcedure:
    definition = used.unlocked(part.definition).model_copy(update={"budget": None})
    pinned = _pinned(catalogue)
    notices: dict[str, dict[str, str]] = {}
    for outcome in OUTCOMES[definition.kind]:
        for language in sorted(definition.title):
            # Its own letter, or else the one for its kind of act.
            names = (f"{part.id}.{outcome}.{language}", f"{definition.kind}.{outcome}.{language}")
            found = next((pinned[name] for name in names if name in pinned), None)
            if found:
                notices.setdefault(outcome, {})[language] = found
    return PlannedProcedure(definition=definition, when=part.when, each=part.each, after=after, notices=notices)
