"""How long the pages of background jobs take at 1,000,000 emails, 2,000 failure groups and a day of plots.

`./dev bench operations [EMAILS]`: the median of ten requests of an operator to a web process for each page: the
overview, the failures, and the emails with their count by each filter. Most emails were sent; a tenth was deferred, a
twentieth failed.
"""

import time
from collections.abc import Mapping
from statistics import median

import orjson

from app.database.sql import rows, value
from app.queues.counts import add_up_changes
from benchmarks.servers import Client, connected_servers
from tests.support.factories import global_id, make_organization
from tests.support.operators import make_operator
from tests.support.servers import THROWAWAY

EMAILS = 1_000_000
GROUPS = 2_000
AT_ONCE = 50_000
TIMES = 10
GOAL_MS = 100
OVERVIEW = """
{ operations {
  at
  queues {
    name waitingCount oldestWaitingAt runningCount deferredCount failedCount unknownCount bouncedCount sentLastHourCount
    throughput { from sentCount deferredCount failedCount }
    pauses { recipientDomain reason pausedBy }
    limits { concurrency configuredConcurrency emailsPerMinute }
  }
  workers { name isAlive running { name subjectId } }
  schedules { name lastRunAt nextRunAt isLate }
} }
"""
FAILURES = """
{ operations { failureGroups(first: 200) {
  id replyCode reply recipientDomain deliveryCount deferredCount failedCount unknownCount bouncedCount firstAt lastAt
} } }
"""
DELIVERIES = """
query ($filter: DeliveryFilter) { operations { deliveries(first: 25, filter: $filter) {
  totalCount
  edges { node { id kind status recipient attemptCount isPaused attempts { number outcome replyCode reply } } }
} } }
"""
GROUP = """
INSERT INTO failure_groups (id, reply_code, reply, recipient_domain)
SELECT uuidv7(), 550, 'no such user ' || n, 'domain-' || n % 500 || '.example' FROM generate_series(1, $1) n
"""
QUEUE = """
INSERT INTO deliveries (id, kind, subject_id, generation, message_id, priority, due_at, status, attempt_count,
                        retry_count, recipient_domain, failure_group_id, inviting_organization_id)
SELECT uuidv7(), 'invitation', gen_random_uuid(), 1, '<' || gen_random_uuid() || '@acme.example>', 0,
       CASE WHEN status IN ('queued', 'deferred') THEN now() + interval '1 hour' END, status, 1, 0,
       'domain-' || n % 500 || '.example',
       CASE WHEN status IN ('deferred', 'failed') THEN ($2::uuid[])[1 + n % cardinality($2)] END, $3
  FROM generate_series(1, $1) n
 CROSS JOIN LATERAL (SELECT CASE WHEN n % 20 < 2 THEN 'deferred' WHEN n % 20 = 2 THEN 'failed'
                                 WHEN n % 200 = 3 THEN 'queued' ELSE 'sent' END AS status) AS state
"""
DAY = """
INSERT INTO queue_minutes (id, queue, minute, state, count)
SELECT uuidv7(), queue, date_trunc('minute', now()) - make_interval(mins => n), state, 1 + n % 50
  FROM generate_series(1, 1440) n
 CROSS JOIN (VALUES ('email', 'sent'), ('email', 'deferred'), ('email', 'failed'), ('bulk', 'completed'))
    AS states (queue, state)
ON CONFLICT DO NOTHING
"""


async def main(count: int = EMAILS) -> None:
    async with connected_servers({**THROWAWAY, "shared_buffers": "128MB"}) as servers:
        _, token = await make_operator()
        pages = await _make_rows(count)
        with servers.web_process() as process:
            client = await Client.connect(process, token)
            slow = [name for name, body in pages.items() if await _measure(client, name, body) > GOAL_MS]
            client.close()
        print(f"operations: {len(slow)} of {len(pages)} pages take more than {GOAL_MS} ms (goal 0)")


async def _make_rows(count: int) -> Mapping[str, bytes]:
    """Returns the request of each page."""
    organization_id = await make_organization()
    await rows(GROUP, GROUPS)
    groups = await rows("SELECT id, recipient_domain FROM failure_groups ORDER BY id")
    for begun in range(0, count, AT_ONCE):
        await rows(QUEUE, min(AT_ONCE, count - begun), [each["id"] for each in groups], organization_id)
    await rows(DAY)
    while await add_up_changes():
        pass
    await rows("VACUUM ANALYZE")
    filters: dict[str, dict[str, object]] = {
        "no filter": {},
        **{status: {"statuses": [status]} for status in ("QUEUED", "DEFERRED", "FAILED", "SENT", "UNKNOWN")},
        "a domain": {"recipientDomain": groups[0]["recipient_domain"]},
        "a domain and FAILED": {"recipientDomain": groups[0]["recipient_domain"], "statuses": ["FAILED"]},
        "a failure group": {"failureGroupIds": [global_id("FailureGroup", groups[0]["id"])]},
        "the organization and DEFERRED": {
            "organizationId": global_id("Organization", organization_id),
            "statuses": ["DEFERRED"],
        },
    }
    assert await value("SELECT count(*) FROM deliveries") == count
    return {
        "overview": orjson.dumps({"query": OVERVIEW}),
        "failures": orjson.dumps({"query": FAILURES}),
        **{
            f"emails, {name}": orjson.dumps({"query": DELIVERIES, "variables": {"filter": each}})
            for name, each in filters.items()
        },
    }


async def _measure(client: Client, name: str, body: bytes) -> float:
    """Returns the median in milliseconds."""
    waits = []
    for _ in range(TIMES):
        began = time.perf_counter()
        response = await client.post(body)
        waits.append((time.perf_counter() - began) * 1000)
        assert b'"errors"' not in response, response[:1000]
    print(f"operations: {name}: {median(waits):.0f} ms, at most {max(waits):.0f} ms", flush=True)
    return median(waits)
