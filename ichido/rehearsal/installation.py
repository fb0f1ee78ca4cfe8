"""The processes of one installation beside its servers: pretend government, worker and API."""

from urllib.parse import urlsplit

from ichido.local import Line, Local, Process
from ichido.settings import variable

SECONDS = 30.0
"""Time each process has to be ready."""


class Installation:
    """What runs beside the servers of a machine; the pretend government forgets all when it ends, the others nothing.

    Start it from the main thread. Each process may be killed and started again: the API stays at its address.
    """

    def __init__(self, local: Local) -> None:
        """Take servers that are up."""
        self.local = local
        self.api = self.testbed = ""
        self.worker_process: Process | None = None
        self.api_process: Process | None = None

    def begin(self) -> None:
        """Start everything without waiting for worker and API; raises StartFailure.

        The partners are the pretended ones, in a file of our own; a database we are given is an empty one or ours.
        """
        if self.local.postgres is None:
            from ichido.rehearsal.own import take

            take(self.local.database_url)
        testbed = self.local.begin(
            "testbed", "-m", "ichido.testbed", "--mode", "scripted", ready=Line(r"testbed: (\S+)")
        )
        self.testbed = testbed.wait_ready(SECONDS)
        partners = self.local.settings.var / "testbed-partners.json"
        self.local.settings = self.local.settings.model_copy(update={"partners": partners})
        # These take a second to import, as the processes do: neither waits for the other.
        from ichido.rehearsal.town import fetch_directory

        fetch_directory(self.testbed, partners)
        self.begin_worker()
        self.begin_api()

    def finish(self) -> None:
        """Bring the database to its present shape, offer the catalogue, and wait for all; raises StartFailure."""
        from ichido.rehearsal.offer import offer
        from ichido.store.migrate import migrate

        migrate(self.local.database_url, keys_url=self.local.settings.keys_url)
        offer(self.local.settings, self.local.database_url)
        self.wait_ready()

    def begin_worker(self) -> None:
        """Start a worker and return at once."""
        self.worker_process = self.local.begin("worker", "-m", "worker", ready=Line(r"worker: ready"))

    def begin_api(self) -> None:
        """Start the API, where it was before if it was, and return at once."""
        settings = type(self.local.settings)
        port = {variable("api_port", settings.model_fields["api_port"]): str(urlsplit(self.api).port)}
        self.api_process = self.local.begin(
            "api", "-m", "portal", ready=Line(r"portal: (\S+)"), environment=port if self.api else None
        )

    def wait_ready(self) -> None:
        """Wait until worker and API are ready; raises StartFailure."""
        assert self.worker_process and self.api_process, "both were begun"
        self.worker_process.wait_ready(SECONDS)
        self.api = self.api_process.wait_ready(SECONDS)
