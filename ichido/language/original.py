"""What an author wrote of one document: its plain value, and its tree with the place of everything."""

from typing import Any

from ichido.language.nodes import Node, written
from ichido.language.syntax import documents_of, trees


class Original:
    """A document as it was written; without problems nobody asks where anything stands, so its tree is read late."""

    __slots__ = ("_node", "file", "number", "text", "value")

    def __init__(self, value: Any, file: str, text: str, number: int) -> None:
        """The plain value of one of the documents of a text, counted from 0."""
        self.value, self.file, self.text, self.number = value, file, text, number
        self._node: Node | None = None

    @classmethod
    def of(cls, node: Node, file: str) -> "Original":
        """A document of which the tree has been read, or put together from several."""
        found = cls(written(node), file, "", 0)
        found._node = node
        return found

    @property
    def node(self) -> Node:
        """The tree."""
        if self._node is None:
            self._node = tuple(documents_of(trees(self.text, self.file)[0]))[self.number]
        return self._node
