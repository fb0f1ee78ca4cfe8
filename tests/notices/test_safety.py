"""What neither a template nor a value can do."""

from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from ichido.notices import NoticeError, render


class Official:
    """An object no notice should ever reach."""

    secret = "s3cret"

    def reveal(self) -> str:
        return self.secret


VALUES: dict[str, object] = {
    "case": "2026-000123",
    "on": date(2026, 4, 1),
    "reasons": ({"text": "a", "article": "b"},),
    "words": ("a", "b"),
}


def nested(what: str, times: int) -> str:
    return f"{{% {what} %}}" * times + "x" + f"{{% end{what.split()[0]} %}}" * times


def escapes() -> Iterator[str]:
    yield "{{ case.__class__.__mro__ }}"
    yield "{{ case['__class__'] }}"
    yield "{{ case[0].__class__ }}"
    yield "{{ ''.__class__.__base__.__subclasses__() }}"
    yield "{{ case.upper() }}"
    yield "{{ case.format }}"
    yield "{{ '{0.__class__}'.format(case) }}"
    yield "{{ reasons.__len__ }}"
    yield "{{ reasons[0].items() }}"
    yield "{{ reasons[0].items }}"
    yield "{{ on.today() }}"
    yield "{{ on.year }}"
    yield "{{ case | attr('__class__') }}"
    yield "{{ words | map('upper') | list }}"
    yield "{{ case | safe }}"
    yield "{{ case | default('x') }}"
    yield "{{ words | random }}"
    yield "{{ range(1000000000) }}"
    yield "{{ lipsum.__globals__ }}"
    yield "{{ lipsum() }}"
    yield "{{ cycler }}"
    yield "{{ namespace(a=1) }}"
    yield "{{ self }}"
    yield "{{ self.__init__ }}"
    yield "{{ joiner }}"
    yield "{{ 'x' * 1000000000 }}"
    yield "{{ 9 ** 9 ** 9 }}"
    yield "{{ -1 }}"
    yield "{{ case ~ case }}"
    yield "{{ '%s' % case }}"
    yield "{{ case is callable }}"
    yield "{{ case is defined }}"
    yield "{{ [case] }}"
    yield "{{ {'a': case} }}"
    yield "{{ words[case] }}"
    yield "{{ words[0:1] }}"
    yield "{{ words[99] }}"
    yield "{% set x = case %}"
    yield "{% set x %}{{ case }}{% endset %}"
    yield "{% with x = case %}{{ x }}{% endwith %}"
    yield "{% macro m() %}{% endmacro %}"
    yield "{% filter upper %}x{% endfilter %}"
    yield "{% include '/etc/passwd' %}"
    yield "{% import 'os' as os %}"
    yield "{% from 'os' import path %}"
    yield "{% extends 'x' %}"
    yield "{% block x %}{% endblock %}"
    yield "{% for a, b in reasons %}{% endfor %}"
    yield "{% for a in words recursive %}{{ loop(words) }}{% endfor %}"
    yield "{% for a in words %}{{ loop }}{% endfor %}"
    yield "{% for a in words %}{{ loop.cycle('a') }}{% endfor %}"
    yield "{% for a in words %}{{ loop.__class__ }}{% endfor %}"
    yield "{% for a in words %}{{ loop._iterator }}{% endfor %}"
    yield "{% for a in on %}{{ a }}{% endfor %}"
    yield nested("for a in words", 3)
    yield nested("if case", 60)
    yield "{{ " + "not " * 5000 + "case }}"
    yield "{{ " + "(" * 5000 + "case" + ")" * 5000 + " }}"
    yield "{{ case" + ".a" * 20000 + " }}"
    yield "{{ case" + " | first" * 5000 + " }}"
    yield "x" * 50_001


@pytest.mark.parametrize("text", list(escapes()), ids=lambda text: str(text)[:40])
def test_a_template_cannot_leave_the_letter(text: str) -> None:
    with pytest.raises(NoticeError):
        render(f"# s\n\n{text}\n", VALUES, "ja")


def test_an_object_never_enters_a_template() -> None:
    for value in (Official(), Official, print, {1}, b"x", 1.5):
        with pytest.raises(NoticeError, match="which a notice cannot take"):
            render("# s\n\nx\n", {"value": [{"inner": value}]}, "ja")


@pytest.mark.parametrize(
    "value",
    [
        "<script>alert(1)</script>",
        "&lt;b&gt;",
        "[click](javascript:alert(1))",
        "[click](https://evil.example)",
        "![x](https://evil.example/pixel.png)",
        "<https://evil.example>",
        "**bold** _it_ `code` ~~gone~~",
        "# heading",
        "- item",
        "1. item",
        "> quote",
        "\\",
        "a \\[b\\](c)",
        "{{ case }}{% raw %}",
        "=====",
        "[a]: https://evil.example",
        "&amp; &#60;",
    ],
)
def test_a_value_is_words_and_nothing_else(value: str) -> None:
    for given_value in (value, Markup(value)):
        letter = render("# {{ v }}\n\n{{ v }}\n\nend\n", {"v": given_value}, "en")
        assert letter.subject == value
        assert letter.text == f"{value}\n\nend\n"
        assert letter.html.count("<") == 4  # two paragraphs


def test_a_value_cannot_begin_a_new_line() -> None:
    letter = render("# Case {{ v }}\n\n{{ v }}\n", {"v": "a\r\nBcc: everyone\n\n# b\n\n    c\u2028d"}, "en")
    assert letter.subject == "Case a Bcc: everyone # b c d"
    assert letter.html == "<p>a Bcc: everyone # b c d</p>\n"


def test_an_address_from_a_value_cannot_run_script() -> None:
    letter = render("# s\n\n[x]({{ v }})\n", {"v": "javascript:alert(1)"}, "en")
    assert "<a" not in letter.html


def test_raw_html_and_pictures_in_a_template_are_words() -> None:
    letter = render("# s\n\n<b onclick=x>y</b>\n\n![x](https://city.example/x.png)\n", {}, "en")
    assert "<b" not in letter.html
    assert "<img" not in letter.html


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=60))
def test_any_words_come_out_as_they_went_in(words: str) -> None:
    letter = render("# s\n\n[{{ v }}]\n", {"v": words}, "en")
    assert letter.text == f"[{' '.join(words.split())}]\n"
    assert letter.html.startswith("<p>[")
    assert letter.html.count("<") == 2
