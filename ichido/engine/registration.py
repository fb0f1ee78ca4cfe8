"""The search attributes, registered with whatever Temporal server the installation uses."""

import logging

from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest, ListSearchAttributesRequest
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from ichido.attributes import SEARCH_ATTRIBUTES

TYPES = {
    "Keyword": IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
    "KeywordList": IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD_LIST,
    "Datetime": IndexedValueType.INDEXED_VALUE_TYPE_DATETIME,
}

_log = logging.getLogger(__name__)


async def register(client: Client) -> tuple[str, ...]:
    """Add the search attributes that the namespace lacks, and say which; one that may not is told how to ask for it."""
    try:
        listed = await client.operator_service.list_search_attributes(
            ListSearchAttributesRequest(namespace=client.namespace)
        )
        missing = tuple(name for name in SEARCH_ATTRIBUTES if name not in listed.custom_attributes)
        if missing:
            await client.operator_service.add_search_attributes(
                AddSearchAttributesRequest(
                    namespace=client.namespace,
                    search_attributes={name: TYPES[SEARCH_ATTRIBUTES[name]] for name in missing},
                )
            )
    except RPCError as error:
        if error.status not in (RPCStatusCode.PERMISSION_DENIED, RPCStatusCode.UNIMPLEMENTED):
            raise
        _log.warning("this server lets us register no search attributes: add %s by hand", SEARCH_ATTRIBUTES)
        return ()
    return missing
