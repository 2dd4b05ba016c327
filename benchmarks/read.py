"""Processor time of a page of members, beside a plain endpoint's, and the response time of a page deep in a list.

`./dev bench read [INVITATIONS]`: the first 50 of 10,000 members with their groups and the total count, requested by 16
clients, from both processes alternately; then the first page and the one 100,000 rows further down, alternately.
PostgreSQL does not flush to the disk, as the rows are only read.
"""

import asyncio
import time
from dataclasses import replace
from statistics import median
from uuid import UUID

import orjson

from app.database.keyset import PageRequest
from app.database.pages import build_page
from app.database.sql import rows, value
from app.database.transaction import transaction
from app.invitations.queries import ORDERS
from app.organizations.actor import Actor
from benchmarks.servers import Client, Process, connected_servers
from devserver.processes import PRODUCT
from tests.support.factories import make_admin, token_of
from tests.support.servers import THROWAWAY

INVITATIONS = 1_000_000
DEPTH_PART = 10
MEMBERS = 10_000
PAGE = 50
GROUPS = 20
CLIENTS = 16
TURNS = 8
REQUESTS_PER_CLIENT = 8
PAGES_EACH = 200
GOAL_TIMES_PLAIN = 2
GOAL_GROWTH = 1.5
PLAIN = replace(
    PRODUCT,
    web=(
        *("-m", "uvicorn", "benchmarks.plain_endpoint:app", "--no-access-log", "--log-level", "warning"),
        *("--timeout-keep-alive", "75"),  # as the product does: its clients wait while it is the other's turn
    ),
)
MEMBERS_QUERY = """
{
  currentUsers(first: 50) {
    edges { cursor node { id email name role joinedAt groups { id name } } }
    pageInfo { hasNextPage endCursor }
    totalCount
  }
}
"""
INVITATIONS_QUERY = """
query ($after: String) {
  invitedUsers(first: 50, after: $after) {
    edges { node { id email role status groups { id name } delivery { status } } }
    pageInfo { hasNextPage endCursor }
  }
}
"""
MAKE_GROUPS = """
INSERT INTO groups (id, organization_id, name, name_key)
SELECT uuidv7(), $1, 'Group ' || n, 'group ' || n FROM generate_series(1, $2) n
"""
MAKE_MEMBERS = """
WITH people AS (
    INSERT INTO users (id, email, email_key, name, password_hash, is_operator)
    SELECT uuidv7(), 'member-' || n || '@acme.example', 'member-' || n || '@acme.example', 'Person ' || n, '', FALSE
      FROM generate_series(1, $2) n RETURNING id
)
INSERT INTO memberships (id, organization_id, user_id, role, group_ids)
SELECT uuidv7(), $1, id, 'analyst', ARRAY(
    SELECT g.id FROM groups g WHERE g.organization_id = $1 ORDER BY hashtext(people.id::text || g.id::text) LIMIT 2)
  FROM people
"""
MAKE_INVITATIONS = """
WITH invited AS (
    INSERT INTO invitations (id, organization_id, email, email_key, role, group_ids, status, nonce, generation,
                             oldest_valid_generation, invited_by_name, created_at)
    SELECT uuidv7(), $1, 'invited-' || n || '@acme.example', 'invited-' || n || '@acme.example', 'analyst', $3,
           'pending', '', 1, 1, 'Ada Lovelace', now() - n * interval '1 second' FROM generate_series(1, $2) n
    RETURNING id
)
INSERT INTO deliveries (id, kind, subject_id, generation, message_id, priority, status, attempt_count, retry_count)
SELECT uuidv7(), 'invitation', id, 1, id, 0, 'sent', 1, 0 FROM invited
"""
ROW_AT_DEPTH = """
SELECT id, created_at::text AS sort_text FROM invitations
 WHERE organization_id = $1 AND status = 'pending' ORDER BY created_at DESC, id DESC OFFSET $2 LIMIT 1
"""


async def main(count: int = INVITATIONS) -> None:
    async with connected_servers(THROWAWAY) as servers:
        admin = await make_admin()
        await rows(MAKE_GROUPS, admin.organization_id, GROUPS)
        await rows(MAKE_MEMBERS, admin.organization_id, MEMBERS - 1)
        await rows("ANALYZE")
        token = await token_of(admin)
        with servers.web_process() as product, servers.web_process(PLAIN) as plain:
            await _beside_plain(product, plain, token)
        await _make_invitations(admin, count)
        with servers.web_process() as product:
            await _at_depth(product, admin, token, count)


async def _beside_plain(product: Process, plain: Process, token: str) -> None:
    body = orjson.dumps({"query": MEMBERS_QUERY})
    processes = {"product": product, "plain": plain}
    results = [orjson.loads(await _response(process, token, body)) for process in processes.values()]
    assert results[0] == results[1]
    assert results[0]["data"]["currentUsers"]["totalCount"] == MEMBERS
    costs: dict[str, list[float]] = {name: [] for name in processes}
    rates: dict[str, list[float]] = {name: [] for name in processes}
    for _ in range(TURNS):
        for name, process in processes.items():
            cost, rate = await turn(process, token, body)
            costs[name].append(cost)
            rates[name].append(rate)
    ratio = median(costs["product"]) / median(costs["plain"])
    print(f"read: {PAGE} of {MEMBERS:,} members with groups and total, {CLIENTS} clients, {TURNS} turns each")
    print(f"read: {median(costs['product']):.2f} ms of processor time a request, {median(rates['product']):,.0f}/s")
    print(f"read: {median(costs['plain']):.2f} ms from a plain endpoint, {median(rates['plain']):,.0f}/s")
    print(f"read: {ratio:.2f}x the plain endpoint (goal {GOAL_TIMES_PLAIN}x)")


async def _response(process: Process, token: str, body: bytes) -> bytes:
    client = await Client.connect(process, token)
    response = await client.post(body)
    client.close()
    return response


async def turn(process: Process, token: str, body: bytes) -> tuple[float, float]:
    """Returns milliseconds of the process's processor time for each request, and requests per second."""
    clients = [await Client.connect(process, token) for _ in range(CLIENTS)]
    await asyncio.gather(*(_request(each, body, 1) for each in clients))
    cpu, began = process.cpu_seconds, time.perf_counter()
    await asyncio.gather(*(_request(each, body, REQUESTS_PER_CLIENT) for each in clients))
    count = CLIENTS * REQUESTS_PER_CLIENT
    cost, rate = (process.cpu_seconds - cpu) / count * 1000, count / (time.perf_counter() - began)
    for client in clients:
        client.close()
    return cost, rate


async def _request(client: Client, body: bytes, times: int) -> None:
    for _ in range(times):
        await client.post(body)


async def _make_invitations(admin: Actor, count: int) -> None:
    async with transaction():
        await rows("SET LOCAL session_replication_role = replica")  # without checks of foreign keys
        group_ids = [each["id"] for each in await rows("SELECT id FROM groups LIMIT 2")]
        await rows(MAKE_INVITATIONS, admin.organization_id, count, group_ids)
    await rows("VACUUM ANALYZE invitations, deliveries")


async def _at_depth(product: Process, admin: Actor, token: str, count: int) -> None:
    depth = count // DEPTH_PART
    variables = {"after": await _cursor(admin.organization_id, depth)}
    bodies = {
        "first": orjson.dumps({"query": INVITATIONS_QUERY}),
        "deep": orjson.dumps({"query": INVITATIONS_QUERY, "variables": variables}),
    }
    client = await Client.connect(product, token)
    waits: dict[str, list[float]] = {name: [] for name in bodies}
    for _ in range(PAGES_EACH):
        for name, body in bodies.items():
            began = time.perf_counter()
            response = await client.post(body)
            waits[name].append(time.perf_counter() - began)
            assert response.count(b'"delivery"') == PAGE
    client.close()
    first, deep = (median(waits[name]) * 1000 for name in ("first", "deep"))
    assert await value("SELECT count(*) FROM invitations") == count
    print(f"read: first page of {count:,} invitations {first:.1f} ms, the one behind {depth:,} of them {deep:.1f} ms")
    print(f"read: {deep / first:.2f}x the first page (goal {GOAL_GROWTH}x)")


async def _cursor(organization_id: UUID, depth: int) -> str:
    """Returns the cursor of the row at that depth, as the API would."""
    order = replace(ORDERS["created_at"], descending=True).of("i.id")
    found = await rows(ROW_AT_DEPTH, organization_id, depth - 1)
    return build_page(PageRequest(size=1), order, found, dict, None).edges[0].cursor
