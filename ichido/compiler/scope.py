"""What a name means where an expression or a path stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from ichido.language.kinds.parameters import Parameters
from ichido.language.kinds.vocabulary import Term, Vocabulary
from ichido.language.once import once
from ichido.rules.types import Type, TypeName


@dataclass(frozen=True)
class Scope:
    """The roots in reach and the vocabularies through which dots are followed; `memo` is for `once`."""

    vocabularies: Mapping[str, Vocabulary]
    parameters: Mapping[str, Parameters]
    names: Mapping[str, Type] = field(default_factory=dict)
    memo: dict[Any, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def bind(self, **names: Type) -> "Scope":
        """This scope with more roots."""
        return Scope(self.vocabularies, self.parameters, {**self.names, **names})

    def root(self, name: str) -> Type | None:
        """The type of a root: a subject, the day `on`, or a set of parameters."""
        if name in self.names:
            return self.names[name]
        return Type("parameters", vocabulary=name) if name in self.parameters else None

    def roots(self) -> tuple[str, ...]:
        """Every root, for suggestions."""
        return (*self.names, *self.parameters)

    def member(self, vocabulary: str, term: str) -> Type | None:
        """The type of a term."""
        known = self.vocabularies.get(vocabulary)
        entry = known.terms.get(term) if known else None
        return self.type_of(entry) if entry else None

    def members(self, vocabulary: str) -> tuple[str, ...]:
        """The terms of a vocabulary, or the names of a parameter set, for suggestions."""
        if vocabulary in self.vocabularies:
            return tuple(self.vocabularies[vocabulary].terms)
        return tuple(self.parameters[vocabulary].values) if vocabulary in self.parameters else ()

    def parameter(self, set_: str, name: str) -> Type | None:
        """The type of a dated parameter."""
        found = self.parameters.get(set_)
        entry = found.values.get(name) if found else None
        return Type(cast(TypeName, entry.type)) if entry else None

    def type_of(self, term: Term) -> Type:
        """A term's type; a type that names a vocabulary is a link."""
        if term.type in self.vocabularies:
            return Type("subject", vocabulary=term.type, many=term.many, optional=term.optional)
        fields = tuple(
            (name, Type(cast(TypeName, field.type), optional=field.optional)) for name, field in term.fields.items()
        )
        return Type(
            cast(TypeName, term.type), many=term.many, optional=term.optional, fields=fields, partial=term.partial
        )


@dataclass(frozen=True)
class Step:
    """One dot of a path: the term followed, on which vocabulary, and the path up to and with it."""

    path: str
    vocabulary: str
    term: str
    type: Type


@once
def steps(scope: Scope, path: str) -> tuple[Step, ...]:
    """Every term a path follows, in order; a component of a value ends it. KeyError names an unknown part."""
    root, *rest = path.split(".")
    current = scope.root(root)
    if current is None:
        raise KeyError(root)
    found: list[Step] = []
    so_far = root
    for part in rest:
        so_far = f"{so_far}.{part}"
        if current.name != "subject" or current.vocabulary is None:
            if part not in current.members:
                raise KeyError(part)
            break
        following = scope.member(current.vocabulary, part)
        if following is None:
            raise KeyError(part)
        found.append(Step(so_far, current.vocabulary, part, following))
        current = following
    return tuple(found)
