"""Text to documents: every document that can be read, every problem with its place, never an exception."""

from collections.abc import Iterable
from typing import NamedTuple

from pydantic import ValidationError

from ichido.language.diagnostic import Diagnostic, did_you_mean, listed, ordered
from ichido.language.document import Document
from ichido.language.kinds import KINDS, Model
from ichido.language.kinds.definition import InForce
from ichido.language.nodes import Keys, Node, Scalar, find
from ichido.language.ordinary import ordinary
from ichido.language.original import Original
from ichido.language.problems import explain
from ichido.language.syntax import documents_of, trees
from ichido.language.text import check_characters


class Sketch(NamedTuple):
    """A document before its model has read it; `said`: by the syntax of its file, `period`: in place of its own."""

    kind: str
    id: str
    original: Original
    file: str
    said: tuple[Diagnostic, ...] = ()
    period: InForce | None = None

    @property
    def node(self) -> Keys:
        """The tree: a document that has a kind has keys."""
        node = self.original.node
        assert isinstance(node, Keys)
        return node


def read(text: str, file: str) -> tuple[tuple[Document[Model], ...], tuple[Diagnostic, ...]]:
    """The documents of a file (several are divided by `---`) and its problems; `file` is the name to show."""
    found, problems = sketches(text, file)
    documents, wrong = drawn(found)
    return documents, ordered((*problems, *wrong))


def sketches(text: str, file: str) -> tuple[tuple[Sketch, ...], tuple[Diagnostic, ...]]:
    """The documents of a file by kind and id, and what keeps others from being told apart."""
    unreadable = check_characters(text, file)
    if unreadable:
        return (), (unreadable,)
    return (found, ()) if (found := _ordinary(text, file)) is not None else _any(text, file)


def _ordinary(text: str, file: str) -> tuple[Sketch, ...] | None:
    """The documents of a file of which nothing is to be said; None for any other file."""
    found: list[Sketch] = []
    for number, value in enumerate(ordinary(text) or (None,)):
        kind = next(iter(value), None) if isinstance(value, dict) else None
        if kind not in KINDS or not isinstance(value[kind], str):
            return None
        found.append(Sketch(kind, value[kind], Original(value, file, text, number), file))
    return tuple(found)


def _any(text: str, file: str) -> tuple[tuple[Sketch, ...], tuple[Diagnostic, ...]]:
    nodes, problems = trees(text, file)
    found: list[Sketch] = []
    wrong: list[Diagnostic] = []
    for node in documents_of(nodes):
        kind = _kind(node)
        if isinstance(kind, Diagnostic):
            wrong.extend(_unsaid((kind,), problems))
            continue
        assert isinstance(node, Keys), "what has a kind has keys"
        value = node.entries[kind].value
        id_ = value.raw if isinstance(value, Scalar) else ""
        found.append(Sketch(kind, id_, Original.of(node, file), file, problems))
    return tuple(found), (*problems, *wrong)


def drawn(found: Iterable[Sketch]) -> tuple[tuple[Document[Model], ...], tuple[Diagnostic, ...]]:
    """The documents that their models could read, and what the models refused."""
    documents: list[Document[Model]] = []
    problems: list[Diagnostic] = []
    for sketch in found:
        document = _document(sketch)
        if isinstance(document, Document):
            documents.append(document)
        else:
            problems.extend(_unsaid(document, sketch.said))
    return tuple(documents), tuple(problems)


def _document(sketch: Sketch) -> Document[Model] | tuple[Diagnostic, ...]:
    kind, model = sketch.kind, KINDS[sketch.kind]
    try:
        made = model.model_validate(sketch.original.value)
    except ValidationError as error:
        return tuple(explain(error.errors(include_url=False, include_input=False), sketch.node, model))
    if sketch.period is not None:
        made = made.model_copy(update={"in_force": sketch.period})
    return Document(kind, str(getattr(made, kind)), made, sketch.file, sketch.original)


def _kind(node: Node) -> str | Diagnostic:
    """The kind that the first key names, or what is wrong with it."""
    if not isinstance(node, Keys) or not node.entries:
        help_ = "begin with its kind and id, such as `procedure: moving-in`"
        return Diagnostic("unknown-kind", "a document is keys and values", find(node, ()), help_)
    first = next(iter(node.entries))
    if first in KINDS:
        return first
    place = node.entries[first].key.place
    later = next((key for key in node.entries if key in KINDS and _names_a_kind(node, key)), None)
    if later and not did_you_mean(first, KINDS):
        help_ = f"move `{later}` to the first line"
        return Diagnostic("unknown-kind", "the first key of a document is its kind", place, help_)
    kinds = f"a document is one of {listed(KINDS)}"
    return Diagnostic(
        "unknown-kind", f"`{first}` is not a kind of document", place, did_you_mean(first, KINDS) or kinds
    )


def _names_a_kind(node: Keys, key: str) -> bool:
    value = node.entries[key].value
    return isinstance(value, Scalar) and bool(value.raw)


def _unsaid(found: tuple[Diagnostic, ...], said: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
    """A model stumbles again over what the syntax has already named; the first word on a place stands."""
    places = {(d.place.file, d.place.line, d.place.column) for d in said if d.place}
    unread = any(d.code == "bad-key" for d in said)  # and it may be the one that is missing
    return tuple(
        d
        for d in found
        if d.place
        and (d.place.file, d.place.line, d.place.column) not in places
        and not (unread and d.code == "missing-key")
    )
