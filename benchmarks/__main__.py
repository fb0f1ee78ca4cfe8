"""Every measurement, one after another: `python -m benchmarks`, or some by name."""

import sys

from benchmarks import core, ledger, startup

ALL = {"startup": startup.main, "core": core.main, "ledger": ledger.main}


def main(names: list[str]) -> int:
    """Run the measurements named, all if none is; 2 for a name that is none of them."""
    unknown = [name for name in names if name not in ALL]
    if unknown:
        print(f"no measurement `{unknown[0]}`: there are {', '.join(ALL)}", file=sys.stderr)
        return 2
    for name in names or ALL:
        print(f"\n== {name}")
        ALL[name]()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
