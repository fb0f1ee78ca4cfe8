"""A life event: procedures that a person meets together."""

from ichido.language.kinds.budget import Budget
from ichido.language.kinds.definition import Definition
from ichido.language.kinds.model import Labels, Model
from ichido.language.kinds.targets import Targets
from ichido.language.scalars import Expression, Id, Name


class Member(Model):
    """When a procedure belongs to the life event, and for each of whom."""

    when: Expression | None = None
    for_: Expression | None = None


class LifeEvent(Definition):
    """Several procedures compiled together around one subject."""

    life_event: Id
    title: Labels
    about: Name
    procedures: dict[Id, Member]
    budget: Budget | None = None
    targets: Targets | None = None
