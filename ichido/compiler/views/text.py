"""A plan as text, read like a query plan: what is needed, from where, in which order, by when."""

from collections.abc import Iterator

from ichido.compiler.plan import Plan, PlannedLookup, PlannedNeed, PlannedProcedure, PlannedQuestion, digest, encode
from ichido.compiler.views.columns import columns
from ichido.compiler.views.summary import origin, required_needs, summarise
from ichido.language.kinds.model import label

Row = tuple[str, ...]


def render(plan: Plan, language: str = "en") -> str:
    """The whole plan for a human; titles in the language, else in any there is."""
    sections = (
        _head(plan, language),
        _section(f"Questions: {len(plan.questions)}", _questions(plan)),
        _section("Needs", _needs(plan)),
        _lookups(plan),
        _section("Submissions", _submissions(plan, language)),
        _section("Visits", _visits(plan)),
        _section("Clocks", _clocks(plan)),
        _section("Notices", _notices(plan)),
    )
    return "\n\n".join("\n".join(section) for section in sections if section) + "\n"


def _head(plan: Plan, language: str) -> list[str]:
    counted = summarise(plan)
    left = counted.distinct_needs - counted.obtained - counted.derived - counted.produced
    return [
        f"{plan.life_event}: {label(plan.title, language, plan.life_event)}",
        f"  procedures: {len(plan.procedures)}; needs: {counted.needs}, {counted.distinct_needs} distinct: "
        f"{counted.obtained} from registries, {counted.derived} derived, {counted.produced} produced, {left} asked",
        f"  plan {digest(plan)}",
        f"  {len(encode(plan)):,} bytes, format {plan.format}",
    ]


def _section(title: str, rows: Iterator[Row]) -> list[str]:
    lines = columns(rows)
    return [title, *lines] if lines else []


def _questions(plan: Plan) -> Iterator[Row]:
    for question in plan.questions:
        yield from _question(plan, question)


def _question(plan: Plan, question: PlannedQuestion) -> Iterator[Row]:
    head: Row = (question.term, question.why)
    for procedure in question.procedures:
        yield (*head, procedure, str(plan.procedures[procedure].definition.basis))
        head = ("", "")


def _needs(plan: Plan) -> Iterator[Row]:
    for path, needs in required_needs(plan).items():
        asking = ", ".join(dict.fromkeys(need.procedure for need in needs))
        yield path, origin(needs), ", ".join(dict.fromkeys(_source(need) for need in needs)), asking


def _source(need: PlannedNeed) -> str:
    return need.via or ", ".join(need.producers) or str(need.why)


def _lookups(plan: Plan) -> list[str]:
    rows = columns((_lookup(lookup) for lookup in plan.lookups), indent=4)
    lines = [f"Lookups: {len(plan.lookups)}"] if rows else []
    after = None
    for lookup, row in zip(plan.lookups, rows, strict=True):
        if lookup.after != after:
            after = lookup.after
            lines.append(f"  {'at' if after == 'opening' else 'after'} {after}")
        lines.append(row)
    return lines


def _lookup(lookup: PlannedLookup) -> Row:
    wave, terms, acts = str(lookup.wave), ", ".join(lookup.terms), ", ".join(lookup.acts)
    return wave, lookup.registry, f"{lookup.subjects}: {terms}", lookup.channel, lookup.under, f"for {acts}"


def _submissions(plan: Plan, language: str) -> Iterator[Row]:
    for number, wave in enumerate(plan.submissions, start=1):
        for id_ in wave:
            planned = plan.procedures[id_]
            definition = planned.definition
            title = label(definition.title, language, id_)
            yield str(number), id_, title, str(definition.basis), f"to {_office(planned)}"
            for remark in (*_remarks(planned), *_deemed(plan, id_)):
                yield "", "", remark


def _remarks(planned: PlannedProcedure) -> Iterator[str]:
    if planned.after:
        yield f"after {', '.join(planned.after)}"
    if planned.when:
        yield f"if {planned.when}"
    if planned.each:
        among = f"for each {planned.each.variable} in {planned.each.path}"
        yield f"{among} if {planned.each.condition}" if planned.each.condition else among
    for path, need in planned.definition.needs.items():
        if need.as_of:
            yield f"{path} as of {need.as_of}"
        if need.when and "." in path:
            yield f"{path} if {need.when}"


def _deemed(plan: Plan, id_: str) -> Iterator[str]:
    """With which filings of the plan it is filed as a note, and by which article."""
    for other, planned in plan.procedures.items():
        if id_ in planned.definition.deems:
            yield f"noted with {other} ({planned.definition.deems[id_].under})"


def _visits(plan: Plan) -> Iterator[Row]:
    """What the person is to do at each office, all of it in one visit."""
    acts: dict[str, list[Row]] = {}
    for id_, planned in plan.procedures.items():
        for path, need in planned.definition.needs.items():
            if "." not in path:
                sometimes = f"if {need.when}" if need.when else ""
                acts.setdefault(_office(planned), []).append((id_, path, str(need.under or ""), sometimes))
    for office, rows in acts.items():
        yield from ((office if row is rows[0] else "", *row) for row in rows)


def _office(planned: PlannedProcedure) -> str:
    definition = planned.definition
    where = definition.jurisdiction
    return f"{definition.authority} of {where}" if where else definition.authority


def _clocks(plan: Plan) -> Iterator[Row]:
    for id_, planned in plan.procedures.items():
        apply, accept, decide = planned.definition.apply, planned.definition.accept, planned.definition.decide
        if apply and apply.before:
            yield id_, "apply", f"before {apply.before}"
        if apply and apply.within:
            yield id_, "apply", f"within {apply.within}" + (f" from {apply.from_}" if apply.from_ else "")
        if accept:
            yield id_, "accept", f"within {accept.within}"
        if decide:
            yield id_, "decide", f"by {decide.by}" + (f", within {decide.within}" if decide.within else "")
    for id_, authority in plan.authorities.items():
        if authority.acknowledge:
            late = authority.acknowledge
            yield id_, "acknowledge", f"within {late.within}, else {late.else_}"


def _notices(plan: Plan) -> Iterator[Row]:
    for id_, planned in plan.procedures.items():
        for outcome, texts in planned.notices.items():
            yield id_, outcome, ", ".join(texts)
