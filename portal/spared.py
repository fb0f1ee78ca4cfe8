"""What of a case nobody is asked for, and why, in words that describe nobody."""

from collections.abc import Container, Iterator

from ichido.case.spared import Settles, spared
from ichido.language.kinds.model import Labels
from ichido.rules.explain import explain
from ichido.rules.parse import parse
from portal.standing import Met
from portal.view import View
from portal.words import term

BECAUSE: dict[Settles, Labels] = {
    "applies": {"ja": "対象となる条件に当てはまりません：{rule}", "en": "it would apply only if {rule}"},
    "choice": {"ja": "申請しないことを選ばれました", "en": "the person does not want it"},
    "eligible": {"ja": "認定の条件に当てはまりません：{rule}", "en": "it would be granted only if {rule}"},
    "need": {"ja": "必要となる条件に当てはまりません：{rule}", "en": "it would be needed only if {rule}"},
}


class NotAsked(View):
    """What one procedure would have needed and is not fetched or asked: terms by path, and why it no longer matters."""

    key: str
    why: Settles
    because: Labels
    terms: dict[str, Labels]


def not_asked(met: Met, keys: Container[str]) -> Iterator[NotAsked]:
    """For each of these procedures what it spares the person, in the order of the plan."""
    every = spared(met.plan, met.stored.record, met.on, met.conclusions)
    for one in (one for one in every if one.key in keys):
        because = {
            language: text.format(rule=_said(met, one.rule, language)) for language, text in BECAUSE[one.why].items()
        }
        yield NotAsked(
            key=one.key, why=one.why, because=because, terms={path: term(met.plan, path) for path in one.paths}
        )


def _said(met: Met, rule: str, language: str) -> str:
    tree = parse(rule, None) if rule else None
    if tree is None or isinstance(tree, tuple):
        return ""
    return explain(tree, language, lambda path: term(met.plan, path).get(language, path))
