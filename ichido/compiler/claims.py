"""Which procedures begin only when the person wants them, and why the person is asked."""

from ichido.compiler.plan import Why
from ichido.language.kinds import Authority, Procedure
from ichido.language.kinds.procedure import ProcedureKind

CLAIMED: tuple[ProcedureKind, ...] = ("application", "proof", "contract")
"""Kinds of act that are claimed; a notification is a duty."""


def claim(definition: Procedure, authority: Authority) -> Why | None:
    """Why the person is asked whether to begin: a private party is sent nothing without consent. None for a duty."""
    if authority.sector == "private":
        return "consent"
    return "choice" if definition.kind in CLAIMED else None
