"""Reads tokens one after the other and says what was expected instead."""

from __future__ import annotations

from typing import Literal

from ichido.rules.lex import Refused, Token
from ichido.rules.tree import Name, Tree


class Stream:
    """A position in the tokens of one expression; the last token, of kind `end`, is never passed."""

    def __init__(self, found: tuple[Token, ...]) -> None:
        self.found, self.at = found, 0

    @property
    def here(self) -> Token:
        return self.found[self.at]

    def advance(self) -> Token:
        token = self.found[self.at]
        self.at += 1
        return token

    def sees(self, what: str) -> bool:
        token = self.here
        return token.kind == "end" if what == "end" else token.text == what and token.kind in ("symbol", "word")

    def next_is(self, symbol: str) -> bool:
        token = self.found[self.at + 1]
        return token.kind == "symbol" and token.text == symbol

    def takes(self, what: str) -> bool:
        if not self.sees(what):
            return False
        self.at += 1
        return True

    def expect(self, what: str) -> None:
        if not self.takes(what):
            raise self.unexpected(f"`{what}`")

    def span(self, first: Tree | Name | Token) -> tuple[int, int]:
        """Offset and length from the first piece to the token just read."""
        last = self.found[self.at - 1]
        return first.offset, last.offset + last.length - first.offset

    def refuse(self, code: Literal["expression-forbidden", "expression-too-large"], message: str, help: str) -> Refused:
        return Refused(code, message, self.here.offset, self.here.length, help)

    def unexpected(self, wanted: str) -> Refused:
        token = self.here
        if token.kind == "end":
            return Refused("expression-syntax", "the expression ends too early", token.offset, 1, f"expected {wanted}")
        shown = "this text" if token.kind == "text" else f"`{token.text}`"
        message = f"{shown} is not expected here"
        return Refused("expression-syntax", message, token.offset, token.length, f"expected {wanted}")
