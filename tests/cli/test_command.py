"""The command as a whole: its help, its exit codes, what it imports, how it is interrupted."""

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from ichido import __version__
from ichido.cli import defaults
from ichido.settings import Settings
from tests.cli.calling import Ichido, agrees

HEAVY = ("temporalio", "sqlmodel", "sqlalchemy", "fastapi", "weasyprint", "authlib", "psycopg", "alembic", "uvicorn",
         "httpx2", "pydantic_settings", "cryptography", "workflows", "activities", "portal")  # fmt: skip
RUN = "from ichido.cli import main; main()"
TELL = f"""
import atexit, sys
atexit.register(lambda: print("heavy:", *[name for name in {HEAVY} if name in sys.modules], file=sys.stderr))
{RUN}
"""


def process(code: str, *words: str, **variables: str) -> subprocess.Popen[str]:
    """The command in a process of its own."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ICHIDO_")} | variables
    pipe = subprocess.PIPE
    return subprocess.Popen([sys.executable, "-c", code, *words], stdout=pipe, stderr=pipe, text=True, env=environment)


@pytest.mark.parametrize(
    "words",
    [("validate",), ("plan", "moving"), ("graph", "moving"), ("test",), ("schema",), ("version",), ("--help",)],
    ids=lambda words: words[0],
)
def test_a_verb_that_needs_no_system_imports_none(words: tuple[str, ...]) -> None:
    with process(TELL, *words) as run:
        _, beside = run.communicate(timeout=60)
    assert run.returncode == 0
    assert beside.splitlines()[-1] == "heavy:"


@pytest.mark.parametrize("words", [(), ("plan",), ("case",), ("demo",)], ids=lambda words: "-".join(words) or "all")
def test_the_help_says_it_in_plain_words(ichido: Ichido, words: tuple[str, ...]) -> None:
    said = ichido(*words, "--help")
    assert (said.code, said.err) == (0, "")
    agrees(f"help{''.join(f'-{word}' for word in words)}.txt", said.out)


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("vaildate",),
        ("validate", "-o", "xml"),
        ("validate", "--colour"),
        ("case",),
        ("case", "show"),
        ("case", "list", "--limit", "0"),
    ],
)
def test_a_slip_in_the_command_line_could_not_run(ichido: Ichido, words: tuple[str, ...]) -> None:
    said = ichido(*words)
    assert (said.code, said.out) == (2, "")
    assert "Usage: ichido" in said.err


def test_the_version_is_the_package_s(ichido: Ichido) -> None:
    assert ichido("version").out == f"{__version__}\n"


def test_the_catalogue_is_where_the_settings_have_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert defaults.catalogue() == Settings().catalogue
    monkeypatch.setenv("ICHIDO_CATALOGUE", "elsewhere")
    assert defaults.catalogue() == Settings().catalogue == Path("elsewhere")
    monkeypatch.setenv("ICHIDO_CATALOGUE", "")
    assert defaults.catalogue() == Settings().catalogue


@pytest.mark.parametrize(("variable", "colours"), [("", True), ("1", False)])
def test_colours_are_for_terminals_without_no_color(
    ichido: Ichido, monkeypatch: pytest.MonkeyPatch, variable: str, colours: bool
) -> None:
    monkeypatch.setenv("NO_COLOR", variable)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert ("\x1b[" in ichido("validate", "examples/invalid/missing-for.yaml").out) is colours


def test_ctrl_c_ends_quietly(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        api = f"http://127.0.0.1:{silent.getsockname()[1]}"
        (tmp_path / "run.json").write_text(json.dumps({"api": api, "token": "t"}))
        with process(RUN, "case", "list", ICHIDO_VAR=str(tmp_path)) as run:
            silent.settimeout(30)
            connection, _ = silent.accept()  # the verb is at work, and waits for an answer that never comes
            run.send_signal(signal.SIGINT)
            assert run.communicate(timeout=30) == ("", "")
            connection.close()
    assert run.returncode == 130


def test_a_reader_that_leaves_early_sees_no_traceback() -> None:
    with process(RUN, "schema") as run:
        assert run.stdout is not None and run.stderr is not None
        run.stdout.close()
        assert "Traceback" not in run.stderr.read()
