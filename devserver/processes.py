"""The processes of the product, as `./dev up` starts them here and docker-compose.yml elsewhere."""

import http.client
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from devserver.ports import HOST
from devserver.programs import Program

WEB_STOP_SECONDS = 5
WORKER_STOP_SECONDS = 40.0  # a worker finishes what is in flight for DRAIN_SECONDS, 30 by default
HEALTH_SECONDS = 5.0
LEVELS_WITH_READY_LINE = {"", "DEBUG", "INFO"}

# A worker, and the variable without which it does not start.
NEEDED = {"worker-bounces": "BOUNCE_LMTP_LISTEN"}

Arguments = tuple[str, ...]


@dataclass(frozen=True)
class Product:
    """The arguments of `python` for each process."""

    migrate: Arguments
    demo: Arguments
    web: Arguments
    workers: Mapping[str, Arguments]
    console: Arguments | None = None
    """Builds the console where its sources have changed."""

    def migrate_program(self, environment: Mapping[str, str]) -> Program:
        return Program("migrate", (sys.executable, *self.migrate), environment)

    def console_program(self, environment: Mapping[str, str]) -> Program | None:
        return Program("console", (sys.executable, *self.console), environment) if self.console else None

    def demo_program(self, environment: Mapping[str, str]) -> Program:
        return Program("demo", (sys.executable, *self.demo), environment)

    def web_program(self, port: int, environment: Mapping[str, str]) -> Program:
        address = ("--host", HOST, "--port", str(port), "--timeout-graceful-shutdown", str(WEB_STOP_SECONDS))
        return Program(
            name="web",
            command=(sys.executable, *self.web, *address),
            environment=environment,
            stop_seconds=WEB_STOP_SECONDS * 2,
            is_ready=lambda _pid: _is_healthy(port),
        )

    def worker_programs(self, environment: Mapping[str, str]) -> list[Program]:
        """Those that have what they need: see NEEDED."""
        has_ready_line = environment.get("LOG_LEVEL", "") in LEVELS_WITH_READY_LINE
        return [
            Program(
                name=name,
                command=(sys.executable, *arguments),
                environment=environment,
                stop_seconds=WORKER_STOP_SECONDS,
                ready_text="worker_ready" if has_ready_line else "",
            )
            for name, arguments in self.workers.items()
            if name not in NEEDED or environment.get(NEEDED[name])
        ]


PRODUCT = Product(
    migrate=("-m", "app.cli", "migrate"),
    demo=("-m", "devserver.demo"),
    web=(
        *("-m", "uvicorn", "--factory", "app.main:create_app", "--no-access-log", "--log-level", "warning"),
        *("--http", "app.web.http_protocol:BoundedHttpProtocol"),
        *("--ws", "websockets-sansio", "--ws-max-size", "65536"),
        *("--ws-per-message-deflate", "false"),  # 45 kB a socket, and each event compressed anew for each
        *("--timeout-keep-alive", "75"),  # longer than proxies and clients keep a connection that is idle
        *("--no-proxy-headers", "--timeout-graceful-shutdown", "5"),  # TRUSTED_PROXIES names the trusted ones
    ),
    workers={
        "worker-email": ("-m", "workers", "email"),
        "worker-bulk": ("-m", "workers", "bulk"),
        "worker-bounces": ("-m", "workers", "bounces"),
    },
    console=("-m", "devserver.console_build"),
)


def _is_healthy(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=HEALTH_SECONDS)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
