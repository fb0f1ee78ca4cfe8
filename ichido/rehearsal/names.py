"""A case's random ids in the words of its scenario, and back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ichido.case.record import Record
from ichido.case.simulate import facts_in_words


@dataclass(frozen=True)
class Names:
    """Short names of a scenario by subject id; what a case is about goes by its own name.

    `papers` are the hashes that it has of its documents, by those of what was uploaded for them.
    """

    by_id: Mapping[str, str]
    papers: Mapping[str, str] = field(default_factory=dict)

    def key(self, key: str) -> str:
        """`school-support(s-1f…)` as `school-support(taro)`."""
        for id_, name in self.by_id.items():
            key = key.replace(id_, name)
        return key

    def id(self, written: str) -> str:
        """`school-support(taro)` as `school-support(s-1f…)`, `taro` as `s-1f…`; anything else as it is."""
        by_name = {name: id_ for id_, name in self.by_id.items()}
        head, bracket, inside = written.partition("(")
        if bracket:
            name = inside.removesuffix(")")
            return f"{head}({by_name.get(name, name)})"
        return by_name.get(written, written)

    def ids(self, value: Any) -> Any:
        """An answer with short names as one with ids."""
        if isinstance(value, str):
            return self.id(value)
        return [self.ids(item) for item in value] if isinstance(value, list | tuple) else value

    def facts(self, record: Record) -> dict[str, Any]:
        """The newest value of each term, under short names, links as short names."""
        return {self.key(name): self._named(value) for name, value in facts_in_words(record).items()}

    def _named(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.by_id.get(value) or self.papers.get(value, value)
        if isinstance(value, dict):
            return {name: self._named(part) for name, part in value.items()}
        return [self._named(item) for item in value] if isinstance(value, list) else value
