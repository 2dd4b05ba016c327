"""`./dev up`: starts everything in order, and stops it when a signal comes."""

import asyncio
import json
import os
import signal
from collections.abc import Mapping
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.settings import Settings
from devserver.console_build import is_current
from devserver.data_folder import DataFolder, write_privately
from devserver.embedded_servers import start_embedded_servers
from devserver.ports import reserved_port
from devserver.processes import Product
from devserver.programs import StartError
from devserver.run_to_completion import run_to_completion
from devserver.supervisor import Supervisor
from devserver.temporary_folder import TemporaryFolder
from devserver.terminal_output import write_addresses, write_lines

TEMPORARY_PREFIX = "senturo-up-"


@dataclass(frozen=True)
class Options:
    """The options of `./dev up`. Port 0 is any free one."""

    port: int
    data: Path
    with_demo: bool


async def up(options: Options, product: Product) -> None:
    """Runs until SIGINT, SIGTERM or SIGHUP. Raises StartError if something cannot be started."""
    exits = AsyncExitStack()
    force_stop = asyncio.Event()
    running = asyncio.create_task(_run(options, product, Supervisor(exits, force_stop)))

    def stop() -> None:
        if running.done() or running.cancelling():
            force_stop.set()
        else:
            write_lines("dev", "Stopping; again to hurry.")
            running.cancel()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, stop)
    # Not in the task: what the exits do is not cancelled by a second signal.
    async with exits:
        with suppress(asyncio.CancelledError):
            await running
    write_lines("dev", "Stopped.")


async def _run(options: Options, product: Product, supervisor: Supervisor) -> None:
    port = supervisor.exits.enter_context(reserved_port(options.port))
    data = supervisor.exits.enter_context(DataFolder(options.data))
    temporary = supervisor.exits.enter_context(TemporaryFolder(TEMPORARY_PREFIX))
    secrets = data.secrets()
    write_lines("dev", "Starting …")
    environment = {
        **os.environ,
        "ENVIRONMENT": "development",
        "PUBLIC_URL": os.environ.get("PUBLIC_URL") or f"http://localhost:{port}",
        "SECRET_KEYS": os.environ.get("SECRET_KEYS") or secrets["secret_keys"],
        "PYTHONUNBUFFERED": "1",
        **await start_embedded_servers(supervisor, options.data, temporary.path / "sockets"),
    }
    if environment.get("METRICS_PORT"):  # web process and workers share it
        environment.setdefault("PROMETHEUS_MULTIPROC_DIR", str(temporary.path / "metrics"))
    await _build_console(product, environment)
    await run_to_completion(product.migrate_program(environment))
    admin = await _demo(product, environment, secrets) if options.with_demo else None
    await supervisor.start(*product.worker_programs(environment), product.web_program(port, environment))
    url = environment["PUBLIC_URL"].rstrip("/")
    addresses = {
        "url": url,
        "graphql": f"{url}/graphql",
        "mailbox": f"{url}/mailbox" if "MAILBOX_DIR" in environment else None,
        "admin": admin,
    }
    write_addresses(addresses, options.data)
    supervisor.exits.callback(data.ready_file.unlink, missing_ok=True)
    write_privately(data.environment_file, _settings_in(environment))
    write_privately(data.ready_file, addresses)
    await asyncio.Event().wait()


def _settings_in(environment: Mapping[str, str]) -> dict[str, str]:
    """Returns the variables that `./dev admin` needs to work on the same servers."""
    names = [name.upper() for name in Settings.model_fields]
    return {name: environment[name] for name in names if environment.get(name)}


async def _build_console(product: Product, environment: Mapping[str, str]) -> None:
    """The API does not need it, so a build that fails is reported and nothing else."""
    program = product.console_program(environment)
    if program is None:
        return
    if not is_current():
        write_lines("dev", "Building the console; the first time this takes a minute …")
    try:
        await run_to_completion(program)
    except StartError as error:
        write_lines("dev", f"The console was not built; the rest works without it. {error}")


async def _demo(product: Product, environment: Mapping[str, str], secrets: Mapping[str, str]) -> dict[str, Any]:
    """Returns the `email` and `password` of the demo organization's administrator."""
    program = product.demo_program({**environment, "DEMO_ADMIN_PASSWORD": secrets["admin_password"]})
    output = await run_to_completion(program)
    try:
        admin = json.loads(output.splitlines()[-1])
        return {"email": admin["email"], "password": admin["password"]}
    except (IndexError, ValueError, TypeError, KeyError) as error:
        raise StartError("demo did not say who its administrator is.") from error
