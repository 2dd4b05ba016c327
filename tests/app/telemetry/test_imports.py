"""What is off is not even imported."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support.product_processes import web_process, worker_process
from tests.support.server_output import outputs_of
from tests.support.telemetry_receiver import telemetry_receiver
from tests.support.waiting import wait_until

PACKAGES = ("opentelemetry", "prometheus_client", "sentry_sdk", "google.protobuf", "requests")
NOTED = {"PYTHONPROFILEIMPORTTIME": "1"}


def started(name: str, environment: Mapping[str, str]) -> Path:
    """Starts a process and ends it once it works. Returns what it has written."""
    with web_process(environment) if name == "web" else worker_process(environment, name):
        path = outputs_of(name)[-1]
        wait_until(lambda: name == "web" or "worker_ready" in path.read_text(errors="replace"))
    return path


def imported(path: Path) -> set[str]:
    """The modules that a process says it has imported."""
    lines = [line for line in path.read_text(errors="replace").splitlines() if line.startswith("import time:")]
    return {line.rpartition("|")[2].strip() for line in lines}


def packages_of(modules: set[str]) -> set[str]:
    return {each for each in PACKAGES for module in modules if module == each or module.startswith(f"{each}.")}


@pytest.mark.parametrize("name", ["web", "worker-email", "worker-bulk"])
async def test_a_process_without_a_receiver_imports_none_of_the_packages(
    database: None, environment: Mapping[str, str], name: str
) -> None:
    modules = imported(await asyncio.to_thread(started, name, {**environment, **NOTED}))
    assert "app.telemetry.spans" in modules
    assert packages_of(modules) == set()


async def test_a_process_with_receivers_imports_them(database: None, environment: Mapping[str, str]) -> None:
    with telemetry_receiver() as receiver:
        variables = {"OTEL_EXPORTER_OTLP_ENDPOINT": receiver.url, "SENTRY_DSN": receiver.dsn}
        modules = imported(await asyncio.to_thread(started, "worker-email", {**environment, **NOTED, **variables}))
    assert packages_of(modules) >= {"opentelemetry", "sentry_sdk"}
