"""One module a kind of document; its first key is its kind, the value its id."""

from ichido.language.kinds.authority import Authority
from ichido.language.kinds.calendar import Calendar
from ichido.language.kinds.campaign import Campaign
from ichido.language.kinds.codes import Codes
from ichido.language.kinds.laws import Laws
from ichido.language.kinds.life_event import LifeEvent
from ichido.language.kinds.model import Model
from ichido.language.kinds.parameters import Parameters
from ichido.language.kinds.permit import Permit
from ichido.language.kinds.procedure import Procedure
from ichido.language.kinds.registry import Registry
from ichido.language.kinds.scenario import Scenario
from ichido.language.kinds.vocabulary import Vocabulary

KINDS: dict[str, type[Model]] = {
    "laws": Laws,
    "vocabulary": Vocabulary,
    "codes": Codes,
    "calendar": Calendar,
    "authority": Authority,
    "registry": Registry,
    "permit": Permit,
    "procedure": Procedure,
    "parameters": Parameters,
    "life_event": LifeEvent,
    "scenario": Scenario,
    "campaign": Campaign,
}
"""Every kind by the key that names it."""

__all__ = [
    "KINDS",
    "Authority",
    "Calendar",
    "Campaign",
    "Codes",
    "Laws",
    "LifeEvent",
    "Model",
    "Parameters",
    "Permit",
    "Procedure",
    "Registry",
    "Scenario",
    "Vocabulary",
]
