"""`ichido validate`: read definitions and say everything that is wrong with them."""

from pathlib import Path

from ichido.cli.examine import examination
from ichido.cli.output import Output, answer_problems, counted, say
from ichido.cli.select import select, unknown_id
from ichido.language.diagnostic import Diagnostic


def run(words: list[str] | None, folder: Path | None, output: Output) -> int:
    """Print the problems of what the words name; 1 if there is any."""
    whole = None if words else examination(folder)
    if whole and ((examined := whole.examined()).problems or examined.definitions):
        return _told(examined.problems, examined.definitions, output)
    selection = select(words, folder)
    unread = list(selection.unknown())
    if unread and not selection.problems:
        raise unknown_id(unread[0], tuple(dict.fromkeys(d.id for d in selection.catalogue.documents())))
    # What nobody has may be what could not be read, so all that went wrong is told.
    problems = selection.problems if unread else selection.shown()
    return _told(problems, len(selection.documents()), output)


def _told(problems: tuple[Diagnostic, ...], definitions: int, output: Output) -> int:
    answer_problems(problems, output)
    if problems:
        files = {problem.place.file for problem in problems if problem.place}
        say(f"{counted(len(problems), 'problem')} in {counted(len(files), 'file')}")
    else:
        say(f"no problem in {counted(definitions, 'definition')}")
    return int(bool(problems))
