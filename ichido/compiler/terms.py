"""The vocabulary entry that a path of a plan ends in."""

from ichido.compiler.plan import Plan
from ichido.language.kinds.vocabulary import Term


def entry(plan: Plan, path: str) -> Term | None:
    """Follow a path such as `move.movers.name` from a root, or from a vocabulary as in `person.name`."""
    root, *names = path.partition("(")[0].split(".")
    kind = plan.roots.get(root, root)
    found: Term | None = None
    for name in names:
        vocabulary = plan.vocabularies.get(kind)
        found = vocabulary.terms.get(name) if vocabulary else None
        if found is None:
            return None
        kind = found.type
    return found
