"""Where one term will come from: derived, produced, obtained under a grant, or asked and why."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from ichido.compiler.acting import Acting
from ichido.compiler.plan import Origin, PlannedNeed, Use, Why
from ichido.compiler.reads import Read, tree_of
from ichido.compiler.scope import Step
from ichido.language.catalogue import Catalogue
from ichido.language.kinds import Registry
from ichido.language.kinds.jurisdiction import Jurisdiction
from ichido.language.kinds.registry import Channel, Grant, Stage
from ichido.language.kinds.vocabulary import Term
from ichido.rules.depend import paths

Purpose = Literal["applies", "period", "jurisdiction", "act"]
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

    def needs(self, read: Read) -> tuple[Sourced, ...]:
        """What a read asks for: each link on its way, what it is derived from, and the term itself."""
        reading = _Reading(self.acting[read.procedure], read.path, read.use, _purpose(read))
        return tuple(dict.fromkeys(self._needs(reading)))

    def producer(self, procedure: str, canonical: str) -> str | None:
        """The other procedure of the plan that yields this path; only it may say what the term becomes."""
        for id_, other in self.acting.items():
            if id_ != procedure and any(other.canonical(path) == canonical for path in other.definition.produces):
                return id_
        return None

    def grants(self, term: str, acts: tuple[str, ...]) -> tuple[tuple[str, str, Grant], ...]:
        """The grants that open a term to an act, those open before application first."""
        found = [
            (registry_id, name, grant)
            for registry_id, registry in self.catalogue.registries.items()
            if term in registry.model.holds
            for name, grant in registry.model.gives.items()
            if (grant.terms is None or term in grant.terms) and any(str(act) in acts for act in grant.for_)
        ]
        return tuple(sorted(found, key=lambda g: ("before-application" not in g[2].stage, g[0], g[1])))

    def _needs(self, reading: _Reading) -> Iterator[Sourced]:
        walked = reading.acting.steps(reading.path)
        on_the_way: Use = "link" if reading.use in BY_ACT else "key"
        for step in walked:
            last = step is walked[-1]
            use = reading.use if last else on_the_way
            yield from self._need(replace(reading, use=use, office=reading.office and last), step, on_the_way)

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
        derived = paths(tree_of(term.is_)) if term.is_ else ()
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
        acting, before = reading.acting, step.path.rpartition(".")[0]
        looked_ahead = before if reading.use == "payload" else ""
        if reading.purpose == "applies" and acting.each and before == acting.each.variable:
            looked_ahead = acting.each.path
        if "." not in looked_ahead:
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
        producer = self.producer(acting.id, acting.canonical(step.path))
        if producer:
            return _Found("produced", via=producer)
        name = f"{step.vocabulary}.{step.term}"
        for registry, grant_name, grant in self.grants(name, self._acts(acting, use)):
            stage: Stage = "before-application" if "before-application" in grant.stage else "after-application"
            if stage in grant.stage:
                return _Found("obtained", registry, grant_name, stage, grant.channel, str(grant.under))
        return _Found("asked", why=self._why(name, term.among is not None))

    def _acts(self, acting: Acting, use: Use) -> tuple[str, ...]:
        """A condition of the life event, and what finds options and offices, serve every act of it."""
        if use in ("condition", "key"):
            return tuple(str(other.definition.basis) for other in self.acting.values())
        return (str(acting.definition.basis),)

    def _why(self, term: str, chosen: bool) -> Why:
        if chosen:
            return "choice"
        held = any(term in registry.model.holds for registry in self.catalogue.registries.values())
        return "not-granted" if held else "no-source"


def _purpose(read: Read) -> Purpose:
    if read.use == "jurisdiction":
        return "jurisdiction"
    if read.use == "condition":
        return "applies" if read.decides else "period"
    return "act"


def _rooted(acting: Acting, dependency: str, vocabulary: str, subject: str) -> str:
    """A dependency that starts at the term's own vocabulary starts at the subject that has the term."""
    root, dot, rest = dependency.partition(".")
    return f"{subject}{dot}{rest}" if root == vocabulary and acting.scope.root(root) is None else dependency
