"""Every measurement, one after another: `python -m benchmarks`, or some by name; `-o json` for those that can."""

import argparse
import sys
from collections.abc import Callable

from benchmarks import case, chaos, compile, core, cost, ledger, rules, startup

ALL: dict[str, Callable[[], None]] = {
    "startup": startup.main,
    "core": core.main,
    "compile": compile.main,
    "rules": rules.main,
    "ledger": ledger.main,
    "case": case.main,
    "cost": cost.main,
    "chaos": chaos.main,
}
JSON: dict[str, Callable[[str], None]] = {"rules": rules.main, "case": case.main}


def main(names: list[str], output: str = "text") -> int:
    """Run the measurements named, all if none is; 2 for a name that is none of them."""
    known = list(JSON if output == "json" else ALL)
    unknown = [name for name in names if name not in known]
    if unknown:
        print(f"no measurement `{unknown[0]}`: there are {', '.join(known)}", file=sys.stderr)
        return 2
    for name in names or known:
        if output == "json":
            JSON[name](output)
        else:
            print(f"\n== {name}")
            ALL[name]()
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Measure speed claims, each beside its yardstick.")
    parser.add_argument("names", nargs="*")
    parser.add_argument("-o", "--output", choices=("text", "json"), default="text")
    given = parser.parse_args()
    sys.exit(main(given.names, given.output))
