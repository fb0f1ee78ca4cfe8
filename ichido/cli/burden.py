"""`ichido plan --burden`: what a definition asks of a person, beside what its procedures would ask one by one."""

from dataclasses import asdict
from pathlib import Path

from ichido.cli.compiled import day_of, planned
from ichido.cli.output import Output, answer, answer_json
from ichido.compiler.burden import Burden, burden
from ichido.compiler.costs import COUNTED, Costs, costs
from ichido.compiler.views.columns import columns

ORIGINS = ("obtained", "reused", "derived", "produced")
"""Where a case has what it did not ask for."""


def run(words: list[str] | None, folder: Path | None, output: Output, on: str | None = None) -> int:
    """Print the burden; 1 if the definitions have problems."""
    found = planned(words, folder, output, on=on)
    if found is None:
        return 1
    _, plan = found
    counted, cost = burden(plan), costs(plan.parameters, day_of(on))
    if output is Output.JSON:
        answer_json({"version": 1, "life_event": plan.life_event, **asdict(counted), **_costs(counted, cost)})
    else:
        answer(_shown(plan.life_event, counted, cost, plan.counting.currency))
    return 0


def of_case(number: str, output: Output) -> int:
    """Print what a case of the running system asked, as the API counts it."""
    from ichido.cli.running import running
    from ichido.cli.shown import BurdenShown, understood
    from ichido.settings import Settings

    body = running(Settings()).get(f"/cases/{number}/burden")
    if output is Output.JSON:
        answer_json({"version": 1, "number": number, **body})
        return 0
    found = understood(BurdenShown, body)
    rows: list[tuple[str, ...]] = [("", "one by one", "here", "saved")]
    loads = (found.alone, found.here, found.saved)
    for what, named in (*((one, one) for one in COUNTED), ("minutes", "minutes"), ("money", found.currency)):
        counted = [getattr(load, what) for load in loads]
        if None not in counted:
            rows.append((named, *(f"{count:,}" for count in counted)))
    origins = ", ".join(f"{getattr(found, name)} {name}" for name in ORIGINS)
    needs = f"{found.needs} needs, {found.distinct} distinct: {origins}; {found.asked} things answered"
    left_out = f"{found.documents_omitted} documents left out, {found.visits_saved} offices told instead of visited"
    answer("\n".join((f"Burden of {number}", needs, *columns(rows), left_out)))
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
