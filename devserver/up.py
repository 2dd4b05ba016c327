"""`./dev up`: everything in its order, until somebody stops it."""

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
from devserver.console import say, say_where
from devserver.console_build import is_current
from devserver.data_folder import DataFolder, write_privately
from devserver.once import run_once
from devserver.ports import choose_port
from devserver.processes import Product
from devserver.programs import StartError
from devserver.scratch import ScratchFolder
from devserver.stack import Stack

SCRATCH_PREFIX = "senturo-up-"


@dataclass(frozen=True)
class Options:
    """What a person asks of `./dev up`. Port 0 is any free one."""

    port: int
    data: Path
    with_demo: bool


async def up(options: Options, product: Product) -> None:
    """Runs until SIGINT, SIGTERM or SIGHUP. Raises StartError if something cannot be started."""
    exits = AsyncExitStack()
    hurry = asyncio.Event()
    running = asyncio.create_task(_run(options, product, Stack(exits, hurry)))

    def stop() -> None:
        if running.done() or running.cancelling():
            hurry.set()
        else:
            say("dev", "Stopping; again to hurry.")
            running.cancel()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, stop)
    # Not in the task itself: nothing that comes then interrupts it.
    async with exits:
        with suppress(asyncio.CancelledError):
            await running
    say("dev", "Stopped.")


async def _run(options: Options, product: Product, stack: Stack) -> None:
    port = choose_port(options.port)
    data = stack.exits.enter_context(DataFolder(options.data))
    scratch = stack.exits.enter_context(ScratchFolder(SCRATCH_PREFIX))
    secrets = data.secrets()
    say("dev", "Starting …")
    environment = {
        **os.environ,
        "ENVIRONMENT": "development",
        "PUBLIC_URL": os.environ.get("PUBLIC_URL") or f"http://localhost:{port}",
        "SECRET_KEYS": os.environ.get("SECRET_KEYS") or secrets["secret_keys"],
        "PYTHONUNBUFFERED": "1",
        **await stack.start_servers(options.data, scratch.path / "sockets"),
    }
    await _build_console(product, environment)
    await run_once(product.migrate_program(environment))
    admin = await _demo(product, environment, secrets) if options.with_demo else None
    await stack.start(*product.worker_programs(environment), product.web_program(port, environment))
    url = environment["PUBLIC_URL"].rstrip("/")
    places = {
        "url": url,
        "graphql": f"{url}/graphql",
        "mailbox": f"{url}/mailbox" if "MAILBOX_DIR" in environment else None,
        "admin": admin,
    }
    say_where(places, options.data)
    stack.exits.callback(data.ready_file.unlink, missing_ok=True)
    write_privately(data.environment_file, _settings_in(environment))
    write_privately(data.ready_file, places)
    await asyncio.Event().wait()


def _settings_in(environment: Mapping[str, str]) -> dict[str, str]:
    """What `./dev admin` needs to work on the same servers."""
    names = [name.upper() for name in Settings.model_fields]
    return {name: environment[name] for name in names if environment.get(name)}


async def _build_console(product: Product, environment: Mapping[str, str]) -> None:
    """The API does not need it, so a build that fails is told and no more."""
    program = product.console_program(environment)
    if program is None:
        return
    if not is_current():
        say("dev", "Building the console; the first time this takes a minute …")
    try:
        await run_once(program)
    except StartError as error:
        say("dev", f"The console was not built; the rest works without it. {error}")


async def _demo(product: Product, environment: Mapping[str, str], secrets: Mapping[str, str]) -> dict[str, Any]:
    """The administrator of the demo organization: `email` and `password`."""
    output = await run_once(product.demo_program({**environment, "DEMO_ADMIN_PASSWORD": secrets["admin_password"]}))
    try:
        answer = json.loads(output.splitlines()[-1])
        return {"email": answer["email"], "password": answer["password"]}
    except (IndexError, ValueError, TypeError, KeyError) as error:
        raise StartError("demo did not say who its administrator is.") from error
