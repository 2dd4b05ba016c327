"""/metrics and the health of processes that share a port, end, are killed, or stand still."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from app.metrics.catalog import FIGURES, INSTRUMENTS
from tests.support.email_worker_processes import CONNECTIONS, Outgoing
from tests.support.measured_processes import MetricsPort, Page, measured, metrics_port
from tests.support.product_processes import web_process, worker_process
from tests.support.waiting import PATIENCE_SECONDS, until

EMAILS = 3
POOL_SIZE = 10  # as the settings have it


async def page_where(port: MetricsPort, is_so: Callable[[Page], bool]) -> Page:
    """Returns the first page of which something is true."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            page = await port.page()
            if page is not None and is_so(page):
                return page
            await asyncio.sleep(0.05)


async def test_one_process_serves_for_all_and_when_it_is_killed_the_next(outgoing: Outgoing, tmp_path: Path) -> None:
    with metrics_port() as port:
        environment = measured(outgoing.environment, port, tmp_path)
        bulk = {"SMTP_URL": f"smtp://127.0.0.1:{outgoing.server.port}"}
        with worker_process(environment | bulk, "worker-bulk") as first:
            await page_where(port, lambda page: page.value("senturo_ready", process="bulk") == 1)
            await outgoing.queue(EMAILS)
            await outgoing.start_worker(0, **measured({}, port, tmp_path))
            sent = await page_where(
                port,
                lambda page: (
                    page.total("senturo_email_attempts_total", outcome="accepted") == EMAILS
                    and page.value("senturo_queue_jobs", queue="email", state="sent") == EMAILS
                ),
            )
            assert sent.value("senturo_smtp_conversation_seconds_count", outcome="accepted") == EMAILS
            assert sent.value("senturo_ready", process="bulk") == 1
            assert sent.value("senturo_database_pool_size") == 2 * POOL_SIZE
            assert sent.value("senturo_workers", kind="email") == sent.value("senturo_workers", kind="bulk") == 1
            first.kill()
        # The worker that is left serves now; what the other one held is over, what both counted is not.
        page = await page_where(port, lambda page: page.value("senturo_ready", process="email") == 1)
        assert page.value("senturo_ready", process="bulk") is None
        assert page.value("senturo_database_pool_size") == POOL_SIZE
        assert page.total("senturo_email_attempts_total", outcome="accepted") == EMAILS
        assert page.value("senturo_process_start_time_seconds", process="bulk") is not None


async def test_without_a_folder_each_process_says_what_it_does_itself(outgoing: Outgoing) -> None:
    with (
        metrics_port() as of_web,
        metrics_port() as of_worker,
        web_process(measured(outgoing.environment, of_web)),
        worker_process(measured(outgoing.environment, of_worker), "worker-bulk"),
    ):
        web = await page_where(of_web, lambda page: page.value("senturo_ready", process="web") == 1)
        bulk = await page_where(of_worker, lambda page: page.value("senturo_ready", process="bulk") == 1)
    assert web.value("senturo_ready", process="bulk") is bulk.value("senturo_ready", process="web") is None
    assert web.total("senturo_http_request_seconds_count", route="/health", method="GET", status="2xx") >= 1
    for page in (web, bulk):
        assert set(page.kinds) == {each.name for each in (*INSTRUMENTS, *FIGURES)}


async def test_a_worker_that_is_told_to_stop_lives_and_is_not_ready(outgoing: Outgoing) -> None:
    with metrics_port() as port:
        await outgoing.queue(CONNECTIONS)
        outgoing.server.hold("dot")
        worker = await outgoing.start_worker(0, **measured({}, port))
        await outgoing.reached("dot")
        ready = await page_where(port, lambda page: page.value("senturo_ready", process="email") == 1)
        assert ready.value("senturo_queue_jobs", queue="email", state="sending") == CONNECTIONS
        worker.process.send_signal(signal.SIGTERM)

        async def is_stopping() -> bool:
            answer = await port.get("/health/ready")
            return answer is not None and (answer.status_code, answer.json()) == (503, {"status": "stopping"})

        await until(is_stopping)
        alive = await port.get("/health/live")
        assert alive is not None
        assert (alive.status_code, alive.json()) == (200, {"status": "alive"})
        outgoing.server.release("dot")
        assert await outgoing.stop(worker) == 0
        assert await port.get("/health/live") is None


async def test_a_worker_that_died_is_on_record_as_a_takeover(outgoing: Outgoing) -> None:
    with metrics_port() as port:
        await outgoing.queue(CONNECTIONS)
        outgoing.server.hold("data")
        killed = await outgoing.start_worker()
        await outgoing.reached("data")
        killed.kill()
        outgoing.server.release("data")
        await outgoing.start_worker(0, **measured({}, port))
        page = await page_where(
            port, lambda page: page.value("senturo_lease_takeovers_total", queue="email") == CONNECTIONS
        )
        assert page.value("senturo_email_attempts_total", outcome="unknown", cause="email") == CONNECTIONS


async def test_a_folder_that_cannot_be_used_is_refused_with_a_sentence(outgoing: Outgoing, root: Path) -> None:
    folder = "/proc/nowhere"
    with metrics_port() as port:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "workers", "bulk"),
            cwd=root,
            env={**os.environ, **measured(outgoing.environment, port, folder)},
            stderr=asyncio.subprocess.PIPE,
        )
        async with asyncio.timeout(PATIENCE_SECONDS):
            _, said = await process.communicate()
    assert process.returncode == 1
    assert said.decode().splitlines()[-1] == f"PROMETHEUS_MULTIPROC_DIR: No such file or directory: {folder}"
