"""What the face says in Japanese and English about questions and waiting."""

from collections.abc import Mapping
from datetime import datetime

from ichido.case.conclusions import How, Waiting, WaitingKind
from ichido.case.declared import Reply
from ichido.compiler.consents import reading_of
from ichido.compiler.plan import Plan, Why
from ichido.compiler.terms import entry
from ichido.language.kinds.model import Labels
from ichido.language.kinds.permit import EARLIER
from ichido.partners import Directory

WHY: Mapping[Why, Labels] = {
    "no-source": {"ja": "どの台帳にもない項目です", "en": "no register holds this"},
    "not-granted": {"ja": "法令上、台帳から取得できません", "en": "the law does not let us take this from a register"},
    "before-application": {
        "ja": "申請前は台帳から取得できません",
        "en": "before you apply, this cannot be taken from a register",
    },
    "stale": {"ja": "前回の情報が古くなっています", "en": "what we hold is too old"},
    "unavailable": {"ja": "台帳が一時的に利用できません", "en": "the register cannot be reached at the moment"},
    "declined": {"ja": "台帳の情報を使わないことを選ばれました", "en": "you declined what the register says"},
    "consent": {"ja": "ご本人の同意が必要です", "en": "this needs your consent"},
    "choice": {"ja": "ご本人が選ぶ項目です", "en": "this is for you to choose"},
    "correction": {"ja": "窓口から補正を求められています", "en": "the authority asks you to put this right"},
    "confirm": {"ja": "以前のお申出の内容でよいか確かめます", "en": "you told us this before: is it still right?"},
    "conflict": {
        "ja": "情報源によって内容が異なります。正しいものをお答えください",
        "en": "what is held of this differs from source to source: which is right?",
    },
    "not-found": {"ja": "台帳に記録がありませんでした", "en": "the register has no entry"},
}

THE_PERSON: Labels = {"ja": "ご本人", "en": "the person"}
ANOTHER_CASE: Labels = {"ja": "以前の手続", "en": "an earlier procedure"}

ACTS: Mapping[str, Labels] = {
    "presence": {"ja": "来庁", "en": "a visit to the office"},
    "identify": {"ja": "本人確認", "en": "proof of identity"},
    "sign": {"ja": "署名", "en": "a signature"},
    "fee": {"ja": "手数料の納付", "en": "payment of the fee"},
    "original": {"ja": "原本の提出", "en": "the original document"},
}

MEANWHILE: Mapping[How, Labels] = {
    "deferred": {
        "ja": "{register}は{since}から利用できません。申請はこのまま受け付けます。"
        "利用できるようになり次第、自動的に確認します。それまでは決定しません。",
        "en": "{register} cannot be reached since {since}. You can apply all the same: "
        "it is looked up by itself as soon as the register is back, and nothing is decided before.",
    },
    "asked": {
        "ja": "{register}は{since}から利用できません。分かる場合はご入力ください。"
        "利用できるようになり次第、台帳と照合します。それまでは決定しません。",
        "en": "{register} cannot be reached since {since}. Enter what you know: "
        "it is compared with the register as soon as that is back, and nothing is decided before.",
    },
    "stopped": {
        "ja": "{register}が{since}から利用できないため、この手続は進められません。"
        "利用できるようになり次第、自動的に再開します。今していただくことはありません。",
        "en": "{register} cannot be reached since {since}, and this cannot go on without it. "
        "It begins again by itself: there is nothing for you to do now.",
    },
    "declared": {
        "ja": "ご本人の申告によるもので、{register}での確認がまだです（{since}から利用できません）。"
        "確認できるまで決定しません。",
        "en": "This is what the person declared. {register} cannot be reached since {since} "
        "and has still to confirm it: nothing is decided before.",
    },
    "differs": {
        "ja": "ご本人の申告と{register}の記録が異なります（{since}に判明）。どちらかに定まるまで決定しません。",
        "en": "What the person declared is not what {register} says (found {since}): "
        "nothing is decided until it is clear which is right.",
    },
}
"""What the case does about a term that a register has not given or not confirmed, and what there is to do."""

REPLIES: Mapping[Reply, Labels] = {
    "pending": MEANWHILE["declared"],
    "same": {"ja": "{register}で確認しました（{since}）", "en": "confirmed by {register} ({since})"},
    "differs": MEANWHILE["differs"],
}

CONTESTED: Mapping[str, Labels] = {
    "open": {
        "ja": "{term}：{register}の内容が違うとのお申出により、訂正を求めています",
        "en": "{term}: you said that the {register} is wrong; its holder is asked to put it right",
    },
    "granted": {"ja": "{term}：{register}が訂正されました", "en": "{term}: the {register} was put right"},
    "refused": {
        "ja": "{term}：{register}は訂正されず、その内容を使います",
        "en": "{term}: the {register} was not changed, and what it says counts",
    },
}

RULES: Mapping[str, Labels] = {
    "open": {
        "ja": "{term}：{aside}の内容が食い違っています。ご本人の回答を待っています",
        "en": "{term}: {aside} say different things, and the person is asked which is right",
    },
    "first": {
        "ja": "{term}：{aside}と異なるため、優先順位により{counts}の内容を使います",
        "en": "{term}: {counts} counts before {aside}, which says something else",
    },
    "ask": {
        "ja": "{term}：{aside}と異なるため、ご本人の回答により{counts}の内容を使います",
        "en": "{term}: {counts} counts, as the person said; {aside} says something else",
    },
}

REPRESENTATIVE = "representative"
"""How the disclosure log names whoever acts for a person, as the one who saw or said something."""
_REPRESENTATIVE: Labels = {"ja": "代理人", "en": "who acts for the person"}

APPLY: Labels = {"ja": "申請する", "en": "apply"}
DECLINE: Labels = {"ja": "申請しない", "en": "do not apply"}
GIVE: Labels = {"ja": "同意する", "en": "I agree"}
REFUSE: Labels = {"ja": "同意しない", "en": "I do not agree"}

_WAITING: Mapping[WaitingKind, Labels] = {
    "registry": {"ja": "{what}の回答を待っています", "en": "waiting for an answer from: {what}"},
    "person": {"ja": "ご本人の入力を待っています：{what}", "en": "waiting for the person to answer: {what}"},
    "procedure": {"ja": "{what}の結果を待っています", "en": "waiting for the outcome of: {what}"},
    "authority": {"ja": "{what}の回答を待っています", "en": "waiting for: {what}"},
    "act": {"ja": "{what}が必要です", "en": "still needed: {what}"},
    "correction": {
        "ja": "{what}について、台帳の訂正の結果を待っています",
        "en": "waiting until the register is put right, or not: {what}",
    },
    "right": {
        "ja": "{what}について代理する権限が確認できていません",
        "en": "nothing shows yet that you may act in: {what}",
    },
    "agreement": {"ja": "{what}に、もう一人の同意が必要です", "en": "somebody else has to agree to: {what}"},
    "application": {
        "ja": "申請後に台帳で確認します：{what}",
        "en": "checked in the register once you have applied: {what}",
    },
}


def waiting(plan: Plan, directory: Directory, reason: Waiting) -> Labels:
    """Why something waits, in a sentence that describes nobody."""
    what = _what(plan, directory, reason)
    return {
        language: text.format(what=what.get(language) or what.get("en") or reason.what)
        for language, text in _WAITING[reason.kind].items()
    }


def of_register(text: Labels, register: Labels, code: str, since: datetime) -> Labels:
    """A sentence about a register and a moment, in each language it is written in."""
    moments = {"ja": f"{since.year}年{since.month}月{since.day}日{since:%H:%M}", "en": f"{since:%Y-%m-%d %H:%M}"}
    return {
        language: written.format(register=register.get(language) or code, since=moments.get(language, moments["en"]))
        for language, written in text.items()
    }


def _what(plan: Plan, directory: Directory, reason: Waiting) -> Labels:
    """What is waited for: a register, an act, a procedure, an authority, else a term."""
    if reason.what in plan.registries:
        return plan.registries[reason.what].title
    if reason.what == EARLIER:
        return ANOTHER_CASE
    if reason.kind == "act":
        return ACTS.get(reason.what, {})
    reading = reading_of(reason.what)
    name = reading.procedure if reading else reason.what.partition("(")[0]
    if name in plan.procedures:
        return plan.procedures[name].definition.title
    if reason.kind == "authority" and "." not in name:
        return authority(plan, directory, reason.what)
    return term(plan, name)


def authority(plan: Plan, directory: Directory, code: str) -> Labels:
    """The name of an authority, of one office where many have the role."""
    if code in plan.authorities:
        return plan.authorities[code].title
    partner = directory.partner(code)
    return dict(partner.title) if partner else {}


def partner(plan: Plan, directory: Directory, named: str) -> Labels:
    """The name of an authority, of a registry at an office (`resident-register@122033`), or of another case."""
    if named.startswith(EARLIER):
        number = named.removeprefix(EARLIER)
        return {language: f"{name}{number}" for language, name in ANOTHER_CASE.items()}
    if named == REPRESENTATIVE:
        return _REPRESENTATIVE
    registry, at, office = named.partition("@")
    if not at:
        return authority(plan, directory, named)
    titles = (
        authority(plan, directory, office),
        plan.registries[registry].title if registry in plan.registries else {},
    )
    return {language: " ".join(t[language] for t in titles if language in t) for language in ("ja", "en")}


def term(plan: Plan, path: str) -> Labels:
    """The labels of the term or the role that a path or question key ends in; none if the plan does not have it."""
    found = entry(plan, path) or next((v.roles[path] for v in plan.vocabularies.values() if path in v.roles), None)
    return found.labels if found else {}
