"""The port of a measured process: who gets it, and what it gives whoever asks too much of it."""

import asyncio
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from http import HTTPStatus

import httpx2
import pytest

from app.database.probe import Readiness
from app.metrics.exposition import Exposition
from app.monitoring import figures, server
from app.monitoring.figures import Figures
from app.monitoring.server import CONNECTIONS, Server, monitoring_app
from app.tasks import end
from app.web.connection_gate import ConnectionGate
from devserver.ports import HOST, reserved_port
from tests.support.measured_processes import MetricsPort, Page
from tests.support.waiting import PATIENCE_SECONDS, until


class Check:
    """What a process says of its readiness."""

    readiness = Readiness()

    async def __call__(self) -> Readiness:
        return self.readiness


@pytest.fixture
def port() -> Iterator[MetricsPort]:
    with reserved_port() as number:
        yield MetricsPort(number)


@asynccontextmanager
async def serving(
    exposition: Exposition, port: MetricsPort, check: Check | None = None, *, is_shared: bool = False
) -> AsyncIterator[None]:
    app = monitoring_app(exposition, Figures(), check or Check())
    running = Server(app, HOST, port.port, is_shared=is_shared, taken_seconds=0.01)
    task = asyncio.create_task(running.run())
    try:
        yield
    finally:
        await running.stop()
        await end([task])


async def answers(port: MetricsPort, path: str = "/health/live") -> bool:
    return await port.get(path) is not None


async def test_a_port_that_is_taken_is_served_once_it_is_free(
    database: None, exposition: Exposition, port: MetricsPort, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    other = socket.create_server((HOST, port.port))
    async with serving(exposition, port):

        async def is_told() -> bool:
            return "metrics_port_taken" in caplog.messages

        await until(is_told)
        other.close()
        await until(lambda: answers(port))
        page = await port.page()
        assert page is not None
        assert page.value("senturo_database_away") == 0
    assert caplog.messages.count("metrics_port_taken") == 1
    assert not await answers(port)


async def test_it_says_why_it_is_not_ready_and_lives_all_the_same(
    database: None, exposition: Exposition, port: MetricsPort
) -> None:
    check = Check()
    async with serving(exposition, port, check):
        await until(lambda: answers(port))
        for path in ("/health/ready", "/health"):
            check.readiness = Readiness()
            ready = await port.get(path)
            assert ready is not None
            assert (ready.status_code, ready.json()) == (HTTPStatus.OK, {"status": "ready"})
            check.readiness = Readiness("database is read-only")
            ready = await port.get(path)
            assert ready is not None
            assert ready.status_code == HTTPStatus.SERVICE_UNAVAILABLE
            assert ready.json() == {"status": "database is read-only"}
        live = await port.get("/health/live")
        assert live is not None
        assert live.status_code == HTTPStatus.OK


async def test_more_connections_than_it_takes_are_turned_away_and_then_it_answers_again(
    database: None, exposition: Exposition, port: MetricsPort
) -> None:
    async with serving(exposition, port):
        await until(lambda: answers(port))
        idle = [await asyncio.open_connection(HOST, port.port) for _ in range(CONNECTIONS)]

        async def is_turned_away() -> bool:
            answer = await port.get("/metrics")
            return answer is None or answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE

        await until(is_turned_away)
        for _, writer in idle:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

        async def is_answered() -> bool:
            answer = await port.get("/metrics")
            return answer is not None and answer.status_code == HTTPStatus.OK

        await until(is_answered)


async def test_a_page_that_takes_too_long_is_given_up(
    database: None, exposition: Exposition, port: MetricsPort, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(_: Figures) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(Figures, "read", never)
    monkeypatch.setattr(server, "PAGE_SECONDS", 0.01)
    async with serving(exposition, port):
        await until(lambda: answers(port))
        answer = await port.get("/metrics")
    assert answer is not None
    assert (answer.status_code, answer.json()) == (503, {"status": "metrics take too long"})


async def test_a_page_that_takes_too_long_is_made_once_however_often_it_is_asked_for(
    database: None, exposition: Exposition, port: MetricsPort, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is made in a thread, which goes on: the threads are few, and passwords are checked in them as well."""
    made, is_free = 0, threading.Event()

    def make(*_: object) -> bytes:
        nonlocal made
        made += 1
        is_free.wait()
        return b"senturo_made 1\n"

    async def given_up() -> bool:
        answer = await port.get("/metrics")
        return answer is not None and answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE

    async def is_made() -> bool:
        return await given_up() and made > 0

    monkeypatch.setattr(exposition, "show", make)
    monkeypatch.setattr(server, "PAGE_SECONDS", 0.01)
    async with serving(exposition, port):
        await until(lambda: answers(port))
        try:
            await until(is_made)
            for _ in range(3):
                assert await given_up()
            assert made == 1
        finally:
            is_free.set()
        monkeypatch.setattr(server, "PAGE_SECONDS", PATIENCE_SECONDS)
        answer = await port.get("/metrics")
        assert answer is not None
        assert answer.text == "senturo_made 1\n"


async def test_clients_that_take_all_connections_of_the_service_leave_this_port_its_own(
    database: None, exposition: Exposition, port: MetricsPort, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = ConnectionGate(0, 0)
    monkeypatch.setattr(ConnectionGate, "of_process", lambda: full)
    async with serving(exposition, port):
        await until(lambda: answers(port))
        answer = await port.get("/health/live")
    assert answer is not None
    assert answer.status_code == HTTPStatus.OK


async def test_a_port_that_another_program_has_is_a_warning_and_not_one_where_processes_share_it(
    exposition: Exposition, port: MetricsPort, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")

    async def taken_levels(count: int) -> list[str]:
        async def are_told() -> bool:
            return caplog.messages.count("metrics_port_taken") == count

        await until(are_told)
        return [each.levelname for each in caplog.records if each.message == "metrics_port_taken"]

    with socket.create_server((HOST, port.port)):
        async with serving(exposition, port):
            assert await taken_levels(1) == ["WARNING"]
        async with serving(exposition, port, is_shared=True):
            assert await taken_levels(2) == ["WARNING", "INFO"]


async def test_there_is_nothing_else_on_the_port(database: None, exposition: Exposition, port: MetricsPort) -> None:
    async with serving(exposition, port):
        await until(lambda: answers(port))
        async with httpx2.AsyncClient(base_url=port.url, timeout=PATIENCE_SECONDS) as client:
            assert (await client.get("/graphql")).status_code == HTTPStatus.NOT_FOUND
            assert (await client.post("/metrics")).status_code == HTTPStatus.METHOD_NOT_ALLOWED


class Readings:
    """Stands in for the database's figures."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.count = 0

    async def __call__(self) -> list[object]:
        self.count += 1
        if self.error is not None:
            raise self.error
        return []


async def test_figures_are_read_once_however_often_they_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    readings = Readings()
    monkeypatch.setattr(figures, "read_gauges", readings)
    asked = Figures()
    for _ in range(3):
        await asked.read()
    assert readings.count == 1
    monkeypatch.setattr(figures, "KEPT_SECONDS", 0.0)
    await asked.read()
    assert readings.count == 2


async def test_without_the_database_the_rest_is_shown_and_one_figure_says_so(
    monkeypatch: pytest.MonkeyPatch, exposition: Exposition
) -> None:
    monkeypatch.setattr(figures, "read_gauges", Readings(OSError("away")))
    page = Page.of(exposition.show(await Figures().read()).decode())
    assert page.value("senturo_database_away") == 1
    assert page.value("senturo_database_pool_in_use") == 0
    assert page.total("senturo_queue_jobs") == 0
