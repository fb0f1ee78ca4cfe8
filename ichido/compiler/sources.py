"""Where one term will come from: derived, produced, obtained under a grant, or asked and why."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal, NamedTuple

from ichido.compiler.acting import Acting, role
from ichido.compiler.openings import Opening, held
from ichido.compiler.plan import Origin, PlannedNeed, Use, Why
from ichido.compiler.reads import Read, tree_of
from ichido.compiler.scope import Step
from ichido.language.catalogue import Catalogue
from ichido.language.kinds import Permit, Registry
from ichido.language.kinds.jurisdiction import Jurisdiction
from ichido.language.kinds.registry import Channel, Grant, Stage
from ichido.language.kinds.vocabulary import Term
from ichido.rules.depend import paths

Purpose = Literal["applies", "period", "jurisdiction", "right", "act"]
BY_ACT: tuple[Use, ...] = ("payload", "rule", "payment", "link")
"""What an act reads only as its own article lets it; everything else serves the case as a whole."""


class Key(NamedTuple):
    """One use of one path by one procedure; `late`: only after the application."""

    procedure: str
    path: str
    use: Use
    purpose: Purpose
    late: bool


@dataclass(frozen=True)
class Sourced:
    """A need, what it is for, and what must be known before.

    `options` is what a choice on its way is made among; `office`: it finds the office of somebody met on the way.
    """

    need: PlannedNeed
    key: Key
    term: str
    after: tuple[Key, ...]
    options: tuple[Key, ...] = ()
    office: bool = False


class _Found(NamedTuple):
    origin: Origin
    via: str = ""
    grant: str = ""
    stage: Stage | None = None
    channel: Channel | None = None
    under: str = ""
    why: Why | None = None
    permit: str = ""
    producers: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Reading:
    acting: Acting
    path: str
    use: Use
    purpose: Purpose
    late: bool = False
    office: bool = False

    def key(self, path: str, use: Use) -> Key:
        return Key(self.acting.id, path, use, self.purpose, self.late)

    def ends(self) -> tuple[Key, ...]:
        """The key of the term the whole path leads to."""
        walked = self.acting.steps(self.path)
        return (self.key(walked[-1].path, self.use),) if walked else ()


@dataclass(frozen=True)
class Sources:
    """The catalogue and the acting procedures among which a source is sought."""

    catalogue: Catalogue
    acting: Mapping[str, Acting]
    openings: Mapping[str, tuple[Opening, ...]]

    def needs(self, read: Read) -> tuple[Sourced, ...]:
        """What a read asks for: each link on its way, what it is derived from, and the term itself."""
        reading = _Reading(self.acting[read.procedure], read.path, read.use, _purpose(read))
        return tuple(dict.fromkeys(self._needs(reading)))

    @cached_property
    def producers(self) -> Mapping[str, tuple[str, ...]]:
        """By canonical path, the procedures of the plan that yield it; only they may say what the term becomes."""
        found: dict[str, list[str]] = {}
        for id_, one in self.acting.items():
            for path in one.definition.produces:
                found.setdefault(one.canonical(path), []).append(id_)
        return {path: tuple(dict.fromkeys(ids)) for path, ids in found.items()}

    @cached_property
    def acts(self) -> frozenset[str]:
        """The articles of all the acts of the plan."""
        return frozenset(str(one.definition.basis) for one in self.acting.values())

    def _needs(self, reading: _Reading) -> Iterator[Sourced]:
        walked = reading.acting.steps(reading.path)
        on_the_way: Use = "link" if reading.use in BY_ACT else "key"
        for step in walked[:-1]:
            yield from self._need(replace(reading, use=on_the_way, office=False), step, on_the_way)
        if walked:
            yield from self._need(reading, walked[-1], on_the_way)

    def _need(self, reading: _Reading, step: Step, on_the_way: Use) -> Iterator[Sourced]:
        found = self._found(reading.acting, step, reading.use)
        sources = self._sources_of(reading, step, on_the_way)
        if found.origin == "obtained":
            sources += self._office_of(reading, step, found)
        for source in sources:
            yield from self._needs(source)
        canonical = reading.acting.canonical(step.path)
        yield Sourced(
            need=PlannedNeed(
                path=step.path,
                canonical=canonical,
                procedure=reading.acting.id,
                use=reading.use,
                **found._asdict(),
            ),
            key=reading.key(step.path, reading.use),
            term=f"{step.vocabulary}.{step.term}",
            after=(*self._link(reading, step, on_the_way), *(key for source in sources for key in source.ends())),
            options=self._options(reading, step),
            office=reading.office,
        )

    def _sources_of(self, reading: _Reading, step: Step, on_the_way: Use) -> list[_Reading]:
        """What the term is derived from, or chosen among."""
        term = self._term(step)
        read = paths(tree_of(term.is_)) if term.is_ else ()
        derived = (path for path in read if path.partition(".")[0] not in self.catalogue.parameters)
        serving: tuple[tuple[str | None, Use], ...] = (
            (term.at_opening, "key"),
            (term.among, "key"),
            *((path, on_the_way) for path in derived),
        )
        subject = step.path.rpartition(".")[0]
        return [
            replace(reading, path=_rooted(reading.acting, path, step.vocabulary, subject), use=use, office=False)
            for path, use in serving
            if path
        ]

    def _office_of(self, reading: _Reading, step: Step, found: _Found) -> list[_Reading]:
        """Which office holds an entry may be a fact of its own, unless the registry holds that fact too."""
        registry = self.catalogue.registries[found.via].model
        jurisdiction = registry.jurisdiction
        root, _, rest = (jurisdiction.of if jurisdiction else "").partition(".")
        if jurisdiction is None or root != step.vocabulary or self._knows_itself(registry, jurisdiction):
            return []
        subject = step.path.rpartition(".")[0]
        late = reading.late or found.stage == "after-application"
        path = f"{subject}.{rest}"
        return [replace(reading, path=path, use="key", late=late, office=path.count(".") > 1)]

    def _knows_itself(self, registry: Registry, jurisdiction: Jurisdiction) -> bool:
        """A registry that holds what picks its office is asked at the office that introduced the subject."""
        return jurisdiction.as_of is None and jurisdiction.of in registry.holds

    def _link(self, reading: _Reading, step: Step, on_the_way: Use) -> tuple[Key, ...]:
        """What leads to the step's subject: the step before, or the path on which a procedure finds its subjects."""
        acting, before = reading.acting, step.path.rpartition(".")[0]
        if "." in before:
            return (reading.key(before, on_the_way),)
        if acting.each and before in (acting.each.variable, acting.definition.about):
            return _Reading(acting, acting.each.path, "condition", "applies").ends()
        return ()

    def _options(self, reading: _Reading, step: Step) -> tuple[Key, ...]:
        """What the form must show or decide of each option of a choice is looked up before the choice is made."""
        acting, looked_ahead = reading.acting, step.path.rpartition(".")[0]
        if reading.purpose == "applies" and acting.each and looked_ahead == acting.each.variable:
            looked_ahead = acting.each.path
        if "." not in looked_ahead or (reading.purpose != "applies" and reading.use != "payload"):
            return ()
        link = acting.steps(looked_ahead)[-1]
        chosen = replace(reading, use="key") if reading.use == "payload" else reading
        among = self._sources_of(chosen, link, "key") if self._term(link).among else []
        return tuple(key for source in among for key in source.ends())

    def _term(self, step: Step) -> Term:
        return self.catalogue.vocabularies[step.vocabulary].model.terms[step.term]

    def _found(self, acting: Acting, step: Step, use: Use) -> _Found:
        term = self._term(step)
        if term.is_ or term.at_opening:
            return _Found("derived", via=term.is_ or term.at_opening or "")
        producing = self.producers.get(acting.canonical(step.path), ())
        if others := tuple(id_ for id_ in producing if id_ != acting.id):
            return _Found("produced", producers=others)
        name = f"{step.vocabulary}.{step.term}"
        acts = self._acts(acting, use)
        for registry, grant_name, grant, opened, _ in self.openings.get(name, ()):
            if isinstance(grant, Permit):
                if not opened.isdisjoint(acts):
                    return self._asked(name, term, grant)
                continue
            stage: Stage = "before-application" if "before-application" in grant.stage else "after-application"
            if stage in grant.stage and not opened.isdisjoint(acts) and self._serves(acting, grant, step):
                return _Found("obtained", registry, grant_name, stage, grant.channel, str(grant.under))
        return self._asked(name, term, None)

    def _asked(self, name: str, term: Term, permit: Permit | None) -> _Found:
        """What no registry gives is asked, unless it was said before and a permit lets it be used again."""
        why = self._why(name, term.among is not None)
        if permit is None:
            return _Found("asked", why=why)
        return _Found("asked", why=why, permit=permit.permit, under=str(permit.under))

    def _serves(self, acting: Acting, grant: Grant, step: Step) -> bool:
        """Self-information is what a registry holds of the applicant, or of what is theirs (個人情報保護法 69条)."""
        if grant.channel != "self-information":
            return True
        root, *links = acting.canonical(step.path).split(".")[:-1]
        person, _ = role(self.catalogue, "applicant")
        return root == "applicant" and (not links or (len(links) == 1 and step.vocabulary != person))

    def _acts(self, acting: Acting, use: Use) -> Collection[str]:
        """A condition of the life event, and what finds options and offices, serve every act of it."""
        return self.acts if use in ("condition", "key", "right") else (str(acting.definition.basis),)

    def _why(self, term: str, chosen: bool) -> Why:
        if chosen:
            return "choice"
        return "not-granted" if term in held(self.catalogue) else "no-source"


def _purpose(read: Read) -> Purpose:
    if read.use == "jurisdiction":
        return "jurisdiction"
    if read.use == "right":
        return "right"
    if read.use == "condition":
        return "applies" if read.decides else "period"
    return "act"


def _rooted(acting: Acting, dependency: str, vocabulary: str, subject: str) -> str:
    """A dependency that starts at the term's own vocabulary starts at the subject that has the term."""
    root, dot, rest = dependency.partition(".")
    return f"{subject}{dot}{rest}" if root == vocabulary and acting.scope.root(root) is None else dependency
