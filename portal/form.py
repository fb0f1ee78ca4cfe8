"""The form of a case: what is left to ask in it, and what is known already."""

from collections.abc import Collection, Mapping

from ichido.case.known import knowing
from ichido.documents.kinds import KINDS, Kind
from ichido.partners import Directory
from ichido.security.access import Caller
from ichido.store.documents import Document
from portal import seen
from portal.in_part import asked_of
from portal.preview import NO_DOCUMENTS, Shown, in_use, shown_to
from portal.questions import Asked, asked
from portal.standing import Met
from portal.unconfirmed import Owed, owed
from portal.view import View


class Form(View):
    """The form of a case at one revision, to be answered with that revision.

    `stopped`: nothing can be applied for until a register is back; `unverified` says which, and what to do.
    """

    number: str
    revision: int
    submitted: bool
    stopped: bool
    questions: tuple[Asked, ...]
    facts: tuple[Shown, ...]
    unverified: tuple[Owed, ...]


def form(
    met: Met,
    directory: Directory,
    caller: Caller,
    kept: Mapping[str, Document] = NO_DOCUMENTS,
    kinds: Collection[Kind] = KINDS,
) -> Form:
    """What is left to ask and what is known, in the order of the plan; no clerk sees what is another office's.

    `kept` are the documents of the case by hash, `kinds` those of files that are taken.
    """
    known = knowing(met.plan, met.stored.record, met.on)
    used = shown_to(met, known, directory, caller, kept, in_use(known, caller))
    return Form(
        number=met.stored.number,
        revision=met.stored.revision,
        submitted=met.conclusions.submitted,
        stopped=met.conclusions.stopped,
        questions=tuple(asked(met, known, directory, caller, one, kinds) for one in asked_of(met)),
        facts=tuple(used),
        unverified=tuple(owed(met, directory, seen.procedures(caller, met.target.known_at, met.conclusions), known)),
    )
