"""`ichido plan`: show what a life event or procedure compiles to, before anybody applies."""

import json
from pathlib import Path

from ichido.cli.compiled import compiled
from ichido.cli.output import Output, answer, answer_json
from ichido.compiler.plan import Plan, digest, encode
from ichido.compiler.views import text
from ichido.compiler.views.summary import summarise


def run(words: list[str] | None, folder: Path | None, output: Output, language: str, on: str | None = None) -> int:
    """Print the plan; 1 if the definitions have problems."""
    plan = compiled(words, folder, output, language, on)
    if plan is None:
        return 1
    if output is Output.JSON:
        answer_json(_envelope(plan))
    else:
        answer(text.render(plan, language))
    return 0


def _envelope(plan: Plan) -> dict[str, object]:
    encoded = encode(plan)
    found = summarise(plan)
    return {
        "version": 1,
        "hash": digest(plan),
        "bytes": len(encoded),
        "summary": {
            "needs": found.needs,
            "distinct_needs": found.distinct_needs,
            "obtained": found.obtained,
            "derived": found.derived,
            "produced": found.produced,
            "asked": [{"term": question.term, "why": question.why} for question in found.asked],
        },
        "plan": json.loads(encoded),
    }
