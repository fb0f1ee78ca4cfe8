"""Permits: only what a person says or an office gives of a subject that outlives a case can be used again."""

from collections.abc import Iterator

from ichido.compiler.checks.names import known
from ichido.language.catalogue import Catalogue
from ichido.language.diagnostic import Diagnostic
from ichido.language.kinds.vocabulary import data_of


def wrong_permit(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """A term that is never used again, or by consent what consent is never enough for (番号法 19条)."""
    vocabularies = {name: document.model for name, document in catalogue.vocabularies.items()}
    for document in catalogue.permits.values():
        for index, term in enumerate(document.model.terms):
            why = _never(catalogue, term)
            if why is None and document.model.by == "consent" and data_of(vocabularies, term) == "specific-personal":
                why = "consent is never enough for specific personal information", "find the law that allows it"
            if why:
                message, help_ = why
                yield Diagnostic("wrong-permit", message, document.place("terms", index), help_)


def unknown_scenario(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """The scenario that another comes after: there is one, and it is not later."""
    titled = {document.id: document.model for document in catalogue.scenarios}
    for document in catalogue.scenarios:
        after = document.model.after
        if after is None:
            continue
        if after in titled and titled[after].today >= document.model.today:
            message = f"that happens on {titled[after].today}, which is not before this"
            place = document.place("after")
            yield Diagnostic("unknown-scenario", message, place, "write a later `today`")
        yield from known(titled, "unknown-scenario", after, document, "after")


def _never(catalogue: Catalogue, written: str) -> tuple[str, str] | None:
    name, _, rest = written.partition(".")
    vocabulary = catalogue.vocabularies[name].model
    if "." in rest:
        return f"`{written}` is of another subject than {name}", "write it as `<vocabulary>.<term>`"
    term = vocabulary.terms[rest]
    if vocabulary.lives == "case":
        return f"a {name} lives only as long as its case: nothing of it is used again", "leave it out"
    if term.is_ or term.at_opening:
        return f"`{written}` is derived", "permit what it is derived from"
    if term.among or term.type in catalogue.vocabularies:
        return f"`{written}` leads to somebody: who it is, is found anew in each case", "leave it out"
    if term.reuse == "never":
        return f"the vocabulary says that `{written}` is never used again", "leave it out, or change its `reuse`"
    return None
