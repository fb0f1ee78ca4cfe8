"""By what right each fact of a case is here, what has become of it, and in whose hands it is."""

from collections.abc import Callable, Mapping
from datetime import date

from ichido.case.holder import holder
from ichido.case.lives import Life, Mode, State, is_confirmed, lives, mode, purposes
from ichido.case.record import Fact
from ichido.language.kinds.model import DataKind, Labels
from ichido.language.kinds.vocabulary import data_of
from ichido.partners import Directory
from portal.standing import Met
from portal.status import Office
from portal.view import View
from portal.words import authority


class Purpose(View):
    """A procedure that a fact is here for."""

    procedure: str
    label: Labels


class LifeShown(View):
    """A fact's life: `number` names it in this case, `replaced` and `superseded_by` are numbers of others.

    `mode` is by what right it is here, `under` which article if one was needed, `acts` those it was obtained for.
    `fresh_until` is the last day on which it may be used in another case, null for ever. `confirmed`: the person has
    confirmed here what another case said.
    """

    number: int
    state: State
    mode: Mode
    under: str | None
    acts: tuple[str, ...]
    purposes: tuple[Purpose, ...]
    data: DataKind
    controller: Office
    fresh_until: date | None
    confirmed: bool
    replaced: int | None
    superseded_by: int | None


def lived(met: Met, directory: Directory, is_open: Callable[[Fact], bool]) -> Mapping[int, LifeShown]:
    """The lives of the facts that are open, by the identity of each; of others nothing is said, not even by number."""
    record = met.stored.record
    found = lives(met.plan, record, met.on)
    shown = {life.place for life in found if is_open(record.facts[life.place])}
    held_by = holder(met.plan, met.conclusions, met.stored.controller)

    def other(place: int | None) -> int | None:
        return place + 1 if place in shown and place is not None else None

    def one(life: Life, fact: Fact) -> LifeShown:
        code = fact.controller or held_by(fact)
        return LifeShown(
            number=life.place + 1,
            state=life.state,
            mode=mode(met.plan, fact),
            under=fact.provenance.under or None,
            acts=fact.provenance.acts,
            purposes=tuple(
                Purpose(procedure=id_, label=met.plan.procedures[id_].definition.title)
                for id_ in purposes(met.plan, fact)
            ),
            data=data_of(met.plan.vocabularies, fact.term),
            controller=Office(code=code, name=authority(met.plan, directory, code) or {}),
            fresh_until=life.fresh_until,
            confirmed=is_confirmed(fact),
            replaced=other(life.replaced),
            superseded_by=other(life.superseded_by),
        )

    facts = ((life, record.facts[life.place]) for life in found if life.place in shown)
    return {id(fact): one(life, fact) for life, fact in facts}
