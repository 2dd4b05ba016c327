"""How long pages of Invited Users take at 1,000,000 invitations, of which one organization has 600,000 pending.

`./dev bench growth [INVITATIONS]`: the median of five requests for each filter, order and count, for the first page and
the one in the middle of the list; then ten fruitless searches at once, with /health asked beside them. All emails of
the large organization were sent at first; then the older half of them failed.
"""

import asyncio
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from http.client import HTTPConnection
from statistics import median
from typing import Any
from uuid import UUID

import orjson

from app.database.keyset import PageRequest
from app.database.pages import build_page
from app.database.sql import rows, value
from app.invitations.queries import ORDERS
from benchmarks.growth_rows import fail_older_half, make_rows
from benchmarks.servers import Client, Process, connected_servers
from tests.support.factories import global_id, token_of
from tests.support.servers import THROWAWAY

INVITATIONS = 1_000_000
TIMES = 5
AT_ONCE = 10
GOAL_MS = 250
STATES = ["QUEUED", "SENDING", "SENT", "DEFERRED", "UNKNOWN", "FAILED", "BOUNCED", "CANCELED"]
QUERY = """
query ($filter: InvitationFilter, $orderBy: InvitationOrder, $after: String, $counted: Boolean!) {
  invitedUsers(first: 25, filter: $filter, orderBy: $orderBy, after: $after) {
    edges { node { id email role status delivery { status } } }
    pageInfo { hasNextPage endCursor }
    totalCount @include(if: $counted)
  }
}
"""
FRUITLESS: dict[str, object] = {"search": "nobody"}


@dataclass(frozen=True)
class Case:
    """One request. `order` and `descending` say which cursor is the middle one."""

    name: str
    filters: Mapping[str, object] = field(default_factory=dict)
    order: str = "created_at"
    counted: bool = True

    @property
    def descending(self) -> bool:
        return self.order == "created_at"

    def body(self, after: str | None = None) -> bytes:
        order = {"field": self.order.upper(), "direction": "DESC" if self.descending else "ASC"}
        variables = {"filter": self.filters, "orderBy": order, "after": after, "counted": self.counted}
        return orjson.dumps({"query": QUERY, "variables": variables})


def cases(group_ids: Mapping[str, UUID]) -> Iterator[Case]:
    groups: dict[str, dict[str, object]] = {
        name: {"groupIds": [global_id("Group", each)]} for name, each in group_ids.items()
    }
    states: dict[str, dict[str, object]] = {state: {"deliveries": [state]} for state in STATES}
    filters: dict[str, dict[str, object]] = {
        "no filter": {},
        "any status": {"statuses": None},
        "expired": {"statuses": ["EXPIRED"]},
        "one role": {"roles": ["ANALYST"]},
        "fruitless search": FRUITLESS,
        "search with 1 result": {"search": "person-4711@"},
        "search with 30 results": {"search": "rare"},
        "search with all": {"search": "acme"},
        **{f"{name} group": each for name, each in groups.items()},
        **states,
        "FAILED or BOUNCED": {"deliveries": ["FAILED", "BOUNCED"]},
        "all but SENT": {"deliveries": [each for each in STATES if each != "SENT"]},
        "FAILED and search": {"deliveries": ["FAILED"], "search": "nobody"},
        "FAILED and any status": {"deliveries": ["FAILED"], "statuses": None},
    }
    for name, each in filters.items():
        for order in ORDERS:
            for counted in (True, False):
                yield Case(name, each, order, counted)


async def main(count: int = INVITATIONS) -> None:
    async with connected_servers({**THROWAWAY, "shared_buffers": "128MB"}) as servers:
        large = await make_rows(count)
        with servers.web_process() as process:
            token = await token_of(large.admin)
            await measure("all sent", process, token, large.admin.organization_id, cases(large.group_ids))
            await measure_at_once(process, token)
            await fail_older_half(large.admin.organization_id)
            await measure("half failed", process, token, large.admin.organization_id, cases(large.group_ids))


async def measure(stage: str, process: Process, token: str, organization_id: UUID, each: Iterator[Case]) -> None:
    """Prints a line for each case, and those that miss the goal."""
    client = await Client.connect(process, token)
    cursors = {name: await _middle(organization_id, name) for name in ORDERS}
    slow = 0
    for case in each:
        first, first_count = await _time(client, case.body())
        middle, _ = await _time(client, case.body(cursors[case.order]))
        is_slow = max(first, middle) > GOAL_MS
        slow += is_slow
        print(
            f"growth: {stage}, {case.name}, by {case.order}{', counted' if case.counted else ''}:"
            f" first page {first:.0f} ms, middle page {middle:.0f} ms{' SLOW' if is_slow else ''}"
            + (f" ({first_count:,})" if first_count is not None else ""),
            flush=True,
        )
    client.close()
    print(f"growth: {stage}, {slow} cases take more than {GOAL_MS} ms (goal 0)")


async def measure_at_once(process: Process, token: str) -> None:
    """Ten fruitless searches at once, and how long /health takes meanwhile."""
    clients = [await Client.connect(process, token) for _ in range(AT_ONCE)]
    body = Case("", FRUITLESS).body()
    began = time.perf_counter()
    searching = asyncio.gather(*(_timed(client, body) for client in clients))
    healths = []
    while not searching.done():
        healths.append(await asyncio.to_thread(_health, process.port))
        await asyncio.sleep(0.02)
    waits = [wait for wait, _ in await searching]
    print(
        f"growth: {AT_ONCE} fruitless searches at once: median {median(waits):.0f} ms, slowest {max(waits):.0f} ms,"
        f" all {(time.perf_counter() - began) * 1000:.0f} ms; /health meanwhile at most {max(healths):.0f} ms"
    )
    for client in clients:
        client.close()


def _health(port: int) -> float:
    began = time.perf_counter()
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", "/health")
    assert connection.getresponse().status == HTTPStatus.OK
    connection.close()
    return (time.perf_counter() - began) * 1000


async def _time(client: Client, body: bytes) -> tuple[float, int | None]:
    """Returns the median in milliseconds, and the total count if it was asked for."""
    results = [await _timed(client, body) for _ in range(TIMES)]
    answer: dict[str, Any] = orjson.loads(results[0][1])
    assert "errors" not in answer, answer
    return median(wait for wait, _ in results), answer["data"]["invitedUsers"].get("totalCount")


async def _timed(client: Client, body: bytes) -> tuple[float, bytes]:
    began = time.perf_counter()
    response = await client.post(body)
    return (time.perf_counter() - began) * 1000, response


async def _middle(organization_id: UUID, name: str) -> str:
    """Returns the cursor of the row in the middle of the list, as the API would."""
    order = replace(ORDERS[name], descending=name == "created_at").of("i.id")
    direction = "DESC" if order.descending else "ASC"
    count = await value(
        "SELECT count(*) FROM invitations WHERE organization_id = $1 AND status = 'pending'", organization_id
    )
    found = await rows(
        f"SELECT i.id, ({order.column})::text AS sort_text FROM invitations i WHERE organization_id = $1"
        f" AND status = 'pending' ORDER BY {order.column} {direction}, i.id {direction} OFFSET $2 LIMIT 1",
        organization_id,
        count // 2,
    )
    return build_page(PageRequest(size=1), order, found, dict, None).edges[0].cursor
