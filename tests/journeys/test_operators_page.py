"""An operator's live page while there is no Redis: a worker comes, a file is read, and the operator is let go."""

from collections.abc import Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from app.database.sql import value
from devserver.ports import reserved_port
from tests.support.bulk_uploads import lines, upload
from tests.support.command_runs import Run, each_of
from tests.support.factories import make_admin
from tests.support.operators import make_operator
from tests.support.product_processes import web_process, worker_process
from tests.support.subscription_client import over_socket, over_stream

PAGE = """
subscription {
  operationsChanged {
    workers { queue isAlive version } schedules { name isLate }
    bulkInvites(first: 5) { edges { node { status rowCount filename } } }
    acts(first: 1) { edges { node { kind } } }
  }
}
"""


def shows_the_worker(state: Mapping[str, Any]) -> bool:
    return [(each["queue"], each["isAlive"]) for each in state["workers"]] == [("BULK", True)]


def shows_the_file(state: Mapping[str, Any]) -> bool:
    jobs = [each["node"] for each in state["bulkInvites"]["edges"]]
    return [(each["status"], each["rowCount"]) for each in jobs] == [("READY", 1)]


async def test_it_follows_the_work_until_the_operator_is_none(
    root: Path, environment: dict[str, str], database: None
) -> None:
    operator, token = await make_operator()
    email = await value("SELECT email FROM users WHERE id = $1", operator.user_id)
    with reserved_port() as nobody_s_port:
        environment = {**environment, "REDIS_URL": f"redis://127.0.0.1:{nobody_s_port}"}
        with web_process(environment) as url:
            async with AsyncExitStack() as stack:
                pages = [
                    await stack.enter_async_context(subscribe(url, token, PAGE))
                    for subscribe in (over_socket, over_stream)
                ]
                for page in pages:
                    await page.until(lambda it: len(it.changes) == 1)
                with worker_process(environment, "worker-bulk"):
                    for page in pages:
                        await page.until(lambda it: shows_the_worker(it.changes[-1]))
                    await upload(await make_admin(), lines(["ada@example.com,Analyst,"]))
                    for page in pages:
                        await page.until(lambda it: shows_the_file(it.changes[-1]))
                for page in pages:
                    await page.until(lambda it: it.changes[-1]["workers"] == [])
                each_of(root, [Run(["operator", "remove", email, "--yes"], environment)])
                for page in pages:
                    await page.until(lambda it: it.has_ended)
                    assert page.codes == ["FORBIDDEN"]
                    assert all(not each["acts"]["edges"] for each in page.changes)
