"""The pretend government as a web application."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from ichido.testbed import authorities, control, registries
from ichido.testbed.government import Government
from ichido.testbed.webhooks import Courier


def create_app(government: Government) -> FastAPI:
    """Give the application that speaks for this government; its webhooks go out while it runs."""
    courier = Courier(government)

    @asynccontextmanager
    async def carry(_: FastAPI) -> AsyncIterator[None]:
        await courier.open()
        try:
            yield
        finally:
            await courier.close()

    app = FastAPI(title="A pretend government", lifespan=carry)
    # The order decides: `control` is no authority, `submissions` no registry.
    app.include_router(control.routes(government, courier))
    app.include_router(authorities.routes(government, courier))
    app.include_router(registries.routes(government))
    return app
