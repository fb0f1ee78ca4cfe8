"""`ichido demo`: a family moves house on real servers, and what happened is told."""

import json
import secrets
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pydantic import SecretStr
from rich.console import Console

from ichido.local import Local, StartFailure
from ichido.local.temporal import free_ports
from ichido.rehearsal.installation import Installation
from ichido.settings import Settings

if TYPE_CHECKING:
    from ichido.rehearsal.report import Report

UNTIL_A_DOOR_TRIES_AGAIN = 1.0


def run(once: bool, output: str) -> int:
    """Start everything, run the move, say what happened; stay until Ctrl-C unless `once`. Gives the exit code."""
    started = time.monotonic()
    console = Console(stderr=output == "json", highlight=False, soft_wrap=True)
    try:
        settings = decoding(settings_of(Settings()))
        with Local(settings, codec_endpoint(settings)) as local:
            found = _move(local, console, started)
            _say(found, output, console)
            if not once:
                _stay(local, found, console)
    except StartFailure as failure:
        console.print(str(failure), style="red", markup=False)
        return 2
    except KeyboardInterrupt:
        console.print("stopped")
        return 0
    return 0 if found.complete else 1


def settings_of(given: Settings) -> Settings:
    """What a demo runs with: servers may be given, an installation's partners and work may not; StartFailure."""
    if given.partners is not None:
        raise StartFailure(
            f"a demo plays with pretended partners, and {given.partners} (ICHIDO_PARTNERS) names real ones\n"
            "  = help: run it without ICHIDO_PARTNERS"
        )
    own = {"rehearsals": True, "door_retry_seconds": UNTIL_A_DOOR_TRIES_AGAIN}
    if given.temporal_address:
        # On a server that others use, an installation's workers take none of our cases, nor we theirs.
        return given.model_copy(update={**own, "task_queue": f"{given.task_queue}-demo"})
    return given.model_copy(update=own)


def decoding(settings: Settings) -> Settings:
    """With the API at a port that is known beforehand, and a ticket under which the Temporal UI may decode there."""
    port = settings.api_port or free_ports(1)[0]
    return settings.model_copy(update={"api_port": port, "codec_ticket": SecretStr(secrets.token_urlsafe(24))})


def codec_endpoint(settings: Settings) -> str:
    """Where the Temporal UI has payloads decoded."""
    ticket = settings.codec_ticket.get_secret_value() if settings.codec_ticket else ""
    return f"http://{settings.api_host}:{settings.api_port}/codec/{ticket}"


def _move(local: Local, console: Console, started: float) -> "Report":
    """Start the processes beside the servers and let the family move; raises StartFailure."""
    if local.temporal:
        local.settings = local.settings.model_copy(update={"ui_origins": ",".join(local.temporal.origins)})
    with _step(console, "the pretend government, the worker and the API"):
        installation = Installation(local)
        installation.begin()
        # This takes a second to import, as the processes do: neither waits for the other.
        from ichido.rehearsal.family import move

        installation.finish()
    testbed, api = installation.testbed, installation.api
    return move(local.settings, testbed, api, local.temporal_ui, console.print, started)


def _say(found: "Report", output: str, console: Console) -> None:
    if output == "json":
        json.dump(found.plain(), sys.stdout, ensure_ascii=False, indent=2)
        sys.stdout.write("\n")
        sys.stdout.flush()
        return
    console.print()
    for line in found.lines():
        console.print(line, markup=False)


def _stay(local: Local, found: "Report", console: Console) -> None:
    from ichido.rehearsal.family import operator_token

    file = local.settings.var / "run.json"
    running = {
        "api": found.api,
        "temporal_ui": local.temporal_ui,
        "token": operator_token(local.settings),
        "database": local.database_url,
    }
    file.touch(mode=0o600)
    file.write_text(json.dumps(running))
    console.print(f"\nTemporal UI  {found.temporal_ui}\nAPI          {found.api}/docs\nCtrl-C stops everything.")
    try:
        local.wait()
    finally:
        file.unlink(missing_ok=True)


@contextmanager
def _step(console: Console, what: str) -> Iterator[None]:
    begun = time.monotonic()
    with console.status(f"starting {what}"):
        yield
    console.print(f"started {what} in {time.monotonic() - begun:.1f} s", style="dim")
