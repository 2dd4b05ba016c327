"""`./dev up`, with stubs of the product's own processes."""

import os
import signal
import smtplib
import socket
import stat
import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest
from redis import Redis

from tests.support.dev_up_process import ROOT, Up, alive, stub_command, stub_environment
from tests.support.waiting import PATIENCE_SECONDS, PROGRAMS_SECONDS, wait_until

pytestmark = pytest.mark.skipif(not Path("/proc").exists(), reason="looks at processes through /proc")

INTERRUPT_IMPORT = """
import os, signal, sys

class Interrupt:
    def find_spec(self, name, *_):
        if name == "devserver.up":
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Interrupt())
"""


def refused(data: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        stub_command(data, *arguments),
        env=stub_environment(**variables),
        capture_output=True,
        text=True,
        check=False,
        timeout=PROGRAMS_SECONDS,
    )


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data of ours"


class TestStarting:
    def test_every_server_works_once_the_ready_file_is_there(self, data: Path) -> None:
        with Up(data) as up:
            ready = up.ready()
            assert ready["graphql"] == f"{ready['url']}/graphql"
            assert ready["mailbox"] == f"{ready['url']}/mailbox"
            assert ready["admin"]["email"] == "admin@example.com"
            assert ready["admin"]["password"] in up.output
            environment = up.environment()
            assert environment["PUBLIC_URL"] == ready["url"]
            assert environment["ENVIRONMENT"] == "development"
            with Redis.from_url(environment["REDIS_URL"]) as redis:
                assert redis.ping()
            host, port = environment["SMTP_URL"].removeprefix("smtp://").split(":")
            with smtplib.SMTP(host, int(port)) as smtp:
                smtp.sendmail("from@example.com", ["to@example.com"], "Subject: hello\n\nworld")
            (message,) = Path(environment["MAILBOX_DIR"], "new").iterdir()
            assert message.read_text().startswith("Return-Path: <from@example.com>\nX-Envelope-To: to@example.com\n")

    def test_secrets_are_for_the_owner_alone(self, data: Path) -> None:
        with Up(data) as up:
            up.ready()
            for name in ("ready.json", "secrets.json", "environment.json"):
                assert stat.S_IMODE((data / name).stat().st_mode) == 0o600

    def test_empty_leaves_the_demo_organization_out(self, data: Path) -> None:
        with Up(data, "--empty") as up:
            assert up.ready()["admin"] is None

    def test_a_server_of_the_operators_own_is_used(self, data: Path, redis_url: str) -> None:
        with Up(data, REDIS_URL=redis_url) as up:
            assert up.environment()["REDIS_URL"] == redis_url
            assert "REDIS_URL is set" in up.output
            assert not (data / "valkey").exists()

    def test_processes_share_a_port_for_metrics_where_one_is_named(self, data: Path) -> None:
        with Up(data, METRICS_PORT="9464") as up:
            folder = Path(up.environment()["PROMETHEUS_MULTIPROC_DIR"])
            assert folder.parent.is_dir()
        assert not folder.parent.exists()
        with Up(data) as up:
            assert "PROMETHEUS_MULTIPROC_DIR" not in up.environment()

    def test_a_console_that_cannot_be_built_is_reported_and_stops_nothing(self, data: Path) -> None:
        with Up(data, FAIL_CONSOLE="yes") as up:
            up.ready()
            assert "The console was not built; the rest works without it." in up.output
            assert "no Node anywhere" in up.output


class TestStopping:
    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
    def test_one_signal_stops_everything_in_order(self, data: Path, number: signal.Signals) -> None:
        with Up(data) as up:
            up.ready()
            started = up.started()
            assert up.stop(number) == 0
            assert not alive(started)
            assert not up.ready_file.exists()
            assert not (data / "environment.json").exists()
            assert "worker drained" in up.output

    def test_nothing_survives_a_killed_supervisor(self, data: Path) -> None:
        with Up(data) as up:
            up.ready()
            started = up.started()
            up.stop(signal.SIGKILL)
            wait_until(lambda: not alive(started))

    def test_a_signal_while_starting_stops_it_too(self, data: Path) -> None:
        with Up(data) as up:
            up.pid_of("bin/postgres")
            started = up.started()
            assert up.stop() == 0
            assert not alive(started)

    def test_ctrl_c_in_a_terminal_during_initdb_is_no_failure(self, data: Path) -> None:
        with Up(data) as up:
            up.pid_of("bin/initdb")
            os.killpg(up.process.pid, signal.SIGINT)
            assert up.process.wait(PATIENCE_SECONDS) == 0
            assert up.output.endswith("Stopped.\n")
            assert "could not" not in up.output

    def test_a_signal_while_python_starts_prints_no_traceback(self, tmp_path: Path) -> None:
        (tmp_path / "sitecustomize.py").write_text(INTERRUPT_IMPORT)
        ended = subprocess.run(
            [sys.executable, "-m", "devserver", "up"],
            cwd=ROOT,
            env=stub_environment(PYTHONPATH=str(tmp_path)),
            capture_output=True,
            check=False,
        )
        assert (ended.returncode, ended.stdout + ended.stderr) == (-signal.SIGINT, b"")


class TestData:
    async def test_it_survives_a_kill(self, data: Path) -> None:
        with Up(data) as up:
            environment = up.environment()
            password = up.ready()["admin"]["password"]
            connection = await asyncpg.connect(environment["DATABASE_URL"])
            await connection.execute("CREATE TABLE kept AS SELECT 'still here' AS text")
            await connection.close()
            with Redis.from_url(environment["REDIS_URL"]) as redis:
                redis.set("arq:in-progress:lost", "1")
                redis.set("kept", "still here")
                redis.execute_command("WAITAOF", 1, 0, 0)
            up.stop(signal.SIGKILL)
        with Up(data) as up:
            assert up.ready()["admin"]["password"] == password
            after = up.environment()
            assert after["SECRET_KEYS"] == environment["SECRET_KEYS"]
            connection = await asyncpg.connect(after["DATABASE_URL"])
            assert await connection.fetchval("SELECT text FROM kept") == "still here"
            await connection.close()
            with Redis.from_url(after["REDIS_URL"]) as redis:
                assert redis.get("kept") == b"still here"
                assert not redis.exists("arq:in-progress:lost")

    def test_a_second_up_with_the_same_folder_is_refused(self, data: Path) -> None:
        with Up(data) as up:
            up.ready()
            second = refused(data, "--port", "0")
            assert second.returncode == 1
            assert f"Another `./dev up` uses {data}" in second.stderr
            assert up.ready_file.exists()

    def test_a_folder_of_another_postgresql_version_is_refused(self, data: Path) -> None:
        (data / "postgres").mkdir(parents=True)
        (data / "postgres" / "PG_VERSION").write_text("19\n")
        refusal = refused(data, "--port", "0")
        assert refusal.returncode == 1
        assert "was made by PostgreSQL 19" in refusal.stderr

    def test_a_lock_file_whose_process_id_belongs_to_another_program_is_no_obstacle(self, data: Path) -> None:
        with Up(data) as up:
            up.ready()
            lock = (data / "postgres" / "postmaster.pid").read_text().splitlines()
            up.stop()
        lock[0] = str(os.getpid())
        (data / "postgres" / "postmaster.pid").write_text("\n".join([*lock, ""]))
        with Up(data) as up:
            up.ready()

    def test_a_file_in_place_of_the_folder_is_refused(self, data: Path) -> None:
        data.write_text("")
        refusal = refused(data, "--port", "0")
        assert refusal.returncode == 1
        assert "cannot be the data folder" in refusal.stderr
        assert "Traceback" not in refusal.stderr


class TestFailures:
    @pytest.mark.parametrize("program", ["worker_ready", "http.server", "valkey-server", "bin/postgres"])
    def test_a_killed_process_is_restarted(self, data: Path, program: str) -> None:
        with Up(data) as up:
            up.ready()
            first = up.pid_of(program)
            os.kill(first, signal.SIGKILL)
            wait_until(lambda: "was killed by SIGKILL" in up.output)
            assert wait_until(lambda: up.pid_of(program)) != first
            assert up.process.poll() is None

    def test_a_taken_port_is_refused_before_anything_starts(self, data: Path) -> None:
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            port = other.getsockname()[1]
            refusal = refused(data, "--port", str(port))
        assert refusal.returncode == 1
        assert f"Port {port} is taken" in refusal.stderr
        assert "--port 0" in refusal.stderr
        assert not data.exists()

    @pytest.mark.parametrize("port", ["abc", "70000", "-1", "80.5", ""])
    def test_an_invalid_port_is_refused(self, data: Path, port: str) -> None:
        refusal = refused(data, f"--port={port}")
        assert refusal.returncode == 2
        assert "is not a port" in refusal.stderr
        assert refusal.stderr.count("\n") == 1

    def test_failed_migrations_stop_it_with_their_output(self, data: Path) -> None:
        with Up(data, FAIL_MIGRATION="1") as up:
            assert up.process.wait(60) == 1
            assert "no such table" in up.output
            assert "Traceback" not in up.output
