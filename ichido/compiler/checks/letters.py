"""Letters and labels: what a person reads exists in every language the procedure is offered in."""

import re
from collections.abc import Iterator

from ichido.compiler.acting import scope_about
from ichido.compiler.checks.walk import Location, about_exists
from ichido.compiler.scope import steps
from ichido.language.catalogue import Catalogue, Notice
from ichido.language.diagnostic import Diagnostic, did_you_mean, listed
from ichido.language.kinds import Procedure
from ichido.language.kinds.model import Labels
from ichido.language.kinds.procedure import GENERAL, OUTCOMES
from ichido.language.source import Place
from ichido.language.text import lines


def missing_notice(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """Rule 11: a letter for each outcome in each language of the title, its own or the one for its kind of act."""
    for document in catalogue.procedures.values():
        procedure = document.model
        for outcome in OUTCOMES[procedure.kind]:
            for language in sorted(procedure.title):
                name = f"{document.id}.{outcome}.{language}"
                if name not in catalogue.notices and f"{procedure.kind}.{outcome}.{language}" not in catalogue.notices:
                    place = document.place("title", language, key=True)
                    message = f"there is no letter `{name}.md`"
                    help_ = (
                        f"write it in the folder `notices` beside this file; it is sent when the outcome is {outcome}"
                    )
                    yield Diagnostic("missing-notice", message, place, help_)


def unknown_notice(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """A letter that no version of anything sends, most often a slip in its name."""
    sent = [
        f"{document.id}.{outcome}.{language}"
        for document in catalogue.documents()
        if isinstance(document.model, Procedure)
        for outcome in OUTCOMES[document.model.kind]
        for language in document.model.title
    ]
    spoken = dict.fromkeys(language for document in catalogue.procedures.values() for language in document.model.title)
    spoken |= dict.fromkeys(catalogue.beyond.languages)
    sent += [f"{kind}.{language}" for kind in GENERAL for language in spoken]
    sent += [f"{kind}.{of}.{language}" for kind, outcomes in OUTCOMES.items() for of in outcomes for language in spoken]
    known = catalogue.beyond.letters.union(sent)
    for name, notice in catalogue.notices.items():
        if name not in known:
            place = Place(notice.file, 1, 1)
            help_ = did_you_mean(name, sent) or "a letter is named `<procedure>.<outcome>.<language>.md`"
            yield Diagnostic("unknown-notice", f"nothing sends `{name}.md`", place, help_)


def wrong_notice(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """A letter that cannot be read, or that speaks of what no letter is given."""
    if not catalogue.notices:
        return
    from ichido.notices import KNOWN_NAMES, NoticeError, names  # heavy, and only letters need it

    for notice in catalogue.notices.values():
        try:
            unknown = [name for name in names(notice.text) if name not in KNOWN_NAMES]
        except NoticeError as error:
            message = str(error).removeprefix(f"line {error.line}: ")
            help_ = "a letter is Markdown with `{{ name }}`, `{% if %}` and `{% for %}`, its subject first"
            yield Diagnostic("wrong-notice", message, _line(notice, error.line or 1), help_)
            continue
        for name in unknown:
            help_ = did_you_mean(name, KNOWN_NAMES) or f"a letter may speak of {listed(KNOWN_NAMES, 20)}"
            yield Diagnostic("wrong-notice", f"no letter is given `{name}`", _word(notice, name), help_)


def _word(notice: Notice, name: str) -> Place:
    """Where a name stands; through a loop only its last part is written."""
    word = re.compile(rf"(?<!\w){re.escape(name.rpartition('.')[2])}(?!\w)")
    for number, line in enumerate(lines(notice.text), 1):
        for braces in re.finditer(r"\{[{%].*?[}%]\}", line):
            found = word.search(line, braces.start(), braces.end())
            if found:
                return Place(notice.file, number, found.start() + 1, found.end() - found.start(), line)
    return _line(notice, 1)


def _line(notice: Notice, number: int) -> Place:
    rows = lines(notice.text)
    row = rows[number - 1] if number <= len(rows) else ""
    return Place(notice.file, number, 1, max(1, len(row)), row)


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
        fields = entry.model.terms[term].fields
        asked: dict[Location, Labels] = {("terms", term): entry.model.terms[term].labels}
        asked |= {("terms", term, "fields", name): field.labels for name, field in fields.items()}
        for location, language in ((location, language) for location in asked for language in languages_wanted):
            if language not in asked[location]:
                message = f"`{location[-1]}` has no label in `{language}`"
                help_ = f"add `{language}: …`: it may be put as a question"
                yield Diagnostic("missing-label", message, entry.place(*location, key=True), help_)


def _languages(catalogue: Catalogue, procedure: str) -> tuple[str, ...]:
    """The languages of the life events a procedure is part of, else its own."""
    titles = [e.model.title for e in catalogue.life_events.values() if procedure in e.model.procedures]
    titles = titles or [catalogue.procedures[procedure].model.title]
    return tuple(sorted({language for title in titles for language in title}))
