"""What operators see of a case: labels, articles, dates and counts, and nothing about a person."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from temporalio import workflow
from temporalio.common import SearchAttributeKey, SearchAttributeUpdate

with workflow.unsafe.imports_passed_through():
    from ichido.case.conclusions import Clock, Conclusions, Lookup, ProcedureConclusion, Unverified, waited_for
    from ichido.case.messages import PROJECT, CaseInput, ProjectInput
    from ichido.case.state import NoticeRef, State, SubmissionRef
    from ichido.readable import Readable

PROCEDURE = SearchAttributeKey.for_keyword_list("Procedure")
AUTHORITY = SearchAttributeKey.for_keyword_list("Authority")
WAITING_FOR = SearchAttributeKey.for_keyword_list("WaitingFor")
LIFE_EVENT = SearchAttributeKey.for_keyword("LifeEvent")
STAGE = SearchAttributeKey.for_keyword("Stage")
PLAN = SearchAttributeKey.for_keyword("Plan")
DUE_ON = SearchAttributeKey.for_datetime("DueOn")

Attributes = dict[str, Any]


class View:
    """The case in the Temporal UI and in the lists of portals, kept in step with its state."""

    def __init__(self, given: CaseInput) -> None:
        """Take the labels from the plan that travels with the case."""
        self._given = given
        self._titles = {id_: _title(planned) for id_, planned in given.plan["procedures"].items()}
        self._laws: Mapping[str, Any] = given.plan.get("laws", {})
        self._attributes: Attributes = {}
        self._shown = ""
        self._revision = 0

    async def show(self, state: State) -> bool:
        """Bring details, search attributes and the projection in step, each only if it changed.

        Gives whether the case is closed in the store: not while more is known there than the case was told.
        """
        details = self._details(state)
        if details != self._shown:
            workflow.set_current_details(Readable(details))
        shown = attributes(state.conclusions, state.stage, self._given)
        changed = {name: value for name, value in shown.items() if self._attributes.get(name) != value}
        if changed and not state.closed:
            workflow.upsert_search_attributes(list(_updates(changed)))
        revision = state.conclusions.revision
        stale = details != self._shown or revision != self._revision or state.closed is not None
        closed = await self._project(state) if stale else False
        self._attributes, self._shown, self._revision = shown, details, revision
        return closed

    def obtain(self, lookups: Iterable[Lookup]) -> Readable:
        """Which registries are asked, for how many terms."""
        terms: dict[str, int] = {}
        for lookup in lookups:
            terms[lookup.registry] = terms.get(lookup.registry, 0) + len(lookup.terms)
        return Readable("ask " + ", ".join(f"{registry} ({count} terms)" for registry, count in terms.items()))

    def submit(self, submissions: Iterable[SubmissionRef]) -> Readable:
        """What goes to which authority."""
        return Readable("send " + ", ".join(f"{self._label(s.key)} to {s.authority}" for s in submissions))

    def decide(self, keys: Iterable[str]) -> Readable:
        """What is decided by rule."""
        return Readable("decide by rule: " + ", ".join(self._label(key) for key in keys))

    def notify(self, notices: Iterable[NoticeRef]) -> Readable:
        """Which notices go out."""
        return Readable("notify: " + ", ".join(f"{self._label(n.key)} {n.outcome or n.kind}" for n in notices))

    def timer(self, clock: Clock) -> Readable:
        """Which period runs, under which article, until when."""
        what = f"{self._label(clock.key)}: {clock.name}" if clock.key else clock.name
        return Readable(f"{what} by {clock.due}" + (f" ({clock.under})" if clock.under else ""))

    def _label(self, key: str) -> str:
        return self._titles.get(key.partition("(")[0], key.partition("(")[0])

    async def _project(self, state: State) -> bool:
        closed: bool = await workflow.execute_local_activity(
            PROJECT,
            ProjectInput(
                case=self._given.case,
                event=state.event + 1,
                stage=state.stage,
                close_reason=state.closed or "",
                revision=state.conclusions.revision,
            ),
            result_type=bool,
            start_to_close_timeout=timedelta(seconds=30),
        )
        return closed

    def _details(self, state: State) -> str:
        """Markdown for the UI: a table of procedures, what is waited for, and the next dates."""
        title = self._given.plan["title"].get("en") or self._given.plan["life_event"]
        lines = [f"## {title} · {self._given.case}", f"**{state.stage}**", ""]
        lines += ["| procedure | authority | stands | waits for |", "|---|---|---|---|"]
        lines += [self._row(p) for p in state.conclusions.procedures if p.applies != "no"]
        if state.conclusions.questions:
            lines += ["", f"{len(state.conclusions.questions)} questions are open to the person."]
        if state.conclusions.unverified and not state.closed:
            lines += ["", *dict.fromkeys(_owed(one) for one in state.conclusions.unverified)]
        if state.conclusions.clocks and not state.closed:
            lines += ["", *(f"- {self.timer(clock)}" for clock in state.conclusions.clocks)]
        return "\n".join(lines)

    def _row(self, p: ProcedureConclusion) -> str:
        stands = p.outcome or ("sent" if p.sent else "ready" if p.ready else "not yet sent")
        waits = ", ".join(dict.fromkeys(f"{w.kind} {w.thing}".strip() for w in p.waiting))
        return f"| {self._label(p.key)} | {p.authority or ''} | {stands} | {waits} |"


def _owed(one: Unverified) -> str:
    """A term that a registry has not given or confirmed; whose it is goes by no name here."""
    return (
        f"- not verified: {one.term} ({one.how}), {one.registry} at {one.authority} since {one.since:%Y-%m-%d %H:%M}Z"
    )


def attributes(conclusions: Conclusions, stage: str, given: CaseInput) -> Attributes:
    """The search attributes of a case, by name: names of things, codes and days only."""
    running = [p for p in conclusions.procedures if p.applies == "yes"]
    due = min((clock.ends for clock in conclusions.clocks), default=None)
    return {
        "LifeEvent": given.plan["life_event"],
        "Plan": given.plan_hash[:12],
        "Stage": stage,
        "Procedure": sorted({p.procedure for p in running}),
        "Authority": sorted({p.authority for p in running if p.authority}),
        "WaitingFor": list(waited_for(conclusions.procedures)),
        "DueOn": due,
    }


def _updates(changed: Attributes) -> Iterator[SearchAttributeUpdate[Any]]:
    keys: dict[str, Any] = {
        key.name: key for key in (PROCEDURE, AUTHORITY, WAITING_FOR, LIFE_EVENT, STAGE, PLAN, DUE_ON)
    }
    for name, value in sorted(changed.items()):
        empty = value is None or value == []
        yield keys[name].value_unset() if empty else keys[name].value_set(value)


def _title(planned: Mapping[str, Any]) -> str:
    title: Mapping[str, str] = planned["definition"]["title"]
    return title.get("en") or next(iter(title.values()))
