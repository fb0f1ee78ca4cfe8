"""How long each verb takes to start, beside starting the libraries it cannot do without.

The yardstick is a fresh interpreter that imports typer, pydantic, yaml and rich and defines one empty model, since
`import pydantic` puts off most of itself until then; `bare` is the import statement alone. A verb has started when
all that it will import is imported. The least of some rounds counts: other work on the machine only ever adds.
"""

import subprocess
import sys
import time

ROUNDS = 15
LIMIT = 1.3
BARE = "import typer, pydantic, yaml, rich"
YARDSTICK = f"{BARE}\nclass Empty(pydantic.BaseModel): pass"
VERBS = ("validate", "plan", "graph", "scenarios", "schema")


def main() -> None:
    """Print the least milliseconds of each start and their ratios to the yardsticks; rounds are interleaved."""
    codes = {"bare": BARE, "yardstick": YARDSTICK}
    codes |= {verb: f"from ichido.cli import app; app.briefly(); import ichido.cli.{verb}" for verb in VERBS}
    taken: dict[str, list[float]] = {name: [] for name in codes}
    for _ in range(ROUNDS):
        for name, code in codes.items():
            taken[name].append(_seconds(code))
    least = {name: min(times) for name, times in taken.items()}
    print(f"{'start':10}  {'ms':>5}  ratio  to bare   (ratio: at most {LIMIT})")
    for name, seconds in least.items():
        print(f"{name:10}  {seconds * 1000:5.0f}  {seconds / least['yardstick']:5.2f}  {seconds / least['bare']:7.2f}")


def _seconds(code: str) -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
