"""Finds the types of names and paths, and reports those that lead nowhere."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeAlias

from ichido.language.diagnostic import Diagnostic, did_you_mean
from ichido.language.source import Place
from ichido.rules.tree import Name, Path, Tree
from ichido.rules.types import Scope, Type

Guards: TypeAlias = frozenset[str]
"""Dotted paths that are surely not none at this point."""
NO_GUARDS: Guards = frozenset()


class Names:
    """Gathers problems while names are looked up; None as a type means that it has been reported."""

    def __init__(self, place: Place | None) -> None:
        self.place = place
        self.problems: list[Diagnostic] = []

    def report(self, node: Tree | Name, code: str, message: str, help: str = "") -> None:
        exact = None if self.place is None else self.place.shift(node.offset, node.length)
        self.problems.append(Diagnostic(code, message, exact, help))

    def wrong(self, node: Tree | Name, message: str, help: str = "") -> None:
        self.report(node, "wrong-type", message, help)

    def unchecked(self, node: Tree) -> None:
        shown = f"`{node.dotted}`" if isinstance(node, Path) else "this"
        help = "ask first: `has(x) and …`, or `… if has(x) else …`; through a list, in the `if` of a loop"
        self.report(node, "unchecked-optional", f"{shown} can be none", help)

    def path(self, node: Path, scope: Scope, guards: Guards, asking: bool = False) -> Type | None:
        first = node.names[0]
        found = scope.root(first.text)
        if found is None:
            self.report(first, "unknown-name", f"`{first.text}` is not known here", self.suggest(first, scope))
            return None
        many, dotted = found.many, first.text
        for name in node.names[1:]:
            if found.optional and not found.many and dotted not in guards and not asking:
                self.unchecked(replace(node, names=node.names[: dotted.count(".") + 1], length=_reach(node, dotted)))
            found = self.step(found, name, scope)
            if found is None:
                return None
            many, dotted = many or found.many, f"{dotted}.{name.text}"
        optional = found.optional and not found.many and dotted not in guards
        return replace(found, many=many, optional=optional)

    def suggest(self, name: Name, scope: Scope) -> str:
        return did_you_mean(name.text, scope.roots()) or f"known are {listed(scope.roots())}"

    def step(self, owner: Type, name: Name, scope: Scope) -> Type | None:
        if owner.name == "subject":
            found = scope.member(owner.vocabulary or "", name.text)
            known = scope.members(owner.vocabulary or "")
        elif owner.name == "parameters":
            found = scope.parameter(owner.vocabulary or "", name.text)
            known = scope.members(owner.vocabulary or "")
        elif owner.members:
            found, known = owner.members.get(name.text), tuple(owner.members)
        else:
            self.wrong(name, f"a {owner.one} has no terms", "end the path before this dot")
            return None
        if found is None:
            message = f"`{name.text}` is not a term of {owner.vocabulary or owner.name}"
            help = did_you_mean(name.text, known) or (f"known are {listed(known)}" if known else "")
            self.report(name, "unknown-term", message, help)
        return found


def _reach(node: Path, dotted: str) -> int:
    last = node.names[dotted.count(".")]
    return last.offset + last.length - node.offset


def listed(names: tuple[str, ...]) -> str:
    """The first few names, for a message."""
    return ", ".join(f"`{name}`" for name in names[:8]) + (" …" if len(names) > 8 else "")
