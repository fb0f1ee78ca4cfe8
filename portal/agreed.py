"""A consent in words, Japanese and English: who gets what, from where, for what and how long, and what a no costs."""

from collections.abc import Iterable

from ichido.case.record import Consent
from ichido.compiler.plan import Plan
from ichido.compiler.terms import entry
from ichido.language.kinds.model import Labels, label
from ichido.partners import Directory
from portal.words import authority

LANGUAGES = ("ja", "en")

_WORDS: dict[str, Labels] = {
    "registry": {
        "ja": (
            "同意されると、{source}にある「{what}」が、{purpose}（{acts}）のために{recipients}へ提供されます。"
            "根拠は{under}です。この手続のためだけに使い、ほかの目的には使いません。"
            "同意はこの事案が終わるまで有効で、いつでも撤回できます。撤回した後は読み取らず、まだ送っていないものには使いません。"
            "同意しなくても不利益はなく、同じ項目をご自身に入力していただくだけです。"
        ),
        "en": (
            "If you agree, {recipients} gets from the {source}: {what}; for: {purpose} ({acts}), under {under}. "
            "It is used for this procedure and for nothing else. "
            "It counts until this case ends. "
            "You can take this back at any time: nothing is read from then on, and nothing not sent yet rests on it. "
            "Saying no costs you nothing but being asked for the same yourself."
        ),
    },
    "partner": {
        "ja": (
            "同意されると、{purpose}（{acts}）のために「{what}」が{recipients}へ送られます。"
            "台帳にある項目は台帳から読み取ります。この手続のためだけに使い、ほかの目的には使いません。"
            "同意はこの事案が終わるまで有効で、いつでも撤回できます。まだ送っていなければ送りません。送った後は、相手方に取消しを求めます。"
            "同意しなくても不利益はなく、この手続をご自身で行っていただくだけです。"
        ),
        "en": (
            "If you agree, {recipients} is told: {what}; for: {purpose} ({acts}). "
            "What a register holds is read from it. It is used for this procedure and for nothing else. "
            "It counts until this case ends. "
            "You can take this back at any time: what has not been sent is not sent, and what has been sent they are "
            "asked to give back. Saying no costs you nothing but telling them yourself."
        ),
    },
    "reuse": {
        "ja": (
            "同意されると、以前の手続でお申出の「{what}」を、{purpose}（{acts}）のために{recipients}へ送ります。"
            "根拠は{under}です。この手続のためだけに使います。同意はこの事案が終わるまで有効で、いつでも撤回できます。"
            "同意しなくても不利益はなく、あらためて入力していただくだけです。"
        ),
        "en": (
            "If you agree, what you said in an earlier procedure, {what}, goes to {recipients} for: "
            "{purpose} ({acts}), under {under}. It is used for this procedure and for nothing else. "
            "It counts until this case ends. "
            "You can take this back at any time. Saying no costs you nothing but being asked for it again."
        ),
    },
}


def in_words(plan: Plan, directory: Directory, consent: Consent) -> Labels:
    """What a person reads before they agree, in each language; the same consent gives the same words."""
    return {
        language: _WORDS[consent.kind][language].format(
            recipients=_listed((recipient(plan, directory, code) for code in consent.recipients), language),
            source=label(source(plan, consent), language, consent.source),
            what=_listed(what(plan, consent), language),
            purpose=_listed((plan.procedures[id_].definition.title for id_ in consent.procedures), language),
            acts=", ".join(consent.acts),
            under=consent.under,
        )
        for language in LANGUAGES
    }


def recipient(plan: Plan, directory: Directory, code: str) -> Labels:
    """Who gets it: an office, or the role while its office is not known."""
    return authority(plan, directory, code) or dict.fromkeys(LANGUAGES, code)


def source(plan: Plan, consent: Consent) -> Labels:
    """The register it is read from; nothing for what the person says."""
    return plan.registries[consent.source].title if consent.source in plan.registries else {}


def what(plan: Plan, consent: Consent) -> tuple[Labels, ...]:
    """What it is about, path by path, each with whose it is unless it is the applicant's or the case's own."""
    return tuple(_whose(plan, path) for path in consent.terms)


def _whose(plan: Plan, path: str) -> Labels:
    prefix = path.rpartition(".")[0]
    term, of = entry(plan, path), entry(plan, prefix) if "." in prefix else None
    labels = term.labels if term else {}
    if of is None:
        return labels
    return {
        "ja": f"{label(of.labels, 'ja', prefix)}の{label(labels, 'ja', path)}",
        "en": f"{label(labels, 'en', path)} of: {label(of.labels, 'en', prefix)}",
    }


def _listed(named: Iterable[Labels], language: str) -> str:
    names = dict.fromkeys(label(labels, language, "") for labels in named)
    return ("、" if language == "ja" else ", ").join(names)
