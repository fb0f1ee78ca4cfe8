"""Search attributes on a server that has none of them."""

from pathlib import Path

from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.testing import WorkflowEnvironment

from ichido.attributes import SEARCH_ATTRIBUTES
from ichido.engine.registration import register
from ichido.local.temporal import binary


async def test_a_worker_registers_the_search_attributes_that_are_missing_and_only_those(tmp_path: Path) -> None:
    async with await WorkflowEnvironment.start_local(dev_server_existing_path=binary()) as server:
        added = await register(server.client)
        listed = await server.client.operator_service.list_search_attributes(
            ListSearchAttributesRequest(namespace=server.client.namespace)
        )
        again = await register(server.client)
    assert set(added) == set(SEARCH_ATTRIBUTES) <= set(listed.custom_attributes)
    assert again == ()
