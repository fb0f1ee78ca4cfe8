"""`ichido validate`: read definitions and say everything that is wrong with them."""

import os
from pathlib import Path

from ichido.cli import defaults
from ichido.cli.examine import Examination, Examined
from ichido.cli.output import Output, answer_problems, counted, say
from ichido.cli.select import select, unknown_id
from ichido.language.diagnostic import Diagnostic


def run(words: list[str] | None, folder: Path | None, output: Output) -> int:
    """Print the problems of what the words name; 1 if there is any."""
    if not words and (examined := _examined(folder)):
        return _told(examined.problems, examined.definitions, output)
    selection = select(words, folder)
    unread = list(selection.unknown())
    if unread and not selection.problems:
        raise unknown_id(unread[0], tuple(dict.fromkeys(d.id for d in selection.catalogue.documents())))
    # What nobody has may be what could not be read, so all that went wrong is told.
    problems = selection.problems if unread else selection.shown()
    return _told(problems, len(selection.documents()), output)


def _examined(folder: Path | None) -> Examined | None:
    """What is to be said of a whole catalogue; None where it cannot be read, or there is none."""
    whole = Path(os.path.normpath(folder or defaults.catalogue()))
    examined = Examination(whole, defaults.cache()).examined() if whole.is_dir() else None
    unread = examined and any(problem.code == "no-such-file" for problem in examined.problems)
    return examined if examined and not unread and (examined.problems or examined.definitions) else None


def _told(problems: tuple[Diagnostic, ...], definitions: int, output: Output) -> int:
    answer_problems(problems, output)
    if problems:
        files = {problem.place.file for problem in problems if problem.place}
        say(f"{counted(len(problems), 'problem')} in {counted(len(files), 'file')}")
    else:
        say(f"no problem in {counted(definitions, 'definition')}")
    return int(bool(problems))
