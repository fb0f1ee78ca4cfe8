"""The catalogue of a demo made what its installation offers."""

import asyncio

from ichido.compiler.checks import check
from ichido.compiler.edition import edition
from ichido.engine.process import definitions
from ichido.language.catalogue import Catalogue
from ichido.local import StartFailure
from ichido.settings import Settings
from ichido.store.connect import connect
from ichido.store.published import publish


def offer(settings: Settings, database_url: str) -> None:
    """Publish the catalogue of these settings; StartFailure if it has problems."""
    catalogue = definitions(settings)
    if problems := check(catalogue):
        raise StartFailure(
            f"{settings.catalogue} has {len(problems)} problems\n  = help: run `ichido validate` and mend them"
        )
    asyncio.run(_publish(settings, database_url, catalogue))


async def _publish(settings: Settings, database_url: str, catalogue: Catalogue) -> None:
    store = connect(settings, database_url)
    try:
        async with store.transaction() as session:
            await publish(session, edition(catalogue), "demo")
    finally:
        await store.close()
