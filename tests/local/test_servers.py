"""Both servers come up from nothing, keep what they were given, and say why when they cannot come up."""

import os
import signal
from pathlib import Path

import psycopg
import pytest
from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client

from ichido.attributes import SEARCH_ATTRIBUTES
from ichido.local import StartFailure
from ichido.local.postgres import PostgresServer
from ichido.local.temporal import TemporalServer


def _connect(url: str) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(url.replace("+psycopg", ""))


async def test_temporal_has_our_search_attributes_and_keeps_closed_cases_for_a_month(temporal_address: str) -> None:
    client = await Client.connect(temporal_address)
    listed = await client.operator_service.list_search_attributes(ListSearchAttributesRequest(namespace="default"))
    assert SEARCH_ATTRIBUTES.keys() <= listed.custom_attributes.keys()
    described = await client.workflow_service.describe_namespace(DescribeNamespaceRequest(namespace="default"))
    assert described.config.workflow_execution_retention_ttl.seconds == 30 * 24 * 3600


async def test_temporal_comes_back_after_a_crash_on_the_same_address(tmp_path: Path) -> None:
    server = TemporalServer(tmp_path / "temporal.db", tmp_path / "temporal.log", namespace="city")
    try:
        server.start()
        address = server.address
        server.kill()
        server.start()
        assert server.address == address
        await Client.connect(address, namespace="city")
    finally:
        server.stop()


def test_each_test_has_an_empty_database(database_url: str, postgres_url: str) -> None:
    assert database_url != postgres_url
    with _connect(database_url) as connection:
        tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    assert tables == (0,)


def test_postgres_keeps_what_was_committed_when_killed(tmp_path: Path) -> None:
    server = PostgresServer(tmp_path / "data", tmp_path / "postgres.log")
    try:
        server.start()
        with _connect(server.url()) as connection:
            connection.execute("CREATE TABLE told (what text)")
            connection.execute("INSERT INTO told VALUES ('once')")
        server.kill()
        server.start()
        with _connect(server.url()) as connection:
            assert connection.execute("SELECT what FROM told").fetchall() == [("once",)]
    finally:
        server.stop()


def test_postgres_forgets_the_process_id_of_a_server_long_gone(tmp_path: Path) -> None:
    server = PostgresServer(tmp_path / "data", tmp_path / "postgres.log")
    try:
        server.start()
        server.kill()
        pid_file = server.data / "postmaster.pid"
        # The number now belongs to somebody else, as it often does in a container that was restarted.
        pid_file.write_text(pid_file.read_text().replace(pid_file.read_text().split("\n")[0], str(os.getpid()), 1))
        server.start()
    finally:
        server.stop()


def test_postgres_runs_where_only_its_owner_may_go(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    server = PostgresServer(closed / "data", tmp_path / "postgres.log")
    try:
        server.start()
        assert closed.stat().st_mode & 0o777 == 0o700
    finally:
        server.stop()


def test_postgres_runs_in_a_folder_too_deep_for_a_socket(tmp_path: Path) -> None:
    server = PostgresServer(tmp_path / ("deep" * 30) / "data", tmp_path / "postgres.log")
    try:
        server.start()
        _connect(server.url()).close()
        sockets = server.sockets
        assert sockets != server.data
    finally:
        server.stop()
    assert not sockets.exists()


def test_a_damaged_data_file_is_named_as_the_reason(tmp_path: Path) -> None:
    (tmp_path / "temporal.db").write_text("this is not a database, it only lies where one should be\n" * 20)
    server = TemporalServer(tmp_path / "temporal.db", tmp_path / "temporal.log")
    with pytest.raises(StartFailure) as failure:
        server.start()
    first, *_, last = str(failure.value).splitlines()
    assert first == "Temporal did not start: its data file is damaged"
    assert last == "  = help: run `make clean`"


def test_a_taken_port_is_given_up_for_another(tmp_path: Path, temporal_server: TemporalServer) -> None:
    server = TemporalServer(None, tmp_path / "temporal.log")
    server.port, server.ui_port = temporal_server.port, temporal_server.ui_port
    try:
        server.start()
        assert server.port != temporal_server.port
    finally:
        server.stop()


def test_a_missing_program_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("sys.executable", str(tmp_path / "python"))
    with pytest.raises(StartFailure, match="`temporal` is missing\n  = help: run `make install`"):
        TemporalServer(None, tmp_path / "temporal.log").start()


def test_a_stopped_postgres_is_gone_and_may_be_stopped_again(tmp_path: Path) -> None:
    server = PostgresServer(tmp_path / "data", tmp_path / "postgres.log", durable=False)
    server.start()
    pid = server.pid
    assert pid is not None
    server.stop()
    server.stop()
    assert server.pid is None
    with pytest.raises(ProcessLookupError):
        os.kill(pid, signal.SIG_DFL)


def test_the_databases_belong_to_a_role_that_is_no_superuser(postgres_url: str) -> None:
    with psycopg.connect(postgres_url.replace("+psycopg", "")) as connection:
        assert connection.execute(
            "SELECT current_user, usesuper FROM pg_user WHERE usename = current_user"
        ).fetchall() == [("ichido", False)]
