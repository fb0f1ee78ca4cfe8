"""The vocabulary entry that a path of a plan ends in."""

from ichido.compiler.plan import Plan
from ichido.language.kinds.vocabulary import Term


def entry(plan: Plan, path: str) -> Term | None:
    """Follow a path such as `move.movers.name` from a root, or from a vocabulary as in `person.name`."""
    vocabulary, _, name = (term_of(plan, path) or "").partition(".")
    return plan.vocabularies[vocabulary].terms[name] if name else None


def term_of(plan: Plan, path: str) -> str | None:
    """The term that a path ends in, as `vocabulary.term`."""
    root, *names = path.partition("(")[0].split(".")
    kind = plan.roots.get(root, root)
    found: str | None = None
    for name in names:
        vocabulary = plan.vocabularies.get(kind)
        term = vocabulary.terms.get(name) if vocabulary else None
        if term is None:
            return None
        found, kind = f"{kind}.{name}", term.type
    return found
