"""A value as people read it, in Japanese and English."""

from ichido.case.known import Known
from ichido.language.kinds.model import Labels, label
from ichido.language.kinds.vocabulary import Term
from ichido.rules.phrases import EN, JA
from ichido.rules.values import NONE, Compound, Listing, PartialDate, PersonName, Subject, Value


def in_words(known: Known, value: Value, term: Term | None = None) -> Labels:
    """What a value says; subjects by name, the fields of a record by the labels of its term."""
    match value:
        case bool():
            return {"ja": "はい", "en": "yes"} if value else {"ja": "いいえ", "en": "no"}
        case Listing(items):
            return _joined([in_words(known, item, term) for item in items])
        case Compound(fields):
            there = [(name, in_words(known, part)) for name, part in fields if part is not NONE]
            return _joined([_labelled(text, term.fields[name].labels if term else {}) for name, text in there])
        case Subject(id_, vocabulary):
            name = name_of(known, id_)
            title = known.plan.vocabularies[vocabulary].title if vocabulary in known.plan.vocabularies else {}
            return {"ja": name or title.get("ja", ""), "en": name or title.get("en", "")}
        case PartialDate():
            return {"ja": JA.part(value), "en": EN.part(value)}
    if value is NONE:
        return {"ja": "なし", "en": "none"}
    return {"ja": str(value), "en": str(value)}


def name_of(known: Known, subject: str) -> str | None:
    """What a subject is called, if a name of theirs is known."""
    return next(
        (
            fact.value.text
            for fact in reversed(known.record.facts)
            if fact.subject == subject and isinstance(fact.value, PersonName)
        ),
        None,
    )


def _joined(texts: list[Labels]) -> Labels:
    return {"ja": "、".join(text["ja"] for text in texts), "en": ", ".join(text["en"] for text in texts)}


def _labelled(text: Labels, labels: Labels) -> Labels:
    """A field of a record after its label."""
    return {language: f"{label(labels, language, '')}: {said}" for language, said in text.items()}
