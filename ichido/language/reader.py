"""Text to documents: every document that can be read, every problem with its place, never an exception."""

from pydantic import ValidationError

from ichido.language.diagnostic import Diagnostic, did_you_mean, listed, ordered
from ichido.language.document import Document
from ichido.language.kinds import KINDS, Model
from ichido.language.nodes import Keys, Node, Scalar, find, written
from ichido.language.problems import explain
from ichido.language.syntax import documents_of, trees


def read(text: str, file: str) -> tuple[tuple[Document[Model], ...], tuple[Diagnostic, ...]]:
    """The documents of a file (several are divided by `---`) and its problems; `file` is the name to show."""
    nodes, problems = trees(text, file)
    documents: list[Document[Model]] = []
    found = list(problems)
    for node in documents_of(nodes):
        read_one = _document(node, file)
        if isinstance(read_one, Document):
            documents.append(read_one)
        else:
            found.extend(_unsaid(read_one, problems))
    return tuple(documents), ordered(found)


def _document(node: Node, file: str) -> Document[Model] | tuple[Diagnostic, ...]:
    kind = _kind(node)
    if isinstance(kind, Diagnostic):
        return (kind,)
    model = KINDS[kind]
    try:
        made = model.model_validate(written(node))
    except ValidationError as error:
        return tuple(explain(error.errors(include_url=False, include_input=False), node, model))
    return Document(kind, str(getattr(made, kind)), made, file, node)


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
    places = {(d.place.line, d.place.column) for d in said if d.place}
    unread = any(d.code == "bad-key" for d in said)  # and it may be the one that is missing
    return tuple(
        d
        for d in found
        if d.place and (d.place.line, d.place.column) not in places and not (unread and d.code == "missing-key")
    )
