"""`ichido plan --burden`: what a definition asks of a person, beside what its procedures would ask one by one."""

from dataclasses import asdict
from pathlib import Path

from ichido.cli.compiled import day_of, planned
from ichido.cli.output import Output, answer, answer_json
from ichido.compiler.burden import COUNTED, Burden, Costs, burden, costs
from ichido.compiler.views.columns import columns


def run(words: list[str] | None, folder: Path | None, output: Output, on: str | None = None) -> int:
    """Print the burden; 1 if the definitions have problems."""
    found = planned(words, folder, output, on=on)
    if found is None:
        return 1
    catalogue, plan = found
    counted, cost = burden(plan), costs(catalogue, day_of(on))
    if output is Output.JSON:
        answer_json({"version": 1, "life_event": plan.life_event, **asdict(counted), **_costs(counted, cost)})
    else:
        answer(_shown(plan.life_event, counted, cost, plan.counting.currency))
    return 0


def _costs(counted: Burden, cost: Costs | None) -> dict[str, object]:
    if cost is None:
        return {}
    loads = {"alone": counted.alone, "here": counted.here}
    return {
        "minutes": {name: cost.minutes_of(load) for name, load in loads.items()},
        "money": {name: cost.money_of(load) for name, load in loads.items()},
    }


def _shown(name: str, counted: Burden, cost: Costs | None, currency: str) -> str:
    rows = [("", "one by one", "here")]
    rows += [(what, str(getattr(counted.alone, what)), str(getattr(counted.here, what))) for what in COUNTED]
    if cost:
        rows.append(("minutes", f"{cost.minutes_of(counted.alone):,}", f"{cost.minutes_of(counted.here):,}"))
        rows.append((currency, f"{cost.money_of(counted.alone):,}", f"{cost.money_of(counted.here):,}"))
    why = "" if cost else "\n\nWithout `parameters: burden` (question, document, visit, hour) no time is reckoned."
    return "\n".join((f"Burden of {name}", *columns(rows))) + why
