"""The letter for one notice of a case: its template, and what is said in it."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from importlib.resources import files

from ichido.case.deadlines import day_of
from ichido.case.known import procedure_of
from ichido.case.payload import standing_of
from ichido.case.record import Filing, Record
from ichido.case.standing import Standing, causes, subjects
from ichido.case.state import NoticeRef
from ichido.case.unverified import rests_on
from ichido.case.values import plain
from ichido.compiler.plan import Plan
from ichido.compiler.terms import entry
from ichido.language.kinds.model import label
from ichido.notices.contents import Contents, Produced, Reason, Unverified
from ichido.notices.letter import Letter
from ichido.notices.render import render
from ichido.rules.phrases import EN, JA, Phrases
from ichido.rules.values import Compound, File, Listing, PartialDate, Value

_PHRASES: Mapping[str, Phrases] = {"ja": JA, "en": EN}
_OUTCOMES = {
    "ja": {
        "accepted": "受理",
        "not-accepted": "不受理",
        "granted": "認定",
        "refused": "却下",
        "issued": "交付",
        "done": "完了",
    },
    "en": {"not-accepted": "not accepted"},
}


def spoken(language: str, there: Collection[str]) -> str:
    """Which language that is there suits a reader of `language`: it, what it is a kind of, English, or any."""
    parts = language.split("-")
    wanted = ("-".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((one for one in (*wanted, "en") if one in there), min(there))


def pinned(plan: Plan, notice: NoticeRef, language: str) -> tuple[str, str] | None:
    """The language and the hash of the text that the plan pins for a notice; None if its text is built in."""
    if notice.kind != "outcome":
        letters = plan.letters.get(notice.kind, {})
        found = spoken(language, {*letters, *_built_in(notice.kind)})
        return (found, letters[found]) if found in letters else None
    texts = plan.procedures[procedure_of(notice.key)].notices.get(notice.outcome, {})
    found = spoken(language, texts) if texts else ""
    return (found, texts[found]) if texts else None


def built_in(notice: NoticeRef, language: str) -> tuple[str, str]:
    """The language and the text of a notice that every procedure has: a correction wanted, a day gone by, an answer."""
    found = spoken(language, _built_in(notice.kind))
    return found, _text(notice.kind, found)


def _text(kind: str, language: str) -> str:
    return files("ichido.notices").joinpath("templates", f"{kind}.{language}.md").read_text(encoding="utf-8")


def _built_in(kind: str) -> list[str]:
    templates = [one.name.split(".") for one in files("ichido.notices").joinpath("templates").iterdir()]
    return [tag for name, tag, _ in templates if name == kind]


def compose(
    plan: Plan,
    record: Record,
    notice: NoticeRef,
    template: str,
    language: str,
    authorities: Mapping[str, str],
    on: date,
) -> Letter:
    """The letter; NoticeError if the template asks for what there is not. `authorities` names offices by code."""
    return compose_of(standing_of(plan, record, notice.key, on), notice, template, language, authorities, on)


def compose_of(
    standing: Standing, notice: NoticeRef, template: str, language: str, authorities: Mapping[str, str], on: date
) -> Letter:
    """As `compose`, for who has looked already where the filing stands."""
    plan, definition, filing = standing.free.plan, standing.planned.definition, standing.filing
    unverified = tuple(_unverified(standing, language)) if notice.kind == "outcome" else ()
    title = label(plan.authorities[definition.authority].title, language, definition.authority)
    contents = Contents(
        case=standing.free.record.case,
        procedure=label(definition.title, language, definition.procedure),
        authority=authorities.get(standing.authority or "", title),
        outcome=_OUTCOMES.get(language, {}).get(notice.outcome, notice.outcome),
        on=_day(notice, filing, on),
        reasons=tuple(Reason(r.text, r.article or str(definition.basis)) for r in filing.reasons),
        amount=filing.amount,
        produced=tuple(_produced(notice, standing, language)),
        unverified=unverified,
    )
    if unverified:
        template = template.rstrip() + _text("unverified", spoken(language, _built_in("unverified")))
    return render(template, contents.values(), language, plan.counting.currency)


def _day(notice: NoticeRef, filing: Filing, on: date) -> date:
    if notice.kind in ("overdue", "late"):
        return date.fromisoformat(notice.id.rpartition("@")[2].partition("/")[0])
    return filing.outcome_on or on


def _unverified(standing: Standing, language: str) -> Iterator[Unverified]:
    """What the outcome was reached over that no register has confirmed."""
    plan = standing.free.plan
    for one in rests_on(standing):
        term = entry(plan, one.term)
        yield Unverified(label(term.labels, language, one.term) if term else one.term, day_of(plan, one.since))


def _produced(notice: NoticeRef, standing: Standing, language: str) -> Iterator[Produced]:
    """What came of a favourable outcome, or which items a correction names."""
    plan = standing.free.plan
    if notice.kind == "correction":
        correction = standing.filing.open_correction
        for item in correction.items if correction else ():
            yield Produced(_label(plan, item, language), correction.message if correction else "")
    elif notice.kind == "outcome":
        for path in standing.planned.definition.produces:
            value = standing.free.value(path)
            # Whom it entered goes by random ids, which say nothing to anybody.
            if not causes(value) and not subjects(value):
                yield Produced(_label(plan, path, language), _said(value, language))


def _label(plan: Plan, path: str, language: str) -> str:
    """The label of the term at the end of a path from a root."""
    root, *rest = path.split(".")
    vocabulary = plan.roots.get(root, root)
    term = None
    for name in rest:
        term = plan.vocabularies[vocabulary].terms.get(name)
        if term is None:
            return path
        vocabulary = term.type
    return label(term.labels, language, path) if term else path


def _said(value: Value, language: str) -> str:
    if isinstance(value, Listing):
        comma = "、" if language.partition("-")[0] == "ja" else ", "
        return comma.join(dict.fromkeys(_said(item, language) for item in value.items))
    if isinstance(value, PartialDate) and language.partition("-")[0] in _PHRASES:
        return _PHRASES[language.partition("-")[0]].part(value)
    return str(value if isinstance(value, File | Compound) else getattr(value, "text", None) or plain(value))
