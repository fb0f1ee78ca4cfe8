"""The plan by which a register's entry is put right, by that register's own route: a procedure like any other."""

from ichido.compiler.plan import Plan, PlannedNeed, PlannedProcedure
from ichido.language.kinds import Procedure, Vocabulary
from ichido.language.kinds.jurisdiction import Jurisdiction
from ichido.language.kinds.model import Labels
from ichido.language.kinds.procedure import DecideClock, Need, Produced
from ichido.language.kinds.registry import Correct, Registry
from ichido.language.kinds.vocabulary import Term

CORRECTION = "correction"
"""The id of the life event, of its one procedure and of what it is about; no definition may have it."""

_CODES: dict[str, Labels] = {
    "register": {"ja": "台帳", "en": "register"},
    "entry": {"ja": "記録の項目", "en": "item of the entry"},
    "office": {"ja": "提出先", "en": "office"},
}
_HELD: Labels = {"ja": "現在の記録", "en": "what the register says"}
_SHOULD_BE: Labels = {"ja": "正しい内容", "en": "what it should say"}
_WHY: Labels = {"ja": "訂正を求める理由", "en": "why it is wrong"}
_TITLE: Labels = {"ja": "訂正", "en": "correction"}
_OF: Labels = {"ja": "対象", "en": "whose entry it is"}


class NoRoute(LookupError):
    """Neither the register nor its country's law says how an entry of it is put right."""


def correction_plan(plan: Plan, registry: str, term: str, said: bool) -> Plan:
    """The plan of a correction of a term (`vocabulary.term`) in a registry of a plan; NoRoute if there is no way.

    `said`: whether the person says what it should be; else the office finds out.
    """
    kept, (kind, _, name) = plan.registries[registry], term.partition(".")
    route = kept.correct
    if route is None:
        raise NoRoute(registry)
    entry = _asked(plan.vocabularies[kind].terms[name])
    definition = _procedure(kept, route, name, said)
    return Plan(
        life_event=CORRECTION,
        title=definition.title,
        about=CORRECTION,
        roots={"applicant": plan.roots["applicant"], CORRECTION: CORRECTION},
        country=plan.country,
        counting=plan.counting,
        laws={law: found for law, found in plan.laws.items() if law == route.under.law},
        vocabularies=_vocabularies(plan, kind, name, entry, said),
        registries={},
        authorities={kept.holder: plan.authorities[kept.holder].model_copy(update={"offices": {}})},
        calendars={calendar: plan.calendars[calendar] for calendar in (plan.authorities[kept.holder].calendar,)},
        parameters={},
        procedures={CORRECTION: PlannedProcedure(definition=definition)},
        needs=tuple(_need(path) for path in definition.needs),
        lookups=(),
        questions=(),
        submissions=((CORRECTION,),),
        letters=plan.letters,
        alike=plan.alike,
    )


def _procedure(registry: Registry, route: Correct, name: str, said: bool) -> Procedure:
    """An application to the holder: it decides within the period of the route; what it grants enters the register."""
    told = ("of", "register", "entry", "held", *(("should_be",) if said else ()), "why")
    produced = Produced.model_validate({"is": f"{CORRECTION}.should_be"} if said else {})
    return Procedure(
        procedure=CORRECTION,
        title=_title(registry.title),
        kind="application",
        basis=route.under,
        about=CORRECTION,
        authority=registry.holder,
        jurisdiction=Jurisdiction(of=f"{CORRECTION}.office"),
        needs={f"{CORRECTION}.{one}": Need() for one in told},
        decide=DecideClock(by="person", within=route.within),
        produces={f"{CORRECTION}.of.{name}": produced},
    )


def _title(register: Labels) -> Labels:
    others = {language: title for language, title in register.items() if language not in ("ja", "en")}
    known = {"ja": f"{register['ja']}の訂正"} if "ja" in register else {}
    return {**others, **known, **({"en": f"correction of the {register['en']}"} if "en" in register else {})}


def _vocabularies(plan: Plan, kind: str, name: str, entry: Term, said: bool) -> dict[str, Vocabulary]:
    """What a correction is about, whose entry it is with the one term, the applicant, and whom the term leads to."""
    terms = {one: Term.model_validate({"type": "code", **labels}) for one, labels in _CODES.items()}
    terms["of"] = Term.model_validate({"type": kind, **_OF})
    terms["held"] = entry.model_copy(update={"labels": _HELD})
    if said:
        terms["should_be"] = entry.model_copy(update={"labels": _SHOULD_BE})
    terms["why"] = Term.model_validate({"type": "text", **_WHY})
    about = Vocabulary(vocabulary=CORRECTION, title=_TITLE, lives="case", terms=terms)
    near = {one: plan.vocabularies[one] for one in (plan.roots["applicant"], entry.type) if one in plan.vocabularies}
    bare = {one: vocabulary.model_copy(update={"terms": {}, "roles": {}}) for one, vocabulary in near.items()}
    whose = plan.vocabularies[kind].model_copy(update={"terms": {name: entry}, "roles": {}})
    return {**bare, kind: whose, CORRECTION: about}


def _asked(entry: Term) -> Term:
    """The term as a value alone: not derived, chosen or used again."""
    alone = {"is_": None, "at_opening": None, "among": None, "sources": (), "conflict": "first", "reuse": "never"}
    return entry.model_copy(update=alone)


def _need(path: str) -> PlannedNeed:
    return PlannedNeed(path=path, canonical=path, procedure=CORRECTION, use="payload", origin="asked", why="no-source")
