"""Each procedure in its place in a life event: its scope, for whom it runs, and when."""

from collections.abc import Mapping
from dataclasses import dataclass

from ichido.compiler.plan import Each
from ichido.compiler.scope import Scope, Step, steps
from ichido.language.catalogue import Catalogue
from ichido.language.kinds import LifeEvent, Procedure, Vocabulary
from ichido.language.kinds.life_event import Member
from ichido.language.kinds.right import ACTOR
from ichido.language.once import once
from ichido.rules.parse import parse_each
from ichido.rules.tree import Each as EachTree
from ichido.rules.types import Type


@dataclass(frozen=True)
class Acting:
    """A procedure as one life event runs it."""

    definition: Procedure
    scope: Scope
    when: str | None
    each: Each | None

    @property
    def id(self) -> str:
        """The procedure's id."""
        return self.definition.procedure

    def canonical(self, path: str) -> str:
        """The path with the procedure's own variable replaced by the path its subjects are on."""
        if self.each is None:
            return path
        root, dot, rest = path.partition(".")
        return f"{self.each.path}{dot}{rest}" if root == self.each.variable else path

    def steps(self, path: str) -> tuple[Step, ...]:
        """The terms a path follows from this procedure's roots."""
        return steps(self.scope, path)


def acting(catalogue: Catalogue, event: LifeEvent) -> dict[str, Acting]:
    """The procedures of a life event by id."""
    found = {}
    for id_, member in event.procedures.items():
        definition = catalogue.procedures[id_].model
        each = _each(member)
        scope = scope_about(catalogue, event.about)
        if each:
            variable = Type("subject", vocabulary=role(catalogue, definition.about)[0])
            scope = scope.bind(**{each.variable: variable, definition.about: variable})
        if definition.may_act:
            scope = with_actor(catalogue, scope)
        found[id_] = Acting(definition, scope, member.when, each)
    return found


def event_of(catalogue: Catalogue, id_: str) -> LifeEvent:
    """A life event by its id; a single procedure is a life event of one. KeyError for an unknown id."""
    if id_ in catalogue.life_events:
        return catalogue.life_events[id_].model
    definition = catalogue.procedures[id_].model
    among = role(catalogue, definition.about)[1]
    member = Member.model_validate({"for": f"{definition.about} in {among}"} if among else {})
    about = "applicant" if among else definition.about
    return LifeEvent(life_event=id_, title=definition.title, about=about, procedures={id_: member})


@once
def role(catalogue: Catalogue, name: str) -> tuple[str, str | None]:
    """The vocabulary of a role, and the path among whose subjects it is chosen."""
    for vocabulary, document in catalogue.vocabularies.items():
        if name in document.model.roles:
            return vocabulary, document.model.roles[name].among
    return name, None


@once
def scope_about(catalogue: Catalogue, about: str) -> Scope:
    """What stands in scope of a procedure or life event about a subject: rule 2 of the language."""
    vocabularies: Mapping[str, Vocabulary] = {n: d.model for n, d in catalogue.vocabularies.items()}
    parameters = {name: document.model for name, document in catalogue.parameters.items()}
    names = {
        "on": Type("date"),
        "applicant": Type("subject", vocabulary=role(catalogue, "applicant")[0]),
        about: Type("subject", vocabulary=role(catalogue, about)[0]),
    }
    return Scope(vocabularies, parameters, names)


def with_actor(catalogue: Catalogue, scope: Scope) -> Scope:
    """A scope in which who acts has a name."""
    return scope.bind(**{ACTOR: Type("subject", vocabulary=role(catalogue, "applicant")[0])})


def _each(member: Member) -> Each | None:
    if member.for_ is None:
        return None
    tree = parse_each(member.for_, None)
    assert isinstance(tree, EachTree), "checked before it is compiled"
    _, _, condition = member.for_.partition(" if ")
    return Each(variable=tree.variable.text, path=tree.path.dotted, condition=condition if tree.condition else "")
