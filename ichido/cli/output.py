"""Where words go: the answer to standard output, everything else to standard error."""

import json
import os
import sys
from collections.abc import Iterable
from enum import StrEnum
from typing import Any, TextIO

from ichido.language.diagnostic import Diagnostic, render_github, render_json, render_text


class Output(StrEnum):
    """For whom a verb answers: a person, a program, a pull request on GitHub."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


class CouldNotRun(Exception):
    """A verb cannot do its work at all; the message says why, the help what to do."""

    def __init__(self, message: str, help_: str = "") -> None:
        """Say why and, if it can be said, what to do."""
        super().__init__(message)
        self.help = help_


def answer(text: str) -> None:
    """Write what was asked for."""
    sys.stdout.write(text if text.endswith("\n") or not text else text + "\n")


def answer_json(value: Any) -> None:
    """Write one JSON value, and nothing else, to standard output."""
    answer(json.dumps(value, ensure_ascii=False, indent=2))


def say(text: str) -> None:
    """Write something beside the answer."""
    sys.stderr.write(text if text.endswith("\n") or not text else text + "\n")


def colored(stream: TextIO) -> bool:
    """Whether a stream may carry colours: a terminal, and nobody said NO_COLOR."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def answer_problems(problems: Iterable[Diagnostic], output: Output) -> None:
    """Write problems as the answer."""
    match output:
        case Output.TEXT:
            answer(render_text(problems, colored(sys.stdout)))
        case Output.JSON:
            answer(render_json(problems))
        case Output.GITHUB:
            answer(render_github(problems))


def report_problems(problems: Iterable[Diagnostic], output: Output) -> None:
    """Write problems that keep a verb from its answer: beside it for a person, in its place for a program."""
    if output is Output.TEXT:
        say(render_text(problems, colored(sys.stderr)))
    else:
        answer_problems(problems, output)


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun."""
    return f"{number} {one if number == 1 else many or one + 's'}"
