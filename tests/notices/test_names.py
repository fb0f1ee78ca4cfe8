"""Which values a notice speaks of."""

import pytest

from ichido.notices import KNOWN_NAMES, NoticeError, names


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no placeholder", ()),
        ("{{ case }} {{ case }}", ("case",)),
        ("{{ move.old_address.municipality }}", ("move.old_address.municipality",)),
        ("{{ move['date'] | date }}", ("move.date",)),
        ("{% for r in reasons %}{{ r.text }}{{ loop.index }}{% endfor %}", ("reasons", "reasons.text")),
        ("{% for c in a.b %}{% for d in c.e %}{{ d.f }}{% endfor %}{% endfor %}", ("a.b", "a.b.e", "a.b.e.f")),
        ("{% for r in reasons if r.article %}{% else %}{{ r }}{% endfor %}", ("r", "reasons", "reasons.article")),
        ("{% if a is not none and b == 'c' %}{{ d }}{% else %}{{ f }}{% endif %}", ("a", "b", "d", "f")),
        ("{{ reasons[0].text }} {{ (reasons | first).article }}", ("reasons.article", "reasons.text")),
        ("{{ a.b if c else d | length }}", ("a.b", "c", "d")),
        ("{{ loop }}", ("loop",)),
    ],
)  # fmt: skip
def test_names_are_dotted_and_a_loop_means_each(text: str, expected: tuple[str, ...]) -> None:
    assert names(f"# s\n\n{text}\n") == expected


def test_a_subject_has_names_too() -> None:
    assert names("# {{ case }}\n") == ("case",)


def test_a_notice_that_cannot_be_read_has_no_names() -> None:
    with pytest.raises(NoticeError, match="line 3"):
        names("# s\n\n{% for %}\n")


def test_the_values_of_every_notice_are_known_by_name() -> None:
    assert KNOWN_NAMES == (
        "case", "procedure", "authority", "outcome", "on", "reasons", "amount", "remedies", "produced",
        "unverified", "reasons.text", "reasons.article", "produced.label", "produced.value", "unverified.label",
        "unverified.since",
    )  # fmt: skip
