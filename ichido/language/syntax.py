"""YAML text to trees: positions kept, surprises refused, sizes bounded."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from ichido.language.diagnostic import Diagnostic
from ichido.language.nodes import Entry, Items, Keys, Node, Scalar
from ichido.language.plain import YAML_1_1_WORDS, is_float, resolve
from ichido.language.source import Place
from ichido.language.text import check_characters, lines
from ichido.language.yaml_errors import explain

MAX_DEPTH = 50
MAX_NODES = 100_000

_WRITE_OUT = "write the thing out where it is used"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def trees(text: str, file: str) -> tuple[tuple[Node, ...], tuple[Diagnostic, ...]]:
    """Every document of a text that could be read, and every problem on the way; never raises for any text."""
    unreadable = check_characters(text, file)
    if unreadable:
        return (), (unreadable,)
    reading = _Reading(file, lines(text))
    try:
        parser = LOADER(text)
        while not reading.stopped:
            reading.take(parser.get_event())
    except yaml.YAMLError as error:
        reading.problems.append(explain(error, file, reading.lines))
    return tuple(reading.documents), tuple(reading.problems)


@dataclass(slots=True)
class _Open:
    """A collection that has begun and not ended."""

    place: Place
    sequence: bool
    items: list[Node] = field(default_factory=list)
    entries: dict[str, Entry] = field(default_factory=dict)
    key: Scalar | None = None

    def closed(self) -> Node:
        return Items(tuple(self.items), self.place) if self.sequence else Keys(self.entries, self.place)


class _Reading:
    """The state of reading one text, event by event, so that no depth of nesting recurses."""

    def __init__(self, file: str, rows: list[str]) -> None:
        self.file = file
        self.lines = rows
        self.documents: list[Node] = []
        self.problems: list[Diagnostic] = []
        self.stopped = False
        self._open: list[_Open] = []
        self._nodes = 0

    def take(self, event: yaml.Event) -> None:
        """Take the next event of the YAML parser."""
        if isinstance(event, yaml.ScalarEvent):
            place = self._place(event)
            if event.anchor is not None or event.tag is not None or event.value == "<<":
                self._refuse(event, place)
            self._count(place)
            self._add(self._scalar(event, place))
        elif isinstance(event, yaml.CollectionEndEvent):
            self._add(self._open.pop().closed())
        elif isinstance(event, yaml.CollectionStartEvent):
            place = self._place(event)
            self._refuse(event, place)
            self._count(place)
            self._open.append(_Open(place, isinstance(event, yaml.SequenceStartEvent)))
            if len(self._open) > MAX_DEPTH:
                help_ = "nothing in the language is as deep as this"
                self._stop("too-deep", f"this is more than {MAX_DEPTH} levels deep", place, help_)
        elif isinstance(event, yaml.AliasEvent):
            self._refuse_alias(event)
            self._add(Scalar(None, self._place(event), raw=f"*{event.anchor}"))
        elif isinstance(event, yaml.StreamEndEvent):
            self.stopped = True

    def _add(self, node: Node) -> None:
        if not self._open:
            self.documents.append(node)
            return
        parent = self._open[-1]
        if parent.sequence:
            parent.items.append(node)
        elif parent.key is None:
            parent.key = self._key(node)
        else:
            # After a duplicate the first stands, so that what follows is read as the author began it.
            if parent.key.raw:
                parent.entries.setdefault(parent.key.raw, Entry(parent.key, node))
            parent.key = None

    def _key(self, node: Node) -> Scalar:
        if not isinstance(node, Scalar) or not node.raw:
            self._problem("bad-key", "a key is a word", node.place, "write `key: value`")
            return Scalar(None, node.place)
        if node.plain and ("\u3000" in node.raw or "\uff1a" in node.raw):
            message = "this key has a full-width space or colon in it"
            self._problem("bad-key", message, node.place, "write `: `, a colon and a space of half width")
        seen = self._open[-1].entries.get(node.raw)
        if seen is not None:
            message = f"`{node.raw}` is here already, on line {seen.key.place.line}"
            self._problem("duplicate-key", message, node.place, "keep one of the two")
        elif node.plain and node.raw.lower() in YAML_1_1_WORDS:
            message = f"other readers of YAML take the key `{node.raw}` for something else"
            self._problem("yaml-word-key", message, node.place, f'write it in quotes: `"{node.raw}"`')
        return node

    def _scalar(self, event: yaml.ScalarEvent, place: Place) -> Scalar:
        raw = event.value
        if not event.implicit[0] or event.style:
            return Scalar(raw, place, False, raw)
        parent = self._open[-1] if self._open else None
        if parent and not parent.sequence and parent.key is None:
            return Scalar(raw, place, True, raw)
        if is_float(raw):
            help_ = "money is whole in its smallest unit (yen, cents); a number that is a name goes in quotes"
            self._problem("no-floats", f"`{raw}` is a number with a fraction", place, help_)
        return Scalar(resolve(raw), place, True, raw)

    def _refuse(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent, place: Place) -> None:
        if event.anchor is not None:
            self._problem("no-anchors", f"`&{event.anchor}` is an anchor", place, _WRITE_OUT)
        if event.tag is not None:
            self._problem("no-tags", "a value has no tag here", place, "delete the word that begins with `!`")
        if isinstance(event, yaml.ScalarEvent) and event.value == "<<" and event.implicit[0] and not event.style:
            self._problem("no-anchors", "`<<` merges nothing here", place, _WRITE_OUT)

    def _refuse_alias(self, event: yaml.AliasEvent) -> None:
        message, help_ = f"`*{event.anchor}` refers to an anchor", _WRITE_OUT
        self._problem("no-anchors", message, self._place(event), f"{help_}; a text that begins with `*` goes in quotes")

    def _count(self, place: Place) -> None:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            help_ = "one file a thing: split it into a folder of files"
            self._stop("too-large", f"this file has more than {MAX_NODES:,} keys and values", place, help_)

    def _stop(self, code: str, message: str, place: Place, help_: str) -> None:
        if not self.stopped:
            self._problem(code, message, place, help_)
        self.stopped = True

    def _problem(self, code: str, message: str, place: Place, help_: str) -> None:
        self.problems.append(Diagnostic(code, message, place, help_))

    def _place(self, event: yaml.Event) -> Place:
        start, end = event.start_mark, event.end_mark
        if start is None or end is None:
            return Place(self.file, 1, 1, 1, self.lines[0])
        row, column = start.line, start.column
        if row >= len(self.lines):
            row, column = len(self.lines) - 1, 0
        line = self.lines[row]
        length = end.column - column if end.line == row else len(line) - column
        return Place(self.file, row + 1, column + 1, length if length > 0 else 1, line)


def documents_of(nodes: tuple[Node, ...]) -> Iterator[Node]:
    """The documents that hold something; nothing between two `---` is no document."""
    for node in nodes:
        if not (isinstance(node, Scalar) and node.plain and not node.raw):
            yield node
