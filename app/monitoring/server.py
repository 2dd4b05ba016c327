"""A small HTTP server inside the process, on a port of its own: /metrics, /health/live and /health/ready.

Of the processes of a host that share a port, the first serves it; the others try again until it has ended.
"""

import asyncio
import errno
import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app.metrics.exposition import CONTENT_TYPE, Exposition
from app.monitoring.figures import Figures
from app.monitoring.sampling import CheckReady
from app.web.connection_gate import ConnectionGate
from app.web.http_protocol import BoundedHttpProtocol
from app.web.readiness import live, respond

logger = logging.getLogger(__name__)
PORT_TAKEN_SECONDS = 3.0
CONNECTIONS = 32
PAGE_SECONDS = 8.0  # less than Prometheus waits by default
STOP_SECONDS = 2.0
BACKLOG = 16


def monitoring_app(exposition: Exposition, figures: Figures, check_ready: CheckReady) -> Starlette:
    page = Page(exposition, figures)

    async def metrics(_: Request) -> Response:
        try:
            async with asyncio.timeout(PAGE_SECONDS):
                return Response(await page.make(), media_type=CONTENT_TYPE)
        except TimeoutError:
            return JSONResponse({"status": "metrics take too long"}, 503)

    async def ready(_: Request) -> Response:
        return respond(await check_ready())

    return Starlette(
        routes=[
            Route("/metrics", metrics),
            Route("/health/live", live),
            Route("/health/ready", ready),
            Route("/health", ready),
        ]
    )


class Page:
    """One at a time: it is made in a thread, of which there are few, and goes on where whoever asked has given up."""

    def __init__(self, exposition: Exposition, figures: Figures) -> None:
        self._exposition = exposition
        self._figures = figures
        self._making: asyncio.Task[bytes] | None = None

    async def make(self) -> bytes:
        """Those who ask while it is made get the same one."""
        if self._making is None or self._making.done():
            self._making = asyncio.create_task(self._make(), name="make the page of metrics")
        return await asyncio.shield(self._making)

    async def _make(self) -> bytes:
        return await asyncio.to_thread(self._exposition.show, await self._figures.read())


class MonitoringProtocol(BoundedHttpProtocol):
    """With connections of its own: an overloaded service is looked at all the same."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._gate = _gate


_gate = ConnectionGate(per_network=CONNECTIONS, per_process=2 * CONNECTIONS)


class Server:
    """Serves `app` once the port is free. `is_shared`: other processes of the host may have the same one."""

    def __init__(
        self, app: Starlette, host: str, port: int, *, is_shared: bool, taken_seconds: float = PORT_TAKEN_SECONDS
    ) -> None:
        self._app = app
        self._host = host
        self._port = port
        self._is_shared = is_shared
        self._taken_seconds = taken_seconds
        self._uvicorn: uvicorn.Server | None = None
        self._ended = asyncio.Event()

    async def run(self) -> None:
        """Serves until `stop`."""
        listener = await self._listen()
        config = uvicorn.Config(
            self._app,
            http=MonitoringProtocol,
            ws="none",
            loop="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            limit_concurrency=CONNECTIONS,
            backlog=BACKLOG,
            timeout_graceful_shutdown=1,
        )
        self._uvicorn = _UvicornWithoutSignals(config)
        logger.info("metrics_served", extra={"host": self._host, "port": self._port})
        try:
            await self._uvicorn.serve(sockets=[listener])
        finally:
            listener.close()
            self._ended.set()

    async def stop(self) -> None:
        """Lets go of the port. Answers that are on their way have STOP_SECONDS."""
        if self._uvicorn is not None:
            self._uvicorn.should_exit = True
            with suppress(TimeoutError):
                async with asyncio.timeout(STOP_SECONDS):
                    await self._ended.wait()

    async def _listen(self) -> socket.socket:
        is_logged = False
        while True:
            try:
                family = socket.AF_INET6 if ":" in self._host else socket.AF_INET
                return socket.create_server((self._host, self._port), family=family, backlog=BACKLOG)
            except OSError as error:
                if not is_logged:
                    is_usual = self._is_shared and error.errno == errno.EADDRINUSE
                    level = logging.INFO if is_usual else logging.WARNING
                    logger.log(level, "metrics_port_taken", extra={"port": self._port, "reason": error.strerror})
                is_logged = True
            await asyncio.sleep(self._taken_seconds)


class _UvicornWithoutSignals(uvicorn.Server):
    """Signals are those of the process that it runs inside of."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
