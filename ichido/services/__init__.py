"""Ways to ask a registry, one file a protocol behind one Protocol."""

from ichido.services.data_service import Answer, DataService, Failure, Purpose, Record
from ichido.services.http import HttpDataService

__all__ = ["Answer", "DataService", "Failure", "HttpDataService", "Purpose", "Record"]
