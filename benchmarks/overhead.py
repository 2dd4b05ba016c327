"""What measuring costs: processor time with and without METRICS_PORT, in turns.

`./dev bench overhead [EMAILS]`: a page of members from two web processes, as `./dev bench read` requests it, and emails
of one worker after the other. Both share a folder with others, which costs more than a process that serves itself.
"""

import asyncio
import os
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from statistics import median
from typing import TypeVar

import asyncpg
import orjson

from app.database.sql import rows
from benchmarks.read import GROUPS, MAKE_GROUPS, MAKE_MEMBERS, MEMBERS, MEMBERS_QUERY, turn
from benchmarks.servers import Process, Servers, connected_servers
from benchmarks.smtp_sink import start_sink
from devserver.ports import reserved_port
from devserver.processes import PRODUCT
from devserver.temporary_folder import TemporaryFolder
from tests.support.email_worker_processes import QUEUE
from tests.support.factories import make_admin, token_of
from tests.support.servers import THROWAWAY, RunningProgram

EMAILS = 2_000
READ_TURNS = 24
EMAIL_TURNS = 8
GOAL_PERCENT = 3
POLL_SECONDS = 0.05
ALIVE = "SELECT EXISTS (SELECT FROM worker_heartbeats)"
UNSENT = "SELECT EXISTS (SELECT FROM deliveries WHERE status <> 'sent')"
Costs = dict[str, list[float]]
T = TypeVar("T")


async def main(emails: int = EMAILS) -> None:
    async with connected_servers(THROWAWAY) as servers:
        with TemporaryFolder("senturo-metrics-") as folder, reserved_port() as port:
            shared = {"METRICS_PORT": str(port), "PROMETHEUS_MULTIPROC_DIR": str(folder.path)}
            variants: Mapping[str, Mapping[str, str]] = {"off": {}, "on": shared}
            _print("read", "request", await _read(servers, variants))
            _print("email", "email", await _send(servers, variants, emails))


async def _read(servers: Servers, variants: Mapping[str, Mapping[str, str]]) -> Costs:
    admin = await make_admin()
    await rows(MAKE_GROUPS, admin.organization_id, GROUPS)
    await rows(MAKE_MEMBERS, admin.organization_id, MEMBERS - 1)
    await rows("ANALYZE")
    token, body = await token_of(admin), orjson.dumps({"query": MEMBERS_QUERY})
    costs: Costs = {name: [] for name in variants}
    with ExitStack() as running:
        processes = {
            name: running.enter_context(servers.web_process(settings=settings)) for name, settings in variants.items()
        }
        for number in range(READ_TURNS):
            for name, process in _in_turns(processes, number):
                cost, _ = await turn(process, token, body)
                costs[name].append(cost)
    return costs


async def _send(servers: Servers, variants: Mapping[str, Mapping[str, str]], count: int) -> Costs:
    costs: Costs = {name: [] for name in variants}
    connection = await asyncpg.connect(servers.database_url)
    async with await start_sink() as sink:
        address = {"SMTP_URL": f"smtp://127.0.0.1:{sink.sockets[0].getsockname()[1]}"}
        for number in range(EMAIL_TURNS):
            for name, settings in _in_turns(variants, number):
                await connection.execute(
                    "TRUNCATE deliveries, delivery_attempts, invitations, worker_heartbeats CASCADE"
                )
                environment = {**os.environ, **servers.environment, **address, **settings}
                (program,) = (each for each in PRODUCT.worker_programs(environment) if each.name == "worker-email")
                worker = await asyncio.to_thread(RunningProgram, program)
                await _until(connection, ALIVE)
                process = Process(worker.process.pid, 0)
                before = process.cpu_seconds
                await connection.execute(QUEUE, count)
                await _until(connection, f"SELECT NOT ({UNSENT})")
                costs[name].append((process.cpu_seconds - before) / count * 1000)
                await asyncio.to_thread(worker.stop)
    await connection.close()
    return costs


def _in_turns(variants: Mapping[str, T], number: int) -> Sequence[tuple[str, T]]:
    """Each comes first as often as the other does, which costs a little."""
    pairs = list(variants.items())
    return pairs[::-1] if number % 2 else pairs


async def _until(connection: asyncpg.Connection, question: str) -> None:
    while not await connection.fetchval(question):
        await asyncio.sleep(POLL_SECONDS)


def _print(name: str, noun: str, costs: Costs) -> None:
    """The turns of a pair were measured one after the other, so the pairs' ratios are less noisy than the sums'."""
    ratio = median(on / off for on, off in zip(costs["on"], costs["off"], strict=True))
    print(f"overhead: {name} {median(costs['off']):.3f} ms of processor time each {noun} without metrics,", end="")
    print(f" {median(costs['on']):.3f} ms with them, {(ratio - 1) * 100:+.1f} % (goal less than {GOAL_PERCENT} %)")
