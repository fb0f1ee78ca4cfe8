"""Of a catalogue, only what one life event uses: so a plan is small and changes only when it must."""

from collections.abc import Collection, Iterable, Mapping
from typing import TypeVar

from ichido.compiler.acting import Acting
from ichido.compiler.costs import COSTS
from ichido.compiler.openings import Opening
from ichido.compiler.plan import PlannedNeed
from ichido.compiler.reads import expressions, tree_of
from ichido.language.catalogue import Catalogue
from ichido.language.kinds import Authority, Parameters, Permit, Registry, Vocabulary
from ichido.language.kinds.authority import Reach
from ichido.language.kinds.definition import Definition
from ichido.language.kinds.laws import Law
from ichido.language.kinds.permit import EARLIER
from ichido.language.kinds.registry import Grant
from ichido.language.kinds.vocabulary import NOT_NAMED
from ichido.language.once import once
from ichido.language.scalars import Citation
from ichido.rules.depend import paths

D = TypeVar("D", bound=Definition)


def vocabularies(
    catalogue: Catalogue, acting: Mapping[str, Acting], needs: Iterable[PlannedNeed]
) -> dict[str, Vocabulary]:
    """The vocabularies with only the terms that are followed or produced."""
    followed = [(acting[need.procedure], need.path) for need in needs]
    followed += [(one, path) for one in acting.values() for path in one.definition.produces]
    used: dict[str, set[str]] = {}
    for one, path in followed:
        for step in one.steps(path):
            used.setdefault(step.vocabulary, set()).add(step.term)
    return {name: _only(unlocked(catalogue.vocabularies[name].model), terms) for name, terms in sorted(used.items())}


def registries(
    catalogue: Catalogue,
    opened: Mapping[str, tuple[Opening, ...]],
    acting: Mapping[str, Acting],
    needs: Iterable[PlannedNeed],
) -> dict[str, Registry]:
    """The registries that are asked, with what of them and of their grants serves these procedures."""
    followed = [step for need in needs for step in acting[need.procedure].steps(need.path)]
    terms = {f"{step.vocabulary}.{step.term}" for step in followed}
    acts = {str(one.definition.basis): one.definition.basis for one in acting.values()}
    used = {need.via for need in needs if need.origin == "obtained"}
    # Who is named among the sources of a term is asked when the one before it has nothing.
    used |= {o.registry for term in terms for o in opened.get(term, ()) if o.turn < NOT_NAMED and _to_any(o, acts)}
    serving = sorted(used - {EARLIER})
    found = {name: _serving(unlocked(catalogue.registries[name].model), opened, terms, acts) for name in serving}
    return {name: _with_route(catalogue, registry) for name, registry in found.items()}


def permits(
    opened: Mapping[str, tuple[Opening, ...]], acting: Mapping[str, Acting], needs: Iterable[PlannedNeed]
) -> dict[str, Permit]:
    """The permits under which what would be asked may be known already, with what of them serves these procedures."""
    acts = {str(one.definition.basis): one.definition.basis for one in acting.values()}
    steps = (acting[need.procedure].steps(need.path)[-1] for need in needs if need.permit)
    terms = {f"{step.vocabulary}.{step.term}" for step in steps}
    found: dict[str, Permit] = {}
    for opening in (opening for term in sorted(terms) for opening in opened[term]):
        to = sorted(opening.acts & acts.keys())
        if isinstance(opening.grant, Permit) and to:
            used = tuple(sorted(terms & set(opening.grant.terms)))
            serving = {"to": tuple(acts[act] for act in to), "terms": used}
            found[opening.name] = unlocked(opening.grant).model_copy(update=serving)
    return dict(sorted(found.items()))


def authorities(catalogue: Catalogue, acting: Mapping[str, Acting], registries: Iterable[str]) -> dict[str, Authority]:
    """Who decides and who holds registries, without how they are reached: that is read at run time."""
    names = {one.definition.authority for one in acting.values()}
    names |= {catalogue.registries[name].model.holder for name in registries}
    return {name: _unreached(catalogue, name) for name in sorted(names)}


def laws(
    catalogue: Catalogue,
    acting: Mapping[str, Acting],
    needs: Iterable[PlannedNeed],
    registries: Mapping[str, Registry],
) -> dict[str, Law]:
    """The laws these procedures and grants cite, and those by which entries of the registries are put right."""
    cited = {one.definition.basis.law for one in acting.values()}
    cited |= {deemed.under.law for one in acting.values() for deemed in one.definition.deems.values()}
    cited |= {right.under.law for one in acting.values() for right in one.definition.may_act.values()}
    cited |= {need.under.rpartition(" ")[0] for need in needs if need.under}
    routes = (route for registry in registries.values() if (route := registry.correct))
    cited |= {law.law for route in routes for law in (route.under, route.then_tell) if law}
    return {name: catalogue.laws[name] for name in sorted(cited & catalogue.laws.keys())}


def parameters(
    catalogue: Catalogue, acting: Mapping[str, Acting], needs: Iterable[PlannedNeed]
) -> dict[str, Parameters]:
    """The parameter sets that an expression reads, one of a derived term too, and what a question or a visit costs."""
    trees = [tree for one in acting.values() for tree in expressions(one)]
    trees += [tree_of(need.via) for need in needs if need.origin == "derived"]
    roots = {path.partition(".")[0] for tree in trees for path in paths(tree)} | {COSTS}
    return {name: unlocked(catalogue.parameters[name].model) for name in sorted(roots & set(catalogue.parameters))}


def unlocked(definition: D) -> D:
    """The definition without its locks, which say only what may be laid over it."""
    return definition.model_copy(update={"locked": ()}) if definition.locked else definition


@once
def _unreached(catalogue: Catalogue, name: str) -> Authority:
    return unlocked(catalogue.authorities[name].model).model_copy(update={"reach": Reach()})


def _with_route(catalogue: Catalogue, registry: Registry) -> Registry:
    """With the way of the country's law, where the register has none of its own by which an entry is put right."""
    usual = next((file.model.correct for file in catalogue.law_files if file.model.correct), None)
    return registry if registry.correct else registry.model_copy(update={"correct": usual})


def _to_any(opening: Opening, acts: Collection[str]) -> bool:
    return not opening.acts.isdisjoint(acts)


def _only(vocabulary: Vocabulary, terms: Iterable[str]) -> Vocabulary:
    return vocabulary.model_copy(update={"terms": {term: vocabulary.terms[term] for term in sorted(terms)}})


def _serving(
    registry: Registry, opened: Mapping[str, tuple[Opening, ...]], terms: Collection[str], acts: Mapping[str, Citation]
) -> Registry:
    holds = {term: held for term, held in registry.holds.items() if term in terms}
    found = {o.name: o for term in holds for o in opened.get(term, ()) if o.registry == registry.registry}
    # A grant may be for hundreds of acts and a plan has few, so it is the plan's that are gone through.
    serving = {name: [acts[act] for act in sorted(acts) if act in opening.acts] for name, opening in found.items()}
    gives = {name: _to(registry.gives[name], holds, to) for name, to in sorted(serving.items()) if to}
    return registry.model_copy(update={"holds": holds, "gives": gives, "reach": Reach()})


def _to(grant: Grant, holds: Collection[str], acts: Iterable[Citation]) -> Grant:
    """A grant with only the terms and acts of the plan: what else it opens is no business of its cases."""
    terms = None if grant.terms is None else tuple(term for term in grant.terms if term in holds)
    return grant.model_copy(update={"for_": tuple(acts), "terms": terms})
