"""Rights to act for the applicant: each says how it is shown, and something can show it."""

from collections.abc import Iterator

from ichido.compiler.acting import role, scope_about, with_actor
from ichido.compiler.checks.derived import last_type
from ichido.compiler.checks.places import text_place
from ichido.compiler.checks.walk import about_exists
from ichido.compiler.openings import openings_of
from ichido.compiler.scope import Scope, Step, steps
from ichido.language.catalogue import Catalogue
from ichido.language.diagnostic import Diagnostic
from ichido.language.document import Document
from ichido.language.kinds import Procedure
from ichido.language.kinds.right import Right
from ichido.language.kinds.vocabulary import Term
from ichido.rules.depend import paths
from ichido.rules.parse import parse

_SAY = "write `of: PATH` or `when: EXPRESSION` for what registers tell, or `by: mandate`"


def wrong_right(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """A right that nothing shows, or that says of a mandate what only registers tell."""
    for document in catalogue.procedures.values():
        for name, right in document.model.may_act.items():
            told = _wrong(name, right)
            if told:
                yield Diagnostic("wrong-right", told[0], document.place("may_act", name, key=True), told[1])


def wrong_holder(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """Only people act for somebody: the path of a right leads to some."""
    person = role(catalogue, "applicant")[0]
    for document, name, right, scope in _rights(catalogue):
        found = last_type(scope, right.of) if right.of else None
        if found and found.vocabulary != person:
            location = ("may_act", name, "of")
            place = text_place(document, *location) or document.place(*location)
            message = f"`{right.of}` is a {found}, but a {person} acts for somebody"
            yield Diagnostic("wrong-type", message, place, f"write a path that leads to a {person}, or a list of them")


def unshown_right(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """A right rests on what a register gives before an application: nobody's own word shows it."""
    opened = openings_of(catalogue)
    for document, name, right, scope in _rights(catalogue):
        for path, location in _read(name, right):
            for step in steps(scope, path) if scope.root(path.partition(".")[0]) else ():
                term = catalogue.vocabularies[step.vocabulary].model.terms[step.term]
                given = any("before-application" in one.grant.stage for one in opened.get(_name(step), ()))
                if not given and not _follows(term):
                    place = text_place(document, *location) or document.place(*location)
                    message = f"no register gives `{_name(step)}` before an application, so nothing shows this right"
                    help_ = "let a registry give it, in `gives:` with the stage `before-application`, or use a mandate"
                    yield Diagnostic("unshown-right", message, place, help_)


def _wrong(name: str, right: Right) -> tuple[str, str] | None:
    if right.by is None and right.of is None and right.when is None:
        return f"nothing shows the right `{name}`", _SAY
    if right.by and right.of:
        return f"`{name}` is shown by a mandate and by a path", "make two of it; `when` may stand beside a mandate"
    if right.how == "both" and right.of is None:
        return f"`{name}` is for both, and nothing says who they are", "add `of:`, the path that leads to all of them"
    if right.profession and right.by is None:
        return f"`{name}` has a profession and no mandate", "add `by: mandate`: a profession acts for who asked it to"
    return None


def _rights(catalogue: Catalogue) -> Iterator[tuple[Document[Procedure], str, Right, Scope]]:
    for document in catalogue.procedures.values():
        if document.model.may_act and about_exists(catalogue, document.model.about):
            scope = with_actor(catalogue, scope_about(catalogue, document.model.about))
            yield from ((document, name, right, scope) for name, right in document.model.may_act.items())


def _read(name: str, right: Right) -> Iterator[tuple[str, tuple[str, ...]]]:
    if right.of:
        yield right.of, ("may_act", name, "of")
    tree = parse(right.when, None) if right.when else ()
    if not isinstance(tree, tuple):
        yield from ((path, ("may_act", name, "when")) for path in paths(tree))


def _follows(term: Term) -> bool:
    return bool(term.is_ or term.at_opening)


def _name(step: Step) -> str:
    return f"{step.vocabulary}.{step.term}"
