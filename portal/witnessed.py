"""What who acts for somebody saw or answered goes into the disclosure log, for the person to see."""

from collections.abc import Iterable, Iterator

from sqlalchemy.ext.asyncio import AsyncSession

from ichido.store import disclosures
from ichido.store.disclosures import Use
from portal.face import Face
from portal.preview import Shown
from portal.standing import Met
from portal.words import REPRESENTATIVE


async def seen(session: AsyncSession, face: Face, met: Met, shown: Iterable[Shown]) -> None:
    """Log which terms of whom a representative was shown, under the right by which they may act."""
    facts = [(fact.subject, fact.term) for fact in shown]
    facts += [(one.subject, one.term) for one in met.conclusions.questions if one.why == "confirm"]
    await disclosures.acted(session, "seen", _uses(face, met, facts))


async def answered(session: AsyncSession, face: Face, met: Met, keys: Iterable[str]) -> None:
    """Log which terms of whom a representative answered."""
    asked = {one.key: one for one in met.conclusions.questions}
    said = [(asked[key].subject, asked[key].term) for key in keys if key in asked and asked[key].term]
    await disclosures.acted(session, "answered", _uses(face, met, said))


def _uses(face: Face, met: Met, facts: Iterable[tuple[str, str]]) -> Iterator[Use]:
    by_subject: dict[str, dict[str, None]] = {}
    for subject, term in facts:
        by_subject.setdefault(subject, {})[term] = None
    actor = met.stored.record.actor
    first = next((one for one in met.conclusions.procedures if met.is_within(one.key)), None)
    assert actor is not None and first is not None, "only who has a right sees or answers anything"
    definition = met.plan.procedures[first.procedure].definition
    right = definition.may_act.get(first.right)
    for subject, terms in by_subject.items():
        yield Use(
            at=face.now(),
            case=met.stored.number,
            procedure=first.key,
            act=str(definition.basis),
            under=str(right.under if right else definition.basis),
            purpose=first.procedure,
            partner=REPRESENTATIVE,
            partner_kind="representative",
            subject=subject,
            terms=tuple(terms),
            by=actor.id,
        )
