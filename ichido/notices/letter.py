"""What rendering gives: a letter, or the reason why there is none."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter ready to send: `html` is a fragment without the subject, `text` says the same in plain text."""

    subject: str
    text: str
    html: str


class NoticeError(ValueError):
    """A notice that cannot be rendered; `line` is its 1-based line, or None where no one line is at fault."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message if line is None else f"line {line}: {message}")
        self.line = line
