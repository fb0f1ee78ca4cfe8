"""`as_of` looks into the past, and can do so only where a registry says since when its entries are so."""

from collections.abc import Iterator

from ichido.compiler.checks.expressions import Written, written
from ichido.compiler.checks.places import text_place
from ichido.compiler.scope import Scope, Step, steps
from ichido.language.catalogue import Catalogue
from ichido.language.diagnostic import Diagnostic
from ichido.language.source import Place
from ichido.rules.parse import parse, parse_each
from ichido.rules.tree import Call, Each, Path, Tree, walk


def undated_term(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """A term wanted as of a day though no registry that holds it says since when: what it was is never known."""
    for at in written(catalogue):
        for path in _past(at):
            place = text_place(at.document, *at.location)
            exact = place.shift(path.offset, path.length) if place else at.document.place(*at.location)
            yield from _undated(catalogue, at.scope, path.dotted, exact)
        if at.location[0] == "needs" and at.location[-1] == "as_of":
            need = str(at.location[1])
            yield from _undated(catalogue, at.scope, need, at.document.place("needs", need, key=True))


def _undated(catalogue: Catalogue, scope: Scope, path: str, place: Place) -> Iterator[Diagnostic]:
    for step in _steps(scope, path):
        name = f"{step.vocabulary}.{step.term}"
        holders = {r.id: r.model.holds[name] for r in catalogue.registries.values() if name in r.model.holds}
        derived = catalogue.vocabularies[step.vocabulary].model.terms[step.term].is_
        if derived or any(held.as_of for held in holders.values()):
            continue
        message = f"nobody says since when `{name}` is so, so what it was on a day is never known"
        help_ = "a registry that holds it says `as_of:` and where in its answer that day stands"
        yield Diagnostic("undated-term", message, place, help_)
        return


def _past(at: Written) -> Iterator[Path]:
    tree = parse_each(at.text, None) if at.each else parse(at.text, None)
    whole: Tree | None = tree.condition if isinstance(tree, Each) else None if isinstance(tree, tuple) else tree
    for node in walk(whole) if whole else ():
        if isinstance(node, Call) and node.function.text == "as_of" and isinstance(node.arguments[0], Path):
            yield node.arguments[0]


def _steps(scope: Scope, path: str) -> tuple[Step, ...]:
    """The terms a path follows; a path that begins with the variable of a loop is left to the run."""
    return steps(scope, path) if scope.root(path.partition(".")[0]) else ()
