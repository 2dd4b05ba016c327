"""How many `invite` mutations a web process executes in a second, each with its audit entry and queued email.

`./dev bench invite [COUNT]`: 16 clients over HTTP, an invitation in each request; a PostgreSQL that flushes to the
disk as in production. No email worker runs.
"""

import asyncio
import time

import orjson

from app.database.sql import value
from app.organizations.roles import Role
from benchmarks.servers import COUNTING, START_COUNTING, STATEMENTS, Client, connected_servers
from tests.support.factories import make_admin, make_group, make_member, token_of

COUNT = 1_000
CLIENTS = 16
GOAL_PER_SECOND = 543
WARM_UP = 64
NO_LIMITS = {
    "RATE_LIMIT_INVITATIONS_PER_ORGANIZATION": "1000000/h",
    "RATE_LIMIT_INVITATIONS_PER_MEMBER": "1000000/h",
}
WRITTEN = """
SELECT (SELECT count(*) FROM invitations WHERE organization_id = $1)
     + (SELECT count(*) FROM deliveries) + (SELECT count(*) FROM audit_entries WHERE organization_id = $1)
"""
INVITE = """
mutation ($input: InviteInput!) {
  invite(input: $input) { invitation { id email status } errors { code message } }
}
"""


async def main(count: int = COUNT) -> None:
    async with connected_servers(COUNTING) as servers:
        await value(START_COUNTING)
        admin = await make_admin()
        group_admin = await make_member(admin.organization_id, Role.ADMIN, [await make_group(admin.organization_id)])
        token = await token_of(group_admin)
        with servers.web_process(settings=NO_LIMITS) as process:
            clients = [await Client.connect(process, token) for _ in range(CLIENTS)]
            await _invite(clients, 0, WARM_UP)
            statements, cpu, began = await value(STATEMENTS), process.cpu_seconds, time.perf_counter()
            await _invite(clients, WARM_UP, count)
            seconds = time.perf_counter() - began
            cpu = process.cpu_seconds - cpu
            statements = await value(STATEMENTS) - statements
        assert await value(WRITTEN, admin.organization_id) == 3 * (count + WARM_UP)
    print(f"invite: {count:,} invitations, one by one, {CLIENTS} clients: {count / seconds:,.0f}/s", end=" ")
    print(f"(goal {GOAL_PER_SECOND}/s)")
    print(f"invite: {cpu / count * 1000:.2f} ms of the web process's processor time each", end=", ")
    print(f"{statements / count:.1f} statements each")


async def _invite(clients: list[Client], first: int, count: int) -> None:
    numbers = iter(range(first, first + count))

    async def work(client: Client) -> None:
        for number in numbers:
            variables = {"input": {"email": f"person-{number}@company.example", "role": "ANALYST"}}
            response = orjson.loads(await client.post(orjson.dumps({"query": INVITE, "variables": variables})))
            assert response["data"]["invite"]["invitation"]["status"] == "PENDING", response

    await asyncio.gather(*map(work, clients))
