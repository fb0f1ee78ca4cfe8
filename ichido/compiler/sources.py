"""Where one term will come from: derived, produced, obtained under a grant, or asked and why."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from ichido.compiler.acting import Acting
from ichido.compiler.plan import Origin, PlannedNeed, Use, Why
from ichido.compiler.reads import Read, tree_of
from ichido.compiler.scope import Step
from ichido.language.catalogue import Catalogue
from ichido.language.kinds.registry import Channel, Grant, Stage
from ichido.rules.depend import paths


class _Found(NamedTuple):
    origin: Origin
    via: str = ""
    grant: str = ""
    stage: Stage | None = None
    channel: Channel | None = None
    under: str = ""
    why: Why | None = None


@dataclass(frozen=True)
class Sources:
    """The catalogue and the acting procedures among which a source is sought."""

    catalogue: Catalogue
    acting: Mapping[str, Acting]

    def needs(self, read: Read) -> tuple[PlannedNeed, ...]:
        """What a read asks for: each link on its way, what it is derived from, and the term itself."""
        return tuple(dict.fromkeys(self._needs(read)))

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

    def _needs(self, read: Read) -> Iterator[PlannedNeed]:
        acting = self.acting[read.procedure]
        walked = acting.steps(read.path)
        for step in walked:
            use: Use = read.use if step is walked[-1] else "key"
            yield from self._need(acting, step, use)

    def _need(self, acting: Acting, step: Step, use: Use) -> Iterator[PlannedNeed]:
        term = self.catalogue.vocabularies[step.vocabulary].model.terms[step.term]
        subject = step.path.rpartition(".")[0]
        for dependency in (term.at_opening, term.among, *(paths(tree_of(term.is_)) if term.is_ else ())):
            if dependency:
                rooted = _rooted(acting, dependency, step.vocabulary, subject)
                yield from self._needs(Read(acting.id, rooted, "key"))
        need = PlannedNeed(
            path=step.path,
            canonical=acting.canonical(step.path),
            procedure=acting.id,
            use=use,
            **self._found(acting, step, use)._asdict(),
        )
        if need.origin == "obtained":
            yield from self._jurisdiction(acting, step, need)
        yield need

    def _jurisdiction(self, acting: Acting, step: Step, need: PlannedNeed) -> Iterator[PlannedNeed]:
        """Which office holds an entry may be a fact of its own, unless the registry holds that fact too."""
        registry = self.catalogue.registries[need.via].model
        root, _, rest = registry.jurisdiction.partition(".")
        if root == step.vocabulary and registry.jurisdiction not in registry.holds:
            path = f"{step.path.rpartition('.')[0]}.{rest}"
            yield from self._needs(Read(acting.id, path, "key"))

    def _found(self, acting: Acting, step: Step, use: Use) -> "_Found":
        term = self.catalogue.vocabularies[step.vocabulary].model.terms[step.term]
        if term.is_ or term.at_opening:
            return _Found("derived", via=term.is_ or term.at_opening or "")
        producer = self.producer(acting.id, acting.canonical(step.path))
        if producer:
            return _Found("produced", via=producer)
        name = f"{step.vocabulary}.{step.term}"
        acts = self._acts(acting, use)
        for registry, grant_name, grant in self.grants(name, acts):
            stage: Stage = "before-application" if "before-application" in grant.stage else "after-application"
            if stage in grant.stage and (stage == "before-application" or use != "condition"):
                return _Found("obtained", registry, grant_name, stage, grant.channel, str(grant.under))
        return _Found("asked", why=self._why(name, term.among is not None, acts))

    def _acts(self, acting: Acting, use: Use) -> tuple[str, ...]:
        """A condition of the life event, and the links to it, serve every act of it."""
        if use in ("condition", "key"):
            return tuple(str(other.definition.basis) for other in self.acting.values())
        return (str(acting.definition.basis),)

    def _why(self, term: str, chosen: bool, acts: tuple[str, ...]) -> Why:
        if chosen:
            return "choice"
        if not any(term in registry.model.holds for registry in self.catalogue.registries.values()):
            return "no-source"
        return "before-application" if self.grants(term, acts) else "not-granted"


def _rooted(acting: Acting, dependency: str, vocabulary: str, subject: str) -> str:
    """A dependency that starts at the term's own vocabulary starts at the subject that has the term."""
    root, dot, rest = dependency.partition(".")
    return f"{subject}{dot}{rest}" if root == vocabulary and acting.scope.root(root) is None else dependency
