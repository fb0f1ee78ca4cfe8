"""Run the pretend government as a process of its own."""

import argparse
import logging
import os
import socket
import sys
from pathlib import Path

import uvicorn

from ichido.language.catalogue import load
from ichido.settings import Settings
from ichido.testbed.app import create_app
from ichido.testbed.government import Mode, build


def main(arguments: list[str] | None = None) -> int:
    """Serve until SIGTERM or Ctrl-C; print the address first; 2 without a port or a catalogue that can be read."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    catalogue, problems = load(options.catalogue)
    if problems:
        print(f"testbed: {options.catalogue} has {len(problems)} problems: run `ichido validate`", file=sys.stderr)
        return 2
    try:
        listener = socket.create_server((options.host, options.port))
    except OSError as error:
        print(
            f"testbed: cannot listen on {options.host}:{options.port}: {os.strerror(error.errno or 0)}", file=sys.stderr
        )
        return 2
    government = build(catalogue, options.seed, Mode(options.mode), options.moment, options.answers)
    # No access log: its lines would outlive the pretence, and tell nothing that /control does not.
    config = uvicorn.Config(create_app(government), log_level="warning", access_log=False, timeout_graceful_shutdown=1)
    with listener:
        print(f"testbed: http://{options.host}:{listener.getsockname()[1]}", flush=True)
        uvicorn.Server(config).run(sockets=[listener])
    return 0


def _parser() -> argparse.ArgumentParser:
    """Give the options."""
    parser = argparse.ArgumentParser(prog="python -m ichido.testbed", description="A pretend government over HTTP.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one; the address is printed")
    parser.add_argument("--catalogue", type=Path, default=Settings().catalogue, help="the definitions it goes by")
    parser.add_argument("--seed", type=int, default=1, help="decides everybody and every secret")
    parser.add_argument("--mode", choices=[mode.value for mode in Mode], default=Mode.AUTO.value)
    parser.add_argument("--moment", type=float, default=1.0, help="seconds an authority takes to decide by itself")
    parser.add_argument("--answers", help="where authorities send what they say")
    return parser


if __name__ == "__main__":
    sys.exit(main())
