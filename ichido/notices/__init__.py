"""Notices: letters written as Markdown with placeholders, rendered to text and HTML."""

from ichido.notices.contents import KNOWN_NAMES, Contents, Produced, Reason
from ichido.notices.letter import Letter, NoticeError
from ichido.notices.render import render
from ichido.notices.template import names

__all__ = ["KNOWN_NAMES", "Contents", "Letter", "NoticeError", "Produced", "Reason", "names", "render"]
