"""The API as a process: `python -m portal.api`."""

import asyncio
import socket

import uvicorn

from ichido.engine.process import Process, definitions
from ichido.partners import Directory
from ichido.settings import Settings
from portal.api.app import create_app
from portal.running import RunningCases


class Server(uvicorn.Server):
    """A server that says where it listens once it does."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, then print one line with the address."""
        await super().startup(sockets)
        if self.started and sockets:
            host, port = sockets[0].getsockname()[:2]
            print(f"api: http://{host}:{port}", flush=True)


async def main(settings: Settings) -> None:
    """Serve until the process is told to stop."""
    assert settings.partners, "the API is told its partners"
    async with Process.connected(settings) as process:
        app = create_app(
            process.store, Directory(settings.partners), definitions(settings), RunningCases(process.line), settings
        )
        config = uvicorn.Config(app, log_level="warning", access_log=False, timeout_graceful_shutdown=5)
        listener = socket.create_server((settings.api_host, settings.api_port))
        await Server(config).serve(sockets=[listener])


if __name__ == "__main__":
    asyncio.run(main(Settings()))
