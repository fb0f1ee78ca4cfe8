"""Every surface on which somebody could learn of somebody else, and the gate that each answers through.

A route, verb, channel or letter that stands in no line here fails the test that walks them.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Gate: TypeAlias = Literal[
    "case", "own-log", "other-cases", "answers", "outbox", "letters", "offices", "mandates", "nobody"
]
"""What answers as if the protected were not there:

`case`: the store loads a case without them (`ichido.store.cases.load`); `answers`: what comes in is kept without them
(`ichido.case.unseen.admitted`); `own-log`: lines of their cases are withheld (`ichido.store.disclosures`);
`other-cases`: their cases are none (`ichido.store.protections.away_from`); `outbox`: nothing written before leaves
(`ichido.store.protections.held`); `letters`: an older letter that says something of them is not shown
(`portal.protected.readable`); `mandates`: those given by somebody who is protected from their holder are none
(`portal.mandating`), and open no case (`portal.rights`); `offices`: only offices reach it, and it names nobody;
`nobody`: it holds nothing of people.
"""
Kind: TypeAlias = Literal["route", "verb", "channel", "letter", "history"]


@dataclass(frozen=True, slots=True)
class Surface:
    """One place where something is shown, sent or printed: what kind it is, where, and through which gates."""

    kind: Kind
    where: str
    gates: tuple[Gate, ...]


def _routes(gate: Gate | tuple[Gate, ...], *where: str) -> tuple[Surface, ...]:
    gates = gate if isinstance(gate, tuple) else (gate,)
    return tuple(Surface("route", one, gates) for one in where)


def _verbs(gate: Gate, *where: str) -> tuple[Surface, ...]:
    return tuple(Surface("verb", one, (gate,)) for one in where)


SURFACES: tuple[Surface, ...] = (
    # Household lookup, prefill, preview, options of a choice, explanations: all are what is known of the case.
    *_routes(("case", "answers"), "GET /cases/{number}/form"),
    *_routes("case", "GET /cases/{number}", "GET /cases/{number}/facts"),
    *_routes(
        "case",
        "POST /cases/{number}/documents",
        "GET /cases/{number}/documents/{sha256}",
        "DELETE /cases/{number}/documents/{sha256}",
    ),
    *_routes("case", "POST /cases/{number}/answers", "POST /cases/{number}/declined", "POST /cases/{number}/acts"),
    *_routes(("other-cases", "case"), "POST /cases"),
    *_routes("case", "GET /cases/{number}/disclosures"),
    *_routes("case", "POST /cases/{number}/contested", "POST /cases/{number}/confirmed"),
    *_routes("case", "GET /cases/{number}/consents", "POST /cases/{number}/consents/{id}/withdrawn"),
    *_routes("case", "GET /cases/{number}/burden"),
    *_routes("case", "DELETE /cases/{number}/actor"),
    *_routes("case", "GET /cases/{number}/agreements", "POST /cases/{number}/agreements"),
    *_routes(
        "mandates",
        "POST /mandates",
        "GET /mandates",
        "POST /mandates/{mandate}/acceptance",
        "POST /mandates/{mandate}/professions",
        "DELETE /mandates/{mandate}",
    ),
    *_routes("nobody", "POST /me/introduction"),
    *_routes("offices", "GET /burden"),
    *_routes(("case", "letters"), "GET /cases/{number}/notices"),
    *_routes("own-log", "GET /me/disclosures", "GET /me/disclosures/export"),
    *_routes("offices", "GET /cases"),
    *_routes(
        "offices",
        "DELETE /cases/{number}",
        "GET /cases/{number}/retention",
        "POST /cases/{number}/holds",
        "POST /cases/{number}/holds/{hold}/lift",
        "POST /cases/{number}/disposal",
        "POST /cases/{number}/forgetting",
    ),
    *_routes("outbox", "GET /outbox/{authority}", "GET /outbox/{authority}/{submission}/documents/{sha256}"),
    *_routes("nobody", "POST /outbox/{authority}/{submission}"),
    *_routes("answers", "POST /inbox/{authority}"),
    *_routes("offices", "GET /tasks", "POST /tasks/{id}/done"),
    *_routes(
        "offices",
        "GET /protections",
        "POST /protections/{authority}",
        "POST /protections/{protection}/releases",
        "POST /protections/{protection}/releases/{release}",
    ),
    *_routes("nobody", "GET /offers", "GET /health"),
    *_verbs("case", "case show", "case explain", "case burden"),
    *_verbs("offices", "case list", "case retention", "case hold", "case lift", "case dispose", "case forget"),
    *_verbs("offices", "task list", "task done"),
    *_verbs("own-log", "ledger check"),
    *_verbs("nobody", "validate", "plan", "graph", "test", "schema", "publish", "demo", "version", "ledger verify"),
    *_verbs("nobody", "keys list", "keys rotate", "keys prune", "keys backup", "keys restore"),
    Surface("channel", "registry", ("case", "answers")),
    Surface("channel", "earlier", ("other-cases", "case")),
    Surface("channel", "authority", ("case", "outbox")),
    Surface("channel", "representative", ("case", "mandates")),
    Surface("letter", "outcome", ("case", "letters")),
    Surface("letter", "correction", ("case", "letters")),
    Surface("letter", "overdue", ("case", "letters")),
    Surface("letter", "late", ("case", "letters")),
    Surface("history", "codec", ("case", "offices")),
)
