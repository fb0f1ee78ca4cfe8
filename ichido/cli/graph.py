"""`ichido graph`: draw a plan as a Mermaid flowchart."""

from pathlib import Path

from ichido.cli.compiled import compiled
from ichido.cli.output import Output, answer, answer_json
from ichido.compiler.views import graph


def run(words: list[str] | None, folder: Path | None, output: Output, language: str, on: str | None = None) -> int:
    """Print the flowchart, fenced for a comment on GitHub; 1 if the definitions have problems."""
    plan = compiled(words, folder, output, language, on)
    if plan is None:
        return 1
    drawn = graph.render(plan, language)
    match output:
        case Output.TEXT:
            answer(drawn)
        case Output.JSON:
            answer_json({"version": 1, "life_event": plan.life_event, "mermaid": drawn})
        case Output.GITHUB:
            answer(f"```mermaid\n{drawn}```\n")
    return 0
