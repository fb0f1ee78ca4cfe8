"""Rendering a notice: values into Markdown, Markdown into a letter."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from jinja2 import StrictUndefined, Template, UndefinedError, pass_context
from jinja2.exceptions import SecurityError
from jinja2.filters import FILTERS as JINJA_FILTERS
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import SandboxedEnvironment
from jinja2.tests import TESTS as JINJA_TESTS
from markdown_it import MarkdownIt
from markupsafe import Markup
from pydantic import BaseModel

from ichido.notices.letter import Letter, NoticeError
from ichido.notices.plain import inline_text, plain_text
from ichido.notices.template import FILTERS, TESTS, parse, undeclared
from ichido.notices.words import date_in, joined, money_in

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")

# Letters hold no code, and a picture would tell its sender who opened the letter.
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).disable(["code", "fence", "backticks", "image"])


def render(template: str, values: Mapping[str, object], language: str, currency: str = "JPY") -> Letter:
    """Fill in a notice for a reader of `language`; NoticeError names what is missing, unknown or cannot be printed.

    `currency`: the ISO 4217 code of amounts whose notice names no other.
    """
    undeclared(template, values)
    given = {name: _plain(value, name) for name, value in values.items()}
    try:
        markdown = _compiled(template, language, currency).render(given)
    except UndefinedError as missing:
        raise NoticeError(missing.message or "a value is missing") from missing
    except SecurityError as forbidden:
        raise NoticeError(str(forbidden)) from forbidden
    except (TypeError, IndexError) as wrong:
        raise NoticeError(f"a value is not of the kind the notice takes it for: {wrong}") from wrong
    return _letter(markdown)


def _letter(markdown: str) -> Letter:
    tokens = _MARKDOWN.parse(markdown)
    subject = " ".join(inline_text(tokens[1]).split()) if len(tokens) > 2 and tokens[0].tag == "h1" else ""
    if not subject:
        raise NoticeError("the subject is empty", 1)
    body = tokens[3:]
    return Letter(subject, plain_text(body), _MARKDOWN.renderer.render(body, _MARKDOWN.options, {}))


class _Missing(StrictUndefined):
    """What is not there, named."""

    @property
    def _undefined_message(self) -> str:
        if self._undefined_name is None:
            return "the list is empty: write `{% if … %}` around its first or last"
        return f"`{self._undefined_name}` is not a value of this notice, or has none here"


class _Environment(SandboxedEnvironment):
    """Reads given values by name and nothing of Python: no methods, no attributes, no calls."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        """A value of that name, or the reasoned absence of one."""
        if isinstance(obj, Mapping):
            return obj[attribute] if attribute in obj else self.undefined(obj=obj, name=attribute)
        if isinstance(obj, LoopContext):
            return super().getattr(obj, attribute)
        return self.undefined(obj=obj, name=attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """A value by name, or an entry of a list by its place."""
        if isinstance(obj, tuple) and isinstance(argument, int) and 0 <= argument < len(obj):
            return obj[argument]
        return self.getattr(obj, str(argument))

    def is_safe_callable(self, obj: Any) -> bool:
        """Nothing may be called."""
        return False


@lru_cache(maxsize=512)
def _compiled(template: str, language: str, currency: str) -> Template:
    parse(template)
    return _environment(language, currency).from_string(template)


@lru_cache(maxsize=64)
def _environment(language: str, currency: str) -> _Environment:
    environment = _Environment(
        autoescape=True, undefined=_Missing, finalize=_printed, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals.clear()
    environment.filters = {name: JINJA_FILTERS[name] for name in FILTERS if name in JINJA_FILTERS}
    environment.filters |= {"date": date_in(language), "money": money_in(language, currency), "join": joined}
    environment.tests = {name: JINJA_TESTS[name] for name in TESTS}
    return environment


# Taking the context keeps Jinja from escaping constants at compile time, before they come here.
@pass_context
def _printed(_: Context, value: object) -> Markup:
    """One run of words in which Markdown and HTML see nothing of their own."""
    if isinstance(value, StrictUndefined):
        str(value)
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise NoticeError(_UNPRINTABLE.get(type(value), f"a {type(value).__name__} has no words of its own"))
    return Markup(_PUNCTUATION.sub(r"\\\1", " ".join(str(value).split())))


_UNPRINTABLE: dict[type, str] = {
    type(None): "a value is none here: write it inside `{% if … is not none %}`",
    tuple: "a list is printed as a whole: write `{% for … in … %}`",
    dict: "a group of values is printed as a whole: name one of them after a dot",
    bool: "yes or no is printed as a value: write `{% if … %}` and the words",
    date: "a day is printed without its form: write `| date`",
}


def _plain(value: object, name: str) -> object:
    """Only scalars, tuples and mappings enter a template, so that nothing in it can reach an object."""
    match value:
        case str():
            return "".join(value)
        case None | bool() | int() | Decimal():
            return value
        case date() if not isinstance(value, datetime):
            return value
        case BaseModel():
            return {field: _plain(getattr(value, field), f"{name}.{field}") for field in type(value).model_fields}
        case Mapping():
            return {str(key): _plain(item, f"{name}.{key}") for key, item in value.items()}
        case Sequence() if not isinstance(value, bytes | bytearray):
            return tuple(_plain(item, name) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name), f"{name}.{field.name}") for field in fields(value)}
    raise NoticeError(f"`{name}` is a {type(value).__name__}, which a notice cannot take")
