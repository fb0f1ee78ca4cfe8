"""What sources say differently, in words that repeat nothing of what they say."""

from collections.abc import Iterable, Mapping
from datetime import date

from ichido.case.conclusions import Conclusions, Conflict, Contested
from ichido.case.known import procedure_of
from ichido.compiler.plan import Plan
from ichido.language.kinds.model import Labels
from ichido.language.kinds.vocabulary import EARLIER_CASE, PERSON
from portal.view import View
from portal.words import ANOTHER_CASE, CONTESTED, RULES, THE_PERSON, term


class ConflictShown(View):
    """Sources say different things of a term: whose word `counts`, whose is set `aside`, by which rule, in words."""

    subject: str
    term: str
    on: date | None
    label: Labels
    counts: str | None
    aside: tuple[str, ...]
    rule: str
    open: bool
    text: Labels


class ContestShown(View):
    """The person said that a register is wrong; `correction` is the case that has it put right."""

    correction: str
    subject: str
    term: str
    label: Labels
    state: str
    text: Labels


def contested(plan: Plan, conclusions: Conclusions) -> tuple[ContestShown, ...]:
    """Everything of which the person said that a register is wrong."""
    return tuple(contest_shown(plan, one) for one in conclusions.contested)


def contest_shown(plan: Plan, one: Contested) -> ContestShown:
    """What became of one such word, in words."""
    label = term(plan, one.term)
    words = {"term": label, "register": _named(plan, one.registry)}
    return ContestShown(
        correction=one.correction,
        subject=one.subject,
        term=one.term,
        label=label,
        state=one.state,
        text={language: _filled(text, words, language) for language, text in CONTESTED[one.state].items()},
    )


def conflicts(plan: Plan, conclusions: Conclusions) -> tuple[ConflictShown, ...]:
    """Every difference among the sources of a case."""
    return tuple(shown(plan, one) for one in conclusions.conflicts)


def shown(plan: Plan, one: Conflict) -> ConflictShown:
    """One difference, in words."""
    label = term(plan, one.term)
    parties = (one.counts, *one.aside) if one.open else one.aside
    words = {
        "term": label,
        "counts": _named(plan, one.counts),
        "aside": _joined(_named(plan, each) for each in parties),
    }
    return ConflictShown(
        subject=one.subject,
        term=one.term,
        on=one.on,
        label=label,
        counts=None if one.open else one.counts,
        aside=parties,
        rule=one.rule,
        open=one.open,
        text={
            language: _filled(text, words, language)
            for language, text in RULES["open" if one.open else one.rule].items()
        },
    )


def _filled(text: str, words: Mapping[str, Labels], language: str) -> str:
    return text.format(**{name: said.get(language) or said.get("en", "") for name, said in words.items()})


def _named(plan: Plan, source: str) -> Labels:
    if source == PERSON:
        return THE_PERSON
    if source == EARLIER_CASE:
        return ANOTHER_CASE
    if source in plan.registries:
        return plan.registries[source].title
    return plan.procedures[procedure_of(source)].definition.title


def _joined(names: Iterable[Labels]) -> Labels:
    every = list(names)
    return {
        "ja": "、".join(each.get("ja") or each.get("en", "") for each in every),
        "en": ", ".join(each.get("en") or each.get("ja", "") for each in every),
    }
