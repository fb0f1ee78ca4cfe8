"""Letters and labels: what a person reads exists in every language the procedure is offered in."""

from collections.abc import Iterator

from ichido.compiler.acting import scope_about
from ichido.compiler.checks.walk import about_exists
from ichido.compiler.scope import steps
from ichido.language.catalogue import Catalogue
from ichido.language.diagnostic import Diagnostic, did_you_mean
from ichido.language.kinds.procedure import GENERAL, OUTCOMES
from ichido.language.source import Place


def missing_notice(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """Rule 11: a letter for each outcome in each language of the procedure's title."""
    for document in catalogue.procedures.values():
        procedure = document.model
        for outcome in OUTCOMES[procedure.kind]:
            for language in sorted(procedure.title):
                name = f"{document.id}.{outcome}.{language}"
                if name not in catalogue.notices:
                    place = document.place("title", language, key=True)
                    message = f"there is no letter `{name}.md`"
                    help_ = (
                        f"write it in the folder `notices` beside this file; it is sent when the outcome is {outcome}"
                    )
                    yield Diagnostic("missing-notice", message, place, help_)


def unknown_notice(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """A letter that nothing sends, most often a slip in its name."""
    sent = [
        f"{document.id}.{outcome}.{language}"
        for document in catalogue.procedures.values()
        for outcome in OUTCOMES[document.model.kind]
        for language in document.model.title
    ]
    spoken = dict.fromkeys(language for document in catalogue.procedures.values() for language in document.model.title)
    sent += [f"{kind}.{language}" for kind in GENERAL for language in spoken]
    for name, notice in catalogue.notices.items():
        if name not in sent:
            place = Place(notice.file, 1, 1)
            help_ = did_you_mean(name, sent) or "a letter is named `<procedure>.<outcome>.<language>.md`"
            yield Diagnostic("unknown-notice", f"nothing sends `{name}.md`", place, help_)


def missing_label(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """A term that a procedure needs has a label in every language in which its life event is offered."""
    wanted: dict[tuple[str, str], dict[str, None]] = {}
    for document in catalogue.procedures.values():
        if not about_exists(catalogue, document.model.about):
            continue
        scope = scope_about(catalogue, document.model.about)
        languages = _languages(catalogue, document.id)
        for need in document.model.needs:
            for step in steps(scope, need) if "." in need else ():
                wanted.setdefault((step.vocabulary, step.term), {}).update(dict.fromkeys(languages))
    for (vocabulary, term), languages_wanted in sorted(wanted.items()):
        entry = catalogue.vocabularies[vocabulary]
        for language in languages_wanted:
            if language not in entry.model.terms[term].labels:
                place = entry.place("terms", term, key=True)
                message = f"`{term}` has no label in `{language}`"
                yield Diagnostic("missing-label", message, place, f"add `{language}: …`: it may be put as a question")


def _languages(catalogue: Catalogue, procedure: str) -> tuple[str, ...]:
    """The languages of the life events a procedure is part of, else its own."""
    titles = [e.model.title for e in catalogue.life_events.values() if procedure in e.model.procedures]
    titles = titles or [catalogue.procedures[procedure].model.title]
    return tuple(sorted({language for title in titles for language in title}))
