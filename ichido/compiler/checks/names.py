"""Names by which one document refers to another: each must lead to one."""

from collections.abc import Collection, Iterator

from ichido.compiler.acting import role
from ichido.language.catalogue import Catalogue
from ichido.language.diagnostic import Diagnostic, did_you_mean, listed
from ichido.language.document import Document
from ichido.language.kinds import Model


def unknown_authority(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """A procedure's authority or a registry's holder."""
    for procedure in catalogue.procedures.values():
        yield from known(catalogue.authorities, "unknown-authority", procedure.model.authority, procedure, "authority")
    for registry in catalogue.registries.values():
        yield from known(catalogue.authorities, "unknown-authority", registry.model.holder, registry, "holder")


def unknown_calendar(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """The calendar by which an authority counts."""
    for document in catalogue.authorities.values():
        yield from known(catalogue.calendars, "unknown-calendar", document.model.calendar, document, "calendar")


def unknown_procedure(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """A procedure of a life event or a campaign, or one that another deems filed with it."""
    for event in catalogue.life_events.values():
        for id_ in event.model.procedures:
            yield from known(catalogue.procedures, "unknown-procedure", id_, event, "procedures", id_, key=True)
    for procedure in catalogue.procedures.values():
        for id_ in procedure.model.deems:
            yield from known(catalogue.procedures, "unknown-procedure", id_, procedure, "deems", id_, key=True)
    for campaign in catalogue.campaigns.values():
        yield from known(catalogue.procedures, "unknown-procedure", campaign.model.procedure, campaign, "procedure")


def unknown_vocabulary(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """What a procedure or a life event is about: a vocabulary, or a role that one names."""
    about: list[tuple[Document[Model], str]] = [(d, d.model.about) for d in catalogue.procedures.values()]
    about += [(d, d.model.about) for d in catalogue.life_events.values()]
    possible = {name: None for d in catalogue.vocabularies.values() for name in (d.id, *d.model.roles)}
    for document, name in about:
        if role(catalogue, name)[0] not in catalogue.vocabularies:
            yield from known(possible, "unknown-vocabulary", name, document, "about")


def missing_for(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """A procedure about another subject than its life event says for whom of them it is."""
    for event in catalogue.life_events.values():
        for id_, member in event.model.procedures.items():
            procedure = catalogue.procedures.get(id_)
            if procedure is None or member.for_ or procedure.model.about in (event.model.about, "applicant"):
                continue
            about = procedure.model.about
            place = event.place("procedures", id_, key=True)
            message = f"`{id_}` is about a {about}, and `{event.id}` is not"
            yield Diagnostic("missing-for", message, place, f"say for whom: `for: {about} in …`")


def unknown_code(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """A municipality that the code list does not have; without a code list nothing is said."""
    codes = catalogue.codes.get("municipality")
    if codes is None:
        return
    for campaign in catalogue.campaigns.values():
        yield from known(codes.model.values, "unknown-code", campaign.model.run_by, campaign, "run_by")
    for document in catalogue.law_files:
        for name, law in document.model.names.items():
            if law.of:
                yield from known(codes.model.values, "unknown-code", law.of, document, "names", name, "of")


def known(
    names: Collection[str], code: str, word: str, document: Document[Model], *path: str | int, key: bool = False
) -> Iterator[Diagnostic]:
    """Nothing when the word is one of the names, else one problem under a code such as `unknown-authority`."""
    if word not in names:
        what = code.removeprefix("unknown-").replace("-", " ")
        help_ = did_you_mean(word, names) or (f"there are {listed(names)}" if names else f"there is no {what} at all")
        yield Diagnostic(code, f"there is no {what} `{word}`", document.place(*path, key=key), help_)
