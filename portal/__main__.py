"""Run the API as a process of its own."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from ichido.engine.process import Process
from ichido.settings import Settings
from portal.api import create_app
from portal.running import RunningCases


class Server(uvicorn.Server):
    """A server that says where it listens once it does, and leaves the way it was asked to without dying of it."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop on SIGTERM or Ctrl-C; uvicorn's own would raise the signal again before connections are given back."""
        loop = asyncio.get_running_loop()
        for name in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(name, self.handle_exit, name, None)
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, then print one line with the address."""
        await super().startup(sockets)
        if self.started and sockets:
            host, port = sockets[0].getsockname()[:2]
            print(f"portal: http://{host}:{port}", flush=True)


async def serve(settings: Settings, listener: socket.socket) -> None:
    """Serve on a bound socket until SIGTERM or Ctrl-C."""
    async with Process.connected(settings) as process:
        app = create_app(process.store, process.line.directory, RunningCases(process.line), settings)
        # No access log: its lines would name cases and say when somebody looked at them.
        config = uvicorn.Config(
            app, log_level="warning", access_log=False, timeout_graceful_shutdown=round(settings.shutdown_seconds)
        )
        await Server(config).serve(sockets=[listener])


def main() -> int:
    """Serve until told to stop; 2 when the port cannot be had."""
    settings = Settings()
    try:
        listener = socket.create_server((settings.api_host, settings.api_port))
    except OSError as error:
        where = f"{settings.api_host}:{settings.api_port}"
        print(f"portal: cannot listen on {where}: {os.strerror(error.errno or 0)}", file=sys.stderr)
        return 2
    with listener:
        asyncio.run(serve(settings, listener))
    return 0


if __name__ == "__main__":
    sys.exit(main())
