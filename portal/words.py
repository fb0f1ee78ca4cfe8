"""What the face says in Japanese and English about questions and waiting."""

from collections.abc import Mapping

from ichido.case.conclusions import Waiting, WaitingKind
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
    "not-found": {"ja": "台帳に記録がありませんでした", "en": "the register has no entry"},
}

ANOTHER_CASE: Labels = {"ja": "以前の手続", "en": "an earlier procedure"}

ACTS: Mapping[str, Labels] = {
    "presence": {"ja": "来庁", "en": "a visit to the office"},
    "identify": {"ja": "本人確認", "en": "proof of identity"},
    "sign": {"ja": "署名", "en": "a signature"},
    "fee": {"ja": "手数料の納付", "en": "payment of the fee"},
    "original": {"ja": "原本の提出", "en": "the original document"},
}

REPRESENTATIVE = "representative"
"""How the disclosure log names whoever acts for a person, as the one who saw or said something."""
_REPRESENTATIVE: Labels = {"ja": "代理人", "en": "who acts for the person"}

APPLY: Labels = {"ja": "申請する", "en": "apply"}
DECLINE: Labels = {"ja": "申請しない", "en": "do not apply"}

_WAITING: Mapping[WaitingKind, Labels] = {
    "registry": {"ja": "{what}の回答を待っています", "en": "waiting for an answer from: {what}"},
    "person": {"ja": "ご本人の入力を待っています：{what}", "en": "waiting for the person to answer: {what}"},
    "procedure": {"ja": "{what}の結果を待っています", "en": "waiting for the outcome of: {what}"},
    "authority": {"ja": "{what}の回答を待っています", "en": "waiting for: {what}"},
    "act": {"ja": "{what}が必要です", "en": "still needed: {what}"},
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


def _what(plan: Plan, directory: Directory, reason: Waiting) -> Labels:
    """What is waited for: a register, an act, a procedure, an authority, else a term."""
    if reason.what in plan.registries:
        return plan.registries[reason.what].title
    if reason.what == EARLIER:
        return ANOTHER_CASE
    if reason.kind == "act":
        return ACTS.get(reason.what, {})
    name = reason.what.partition("(")[0]
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
