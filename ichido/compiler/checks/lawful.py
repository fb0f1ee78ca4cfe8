"""What rests on law is written as the law writes it: ids of laws, acts that grants open, units of freshness."""

import re
from collections.abc import Iterable, Iterator

from ichido.compiler.checks.places import text_place
from ichido.language.catalogue import Catalogue
from ichido.language.diagnostic import Diagnostic, did_you_mean
from ichido.language.document import Document
from ichido.language.kinds import Model, Permit, Procedure, Registry, Vocabulary
from ichido.language.kinds.vocabulary import data_of
from ichido.language.scalars import Citation

# e-Gov: era, year in it, kind of law, number. Acts AC, cabinet orders CO, imperial ordinances IO, proclamations D….
_E_GOV = re.compile(
    r"(?P<era>[1-5])(?P<year>[0-9]{2})((AC|CO|IO|DF|DT|DH)[0-9]{10}|M[0-9]{11}|R[A-Z0-9]{5,12}|CONSTITUTION)"
)
_LAST_YEAR = {"1": 45, "2": 15, "3": 64, "4": 31, "5": 99}


def bad_law_id(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """An id that e-Gov does not give: a letter too few, an era without that year. Other countries have other ids."""
    if catalogue.country != "jp":
        return
    for document in catalogue.law_files:
        for name, law in document.model.names.items():
            if law.kind == "law" and law.id is not None and not _is_e_gov(law.id):
                message = f"`{law.id}` is not an id of e-Gov"
                help_ = (
                    "it is era, year, kind and number, such as `342AC0000000081`; one that nobody has seen is left out"
                )
                yield Diagnostic("bad-law-id", message, document.place("names", name, "id"), help_)


def idle_grant(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """A grant or permit for an act that no procedure rests on opens nothing: what it should open is asked of people."""
    acts = {str(d.model.basis): None for d in catalogue.documents() if isinstance(d.model, Procedure)}
    acts |= dict.fromkeys(catalogue.beyond.acts)
    for document in catalogue.documents() if acts else ():
        if isinstance(document.model, Registry):
            for name, grant in document.model.gives.items():
                yield from _idle(document, ("gives", name, "for"), grant.for_, acts)
        elif isinstance(document.model, Permit):
            yield from _idle(document, ("from",), document.model.from_, acts)
            yield from _idle(document, ("to",), document.model.to, acts)


def wrong_grant(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """A grant by consent that opens what consent is never enough for: specific personal information (番号法 19条)."""
    vocabularies = {name: document.model for name, document in catalogue.vocabularies.items()}
    message = "consent is never enough for specific personal information"
    for document in catalogue.registries.values():
        for name, grant in document.model.gives.items():
            by_consent = grant.channel == "consent"
            for index, term in enumerate(grant.terms or document.model.holds) if by_consent else ():
                if data_of(vocabularies, term) != "specific-personal":
                    continue
                if grant.terms:
                    place = document.place("gives", name, "terms", index)
                    yield Diagnostic("wrong-grant", message, place, "find the law that allows it, or leave it out")
                else:
                    place = document.place("gives", name, "channel")
                    help_ = f"list in `terms` what may be given, without `{term}`"
                    yield Diagnostic("wrong-grant", message, place, help_)


def wrong_unit(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """How old a fact may be is counted in days of the calendar, not of an office."""
    for document, location in _fresh(catalogue):
        place = text_place(document, *location) or document.place(*location)
        message = "freshness is not counted in business days: a fact grows old on holidays too"
        yield Diagnostic("wrong-unit", message, place, "write days, weeks, months or years")


def _idle(
    document: Document[Model], location: tuple[str, ...], written: Iterable[Citation], acts: Iterable[str]
) -> Iterator[Diagnostic]:
    for index, act in enumerate(written):
        if str(act) not in acts:
            help_ = did_you_mean(str(act), acts) or "write the `basis` of the procedure, or leave this out"
            place = document.place(*location, index)
            yield Diagnostic("idle-grant", f"no procedure has `{act}` as its basis", place, help_)


def _is_e_gov(id_: str) -> bool:
    match = _E_GOV.fullmatch(id_)
    return match is not None and 1 <= int(match["year"]) <= _LAST_YEAR[match["era"]]


def _fresh(catalogue: Catalogue) -> Iterator[tuple[Document[Model], tuple[str, ...]]]:
    for document in catalogue.documents():
        model = document.model
        if isinstance(model, Registry) and model.fresh and model.fresh.unit == "business days":
            yield document, ("fresh",)
        if isinstance(model, Vocabulary):
            for name, term in model.terms.items():
                if term.fresh and term.fresh.unit == "business days":
                    yield document, ("terms", name, "fresh")
