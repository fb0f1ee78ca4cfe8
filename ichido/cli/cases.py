"""`ichido case`: which cases there are, where one stands, and why it waits."""

from collections.abc import Iterator

from ichido.cli.output import Output, answer, answer_json, counted, say
from ichido.cli.running import running
from ichido.cli.shown import CaseShown, CasesShown, LineShown, OwedShown, ProcedureShown, understood
from ichido.compiler.views.columns import columns
from ichido.language.kinds.model import label
from ichido.settings import Settings

NEXT = {
    "registry": "it is asked again by itself",
    "person": "the case goes on as soon as the form is answered",
    "procedure": "it goes on by itself when that has its outcome",
    "authority": "it is for the authority to answer",
    "act": "a clerk confirms it when it has been done",
    "correction": "it goes on once the register's holder has answered",
    "application": "it goes on by itself when the person applies",
}
"""What makes a case go on, by what it waits for."""


def list_(limit: int, output: Output, language: str, unverified: bool = False) -> int:
    """Print the newest cases, or only those that a register owes something."""
    only = {"unverified": True} if unverified else {}
    body = running(Settings()).get("/cases", limit=limit, **only)
    if output is Output.JSON:
        answer_json({"version": 1, "cases": body["cases"]})
        return 0
    found = understood(CasesShown, body)
    answer("\n".join(columns(_lines(found.cases, language), indent=0)))
    more = "; a larger --limit shows more" if found.next else ""
    say(f"{counted(len(found.cases), 'case')}{more}")
    return 0


def show(number: str, output: Output, language: str) -> int:
    """Print where a case stands, procedure by procedure."""
    body = running(Settings()).get(f"/cases/{number}")
    if output is Output.JSON:
        answer_json({"version": 1, "case": body})
        return 0
    case = understood(CaseShown, body)
    lines = columns((_standing(one, language) for one in case.procedures), indent=2)
    answer("\n".join((*_head(case, language), *lines)))
    return 0


def explain(number: str, output: Output, language: str) -> int:
    """Print why a case waits, and what makes it go on."""
    case = understood(CaseShown, running(Settings()).get(f"/cases/{number}"))
    waiting = [(one, reason) for one in case.procedures for reason in one.waiting]
    if output is Output.JSON:
        reasons = [{"procedure": one.key, **reason.model_dump()} for one, reason in waiting]
        spared = [one.model_dump() for one in case.not_asked]
        owed = [one.model_dump(mode="json") for one in case.unverified]
        found = {"number": case.number, "stage": case.stage, "waiting": reasons, "not_asked": spared}
        found |= {"conflicts": [one.text for one in case.conflicts], "contested": [one.text for one in case.contested]}
        answer_json({"version": 1, **found, "unverified": owed})
        return 0
    lines = list(_head(case, language))
    for one in case.procedures:
        lines += _explained(one, case.unverified, language)
    for whole in case.unverified:
        lines += () if whole.procedures else _owed(whole, language)
    if not (waiting or case.unverified):
        lines.append("  it waits for nothing" if case.closed_at is None else "  it is closed, and waits for nothing")
    lines += (f"  {label(one.text, language, '')}" for one in (*case.conflicts, *case.contested))
    lines += _spared(case, language)
    answer("\n".join(lines))
    return 0


def _lines(cases: tuple[LineShown, ...], language: str) -> Iterator[tuple[str, ...]]:
    for case in cases:
        due = f"due {case.due_on}" if case.due_on else ""
        waits = f"waits for {', '.join(case.waiting_for)}" if case.waiting_for else ""
        waits += f", unverified since {case.unverified_since:%Y-%m-%d %H:%M}" if case.unverified_since else ""
        title = label(case.label, language, case.life_event)
        yield case.number, title, f"{case.opened_at:%Y-%m-%d}", case.stage, due, waits


def _head(case: CaseShown, language: str) -> Iterator[str]:
    yield f"{case.number}: {label(case.label, language, case.life_event)}"
    due = f", due {case.due_on}" if case.due_on else ""
    now = f"closed {case.closed_at:%Y-%m-%d} ({case.close_reason})" if case.closed_at else f"{case.stage}{due}"
    yield f"  opened {case.opened_at:%Y-%m-%d}, {now}"


def _standing(one: ProcedureShown, language: str) -> tuple[str, ...]:
    office = label(one.authority.name, language, one.authority.code) if one.authority else ""
    due = f"due {one.due}" if one.due and not one.outcome else ""
    return one.key, label(one.label, language, one.key), office, _state(one), due


def _state(one: ProcedureShown) -> str:
    """Where it stands in a word or two."""
    if one.outcome and not one.correction:
        return one.outcome
    if one.applies == "no":
        return "does not apply"
    if one.choice == "decline":
        return "not wanted"
    if one.correction:
        return "to be corrected"
    waits = ", ".join(dict.fromkeys(reason.kind for reason in one.waiting))
    sent = "sent" if one.submitted else "in preparation"
    return f"{sent}, waits for {waits}" if waits else sent


def _explained(one: ProcedureShown, unverified: tuple[OwedShown, ...], language: str) -> Iterator[str]:
    theirs = [owed for owed in unverified if one.key in owed.procedures]
    if one.waiting or theirs:
        due = f", due {one.due}" if one.due else ""
        yield f"  {one.key}: {label(one.label, language, one.key)}{due}"
    for reason in one.waiting:
        yield f"    {label(reason.text, language, f'{reason.kind}: {reason.what}')}"
        if reason.kind in NEXT:
            yield f"      {NEXT[reason.kind]}"
    for owed in theirs:
        yield from _owed(owed, language)


def _owed(one: OwedShown, language: str) -> Iterator[str]:
    yield f"    {label(one.label, language, one.term)} is not verified ({one.how})"
    yield f"      {label(one.text, language, f'{one.registry}, since {one.since:%Y-%m-%d %H:%M}')}"


def _spared(case: CaseShown, language: str) -> Iterator[str]:
    """What nobody is asked for, each reason once."""
    for one in case.not_asked:
        terms = ", ".join(dict.fromkeys(label(labels, language, path) for path, labels in one.terms.items()))
        yield f"  {one.key} asks nobody for: {terms}"
        yield f"    {label(one.because, language, one.key)}"
