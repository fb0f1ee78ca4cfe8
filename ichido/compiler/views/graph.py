"""A plan as a Mermaid flowchart: from registries and the person through needs to procedures and authorities."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from ichido.compiler.plan import Plan, PlannedNeed
from ichido.compiler.reads import tree_of
from ichido.compiler.views.summary import required_needs
from ichido.language.kinds.model import Labels, label
from ichido.language.kinds.vocabulary import Term
from ichido.rules.depend import paths

Group = Literal["person", "registries", "needs", "procedures", "authorities"]

_TITLES: dict[Group, Labels] = {
    "registries": {"en": "registries", "ja": "台帳"},
    "needs": {"en": "needs", "ja": "必要項目"},
    "procedures": {"en": "procedures", "ja": "手続"},
    "authorities": {"en": "authorities", "ja": "所管機関"},
    "person": {"en": "the person", "ja": "本人"},
}
_SHAPES: dict[Group, tuple[str, str]] = {
    "person": ("([", "])"),
    "registries": ("[(", ")]"),
    "needs": ("[", "]"),
    "procedures": ("[[", "]]"),
    "authorities": ("{{", "}}"),
}
# What Mermaid or the HTML it makes could take for syntax is written as an entity by its number.
_UNSAFE = re.compile(r"""[^\w\s.,:;/()（）、。・=!?+*'-]|_{2,}""")


@dataclass
class _Chart:
    """Nodes by what they stand for, and arrows, in the order in which they were found."""

    nodes: dict[tuple[Group, str], str] = field(default_factory=dict)
    labels: dict[tuple[Group, str], str] = field(default_factory=dict)
    arrows: dict[str, None] = field(default_factory=dict)

    def node(self, group: Group, key: str, *lines: str) -> str:
        """The name of a node; the same thing is drawn once."""
        if (group, key) not in self.nodes:
            self.nodes[group, key] = f"{group}{sum(1 for g, _ in self.nodes if g == group) + 1}"
            self.labels[group, key] = "<br>".join(escape(line) for line in dict.fromkeys(lines) if line)
        return self.nodes[group, key]

    def arrow(self, start: str, end: str, how: str = "-->", text: str = "") -> None:
        """An arrow, once."""
        self.arrows[f'  {start} {how}|"{escape(text)}"| {end}' if text else f"  {start} {how} {end}"] = None


def render(plan: Plan, language: str = "en") -> str:
    """The flowchart of a plan with its labels in a language, else in any there is."""
    chart = _Chart()
    for needs in required_needs(plan).values():
        for need in needs:
            end = _procedure(chart, plan, need.procedure, language)
            chart.arrow(_need(chart, plan, need, language), end)
    for id_ in (id_ for wave in plan.submissions for id_ in wave):
        _around(chart, plan, id_, language)
    return "\n".join(("flowchart LR", *_drawn(chart, language), *chart.arrows)) + "\n"


def escape(text: str) -> str:
    """Text that stands for itself in a quoted Mermaid label."""
    return _UNSAFE.sub(lambda found: "".join(f"#{ord(c)};" for c in found[0]), text)


def _drawn(chart: _Chart, language: str) -> Iterator[str]:
    for group, (opening, closing) in _SHAPES.items():
        inside = [
            f'{chart.nodes[key]}{opening}"{chart.labels[key]}"{closing}' for key in chart.nodes if key[0] == group
        ]
        if group == "person":
            yield from (f"  {node}" for node in inside)
        elif inside:
            yield f'  subgraph {group} ["{label(_TITLES[group], language, group)}"]'
            yield from (f"    {node}" for node in inside)
            yield "  end"


def _procedure(chart: _Chart, plan: Plan, id_: str, language: str) -> str:
    definition = plan.procedures[id_].definition
    return chart.node("procedures", id_, label(definition.title, language, id_), id_)


def _around(chart: _Chart, plan: Plan, id_: str, language: str) -> None:
    """The authority a procedure goes to, the choice to apply for it, and the things it yields."""
    definition = plan.procedures[id_].definition
    here = _procedure(chart, plan, id_, language)
    title = label(plan.authorities[definition.authority].title, language, definition.authority)
    where = str(definition.jurisdiction or "")
    chart.arrow(here, chart.node("authorities", f"{definition.authority} {where}", title, where), "==>")
    for question in plan.questions:
        if question.term.partition("(")[0] == id_ or (question.why == "consent" and id_ in question.procedures):
            chart.arrow(_person(chart, language), here, text=question.why)


def _need(chart: _Chart, plan: Plan, need: PlannedNeed, language: str) -> str:
    """The node of a term, with arrows from wherever it comes."""
    term = _term(plan, need.canonical)
    name = need.canonical.rpartition(".")[2]
    here = chart.node("needs", need.canonical, label(term.labels, language, name) if term else name, need.canonical)
    match need.origin:
        case "obtained":
            title = label(plan.registries[need.via].title, language, need.via)
            chart.arrow(chart.node("registries", need.via, title, need.via), here, text=need.under)
        case "asked":
            chart.arrow(_person(chart, language), here, text=need.why or "")
        case "produced":
            for producer in need.producers:
                chart.arrow(_procedure(chart, plan, producer, language), here, "==>")
        case "derived":
            for source in _derived_from(plan, need):
                if source.canonical != need.canonical:
                    chart.arrow(_need(chart, plan, source, language), here, "-.->")
    return here


def _person(chart: _Chart, language: str) -> str:
    return chart.node("person", "", label(_TITLES["person"], language, "person"))


def _derived_from(plan: Plan, need: PlannedNeed) -> Iterator[PlannedNeed]:
    """The needs of the same procedure that a derived term is made of."""
    term = _term(plan, need.canonical)
    written = (term.at_opening,) if term and term.at_opening else paths(tree_of(need.via))
    subject = need.path.rpartition(".")[0]
    for path in written:
        root, dot, rest = path.partition(".")
        rooted = path if root in plan.roots else f"{subject}{dot}{rest}"
        found = [n for n in plan.needs if n.procedure == need.procedure and f"{rooted}.".startswith(f"{n.path}.")]
        if found:
            yield max(found, key=lambda n: len(n.path))


def _term(plan: Plan, path: str) -> Term | None:
    """The term that a canonical path ends in."""
    root, *parts = path.split(".")
    kind, term = plan.roots.get(root, root), None
    for part in parts:
        vocabulary = plan.vocabularies.get(kind)
        term = vocabulary.terms.get(part) if vocabulary else None
        if term is None:
            return None
        kind = term.type
    return term
