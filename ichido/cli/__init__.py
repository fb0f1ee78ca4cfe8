"""The verbs a person types; what a verb needs is imported when it runs, so that every verb starts quickly."""

import sys


def main() -> None:
    """Run the verb of the command line and leave with its exit code: 0 nothing to report, 1 problems, 2 not run."""
    try:
        from ichido.cli.app import run

        run()
    except KeyboardInterrupt:
        sys.exit(130)
