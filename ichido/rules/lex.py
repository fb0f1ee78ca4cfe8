"""Cuts the text of an expression into the few kinds of token there are, and refuses every other character."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Literal, TypeAlias

MAX_TEXT = 2_000
MAX_DIGITS = 15

Kind: TypeAlias = Literal["name", "word", "integer", "text", "symbol", "end"]

WORDS = frozenset({"and", "or", "not", "in", "if", "else", "for", "True", "False"})
SYMBOLS = ("//", "<=", ">=", "==", "!=", "<", ">", "+", "-", "*", "(", ")", ".", ",")

_FORBIDDEN_SYMBOLS = {
    ":=": "an expression gives nothing a name; define a term with `is:` instead",
    "**": "write the product out, or keep the result as a parameter",
    "/": "amounts are whole numbers: `//` divides and drops the remainder",
    "%": "there is no remainder; compare with a parameter instead",
    "[": "a list is walked with any, all, sum, count, min or max, never by position",
    "]": "a list is walked with any, all, sum, count, min or max, never by position",
    "{": "there are no sets or tables here; use a decision table",
    "}": "there are no sets or tables here; use a decision table",
    ":": "an expression has no slices, types or blocks",
    "=": "to compare, write `==`",
    "@": "an expression has no decorators or matrices",
    "~": "write `not`",
    "&": "write `and`",
    "|": "write `or`",
    "^": "write `!=` between two conditions",
    "!": "write `not`",
    ";": "an expression is one condition or value",
    "#": "write remarks on a line of their own, outside the expression",
    "\\": "a text has no escapes and an expression fits on one line",
    "\n": "write the whole expression on one line",
    "\r": "write the whole expression on one line",
    "`": "leave the backquotes out",
    "?": "write `value if condition else other`",
    "$": "write the name alone",
}

_FORBIDDEN_WORDS = {
    "None": "ask with `has(x)` whether there is a value",
    "is": "to compare, write `==`; to ask whether there is a value, `has(x)`",
    "lambda": "an expression defines no functions; define a term with `is:`",
    "await": "an expression waits for nothing",
    "async": "an expression waits for nothing",
    "yield": "an expression is one condition or value",
    "import": "an expression can only use terms, parameters and the builtin functions",
    "from": "an expression can only use terms, parameters and the builtin functions",
    "null": "ask with `has(x)` whether there is a value",
    "true": "write `True`",
    "false": "write `False`",
}
_STATEMENTS = frozenset(
    {"as", "assert", "break", "class", "continue", "def", "del", "elif", "except", "finally", "global", "nonlocal"}
    | {"pass", "raise", "return", "try", "while", "with"}
)

# Marks that reorder what is shown: a reader would approve a rule other than the one that runs.
_REORDERING = frozenset(map(chr, (0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))))


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text with its offset and length in code points."""

    kind: Kind
    text: str
    offset: int
    length: int


class Refused(Exception):
    """Why and where the text is no expression; never leaves the room: `parse` turns it into a diagnostic."""

    def __init__(self, code: str, message: str, offset: int, length: int = 1, help: str = "") -> None:
        super().__init__(message)
        self.code, self.message, self.offset, self.length, self.help = code, message, offset, length, help


def tokens(text: str, most: int = MAX_TEXT) -> tuple[Token, ...]:
    """All tokens of the text, the last of kind `end`; raises Refused at the first character that has no place."""
    if len(text) > most:
        message = f"the expression has {len(text):,} characters, more than {most:,}"
        raise Refused("expression-too-large", message, 0, 1, "name its parts as terms with `is:`")
    text = text.rstrip(" \t\r\n")
    found: list[Token] = []
    at = 0
    while at < len(text):
        if text[at] in " \t":
            at += 1
            continue
        token = _token(text, at)
        found.append(token)
        at += token.length
    return (*found, Token("end", "", len(text), 1))


def _token(text: str, at: int) -> Token:
    character = text[at]
    if character in "\"'":
        return _quoted(text, at)
    if character in "0123456789":
        return _number(text, at)
    if character.isidentifier():
        return _word(text, at)
    for symbol in ("**", ":=", *SYMBOLS):
        if text.startswith(symbol, at) and symbol not in _FORBIDDEN_SYMBOLS:
            return Token("symbol", symbol, at, len(symbol))
        if text.startswith(symbol, at):
            raise _forbidden(symbol, at, _FORBIDDEN_SYMBOLS[symbol])
    if character in _FORBIDDEN_SYMBOLS:
        raise _forbidden(character, at, _FORBIDDEN_SYMBOLS[character])
    raise _strange(character, at)


def _word(text: str, at: int) -> Token:
    end = at + 1
    while end < len(text) and ("a" + text[end]).isidentifier():
        end += 1
    word = text[at:end]
    if end < len(text) and text[end] in "\"'":
        raise _forbidden(word + text[end], at, "a text has no prefix: no f-string, no bytes; write it in plain quotes")
    if unicodedata.normalize("NFKC", word) != word:
        plain = unicodedata.normalize("NFKC", word)
        raise _forbidden(word, at, f"these letters only look like others; type `{plain}`")
    if word.startswith("_") or "__" in word:
        raise _forbidden(word, at, "a name neither starts with an underscore nor has two in a row")
    if word in _FORBIDDEN_WORDS:
        raise _forbidden(word, at, _FORBIDDEN_WORDS[word])
    if word in _STATEMENTS:
        raise _forbidden(word, at, "an expression is one condition or value")
    return Token("word" if word in WORDS else "name", word, at, len(word))


def _number(text: str, at: int) -> Token:
    end = at
    while end < len(text) and text[end] in "0123456789":
        end += 1
    digits = text[at:end]
    if end < len(text) and (text[end] == "." or ("a" + text[end]).isidentifier()):
        help = "only whole numbers, digits alone: no decimals, exponents, prefixes or separators"
        raise _forbidden(text[at : end + 1], at, help)
    if len(digits) > MAX_DIGITS:
        message = f"a number has at most {MAX_DIGITS} digits, this one {len(digits):,}"
        raise Refused("expression-too-large", message, at, len(digits), "is it a code? Then put it in quotes")
    if len(digits) > 1 and digits[0] == "0":
        raise Refused("expression-syntax", f"`{digits}` starts with a zero", at, end - at, "a code goes in quotes")
    return Token("integer", digits, at, end - at)


def _quoted(text: str, at: int) -> Token:
    quote = text[at]
    end = text.find(quote, at + 1)
    if end < 0:
        raise Refused("expression-syntax", "this text is never closed", at, 1, f"close it with {quote}")
    for place in range(at + 1, end):
        if not _printable(text[place]):
            raise _strange(text[place], place)
        if text[place] == "\\":
            raise _forbidden("\\", place, _FORBIDDEN_SYMBOLS["\\"])
    return Token("text", text[at + 1 : end], at, end + 1 - at)


def _printable(character: str) -> bool:
    return unicodedata.category(character) not in ("Cc", "Cs", "Zl", "Zp") and character not in _REORDERING


def _forbidden(word: str, at: int, help: str) -> Refused:
    shown = {"\n": "a line break", "\r": "a line break"}.get(word, f"`{word}`")
    return Refused("expression-forbidden", f"{shown} has no place in an expression", at, len(word), help)


def _strange(character: str, at: int) -> Refused:
    shown = f"`{character}`" if _printable(character) and not character.isspace() else f"U+{ord(character):04X}"
    plain = unicodedata.normalize("NFKC", character)
    help = f"type `{plain}` in half width" if plain != character and plain.isascii() else ""
    if character == "\u3000":
        help = "this is a full-width space; type an ordinary one"
    return Refused("expression-forbidden", f"{shown} has no place in an expression", at, 1, help)
