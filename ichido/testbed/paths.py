"""Where the paths that a procedure writes lead, term by term."""

from ichido.compiler.acting import scope_about
from ichido.compiler.scope import Step, steps
from ichido.language.catalogue import Catalogue
from ichido.language.kinds.vocabulary import Term


def followed(catalogue: Catalogue, path: str) -> tuple[Step, ...]:
    """Give every term that a path follows from its root; KeyError for one that leads nowhere."""
    return steps(scope_about(catalogue, path.partition(".")[0]), path)


def entry_of(catalogue: Catalogue, step: Step) -> Term:
    """Give the vocabulary's entry of a term that a path follows."""
    return catalogue.vocabularies[step.vocabulary].model.terms[step.term]
