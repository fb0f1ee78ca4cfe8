"""`ichido schema`: JSON Schema for editors, narrowed to the names of the catalogue."""

from pathlib import Path

from ichido.cli.output import Output, answer_json, report_problems
from ichido.cli.select import select, unknown_id
from ichido.compiler.views.schema import schema
from ichido.language.kinds import KINDS


def run(words: list[str] | None, folder: Path | None, output: Output) -> int:
    """Print one schema for the kinds named (all if none is), for the kinds of the definitions named; 1 on problems."""
    kinds = [word for word in words or () if word in KINDS]
    selection = select([word for word in words or () if word not in KINDS], folder)
    if selection.problems:
        report_problems(selection.problems, output)
        return 1
    unread = next(selection.unknown(), None)
    if unread:
        raise unknown_id(unread, tuple(KINDS), "kind of document or definition")
    if selection.ids:
        kinds += [document.kind for document in selection.documents()]
    answer_json(schema(selection.catalogue, dict.fromkeys(kinds)))
    return 0
