"""Failure groups as operators see them, with how many emails of each are in which state, by the counters."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from app.database.sql import Where, rows
from app.deliveries.queries import DeliveryStatus
from app.queues.counts import COUNTS_SQL

MAX_LIST: Final = 200
COLUMNS: Final = """
    g.id, g.reply_code, g.reply, g.recipient_domain, g.first_at, g.last_at,
    coalesce(c.delivery_count, 0) AS delivery_count, coalesce(c.deferred_count, 0) AS deferred_count,
    coalesce(c.failed_count, 0) AS failed_count, coalesce(c.unknown_count, 0) AS unknown_count,
    coalesce(c.bounced_count, 0) AS bounced_count
"""


@dataclass(frozen=True)
class FailureGroupRow:
    """`delivery_count` are all of its emails, those too that are tried again at the moment or wait for that."""

    id: UUID
    reply_code: int | None
    reply: str
    recipient_domain: str | None
    first_at: datetime
    last_at: datetime
    delivery_count: int
    deferred_count: int
    failed_count: int
    unknown_count: int
    bounced_count: int


@dataclass(frozen=True)
class FailureGroupFilter:
    """`statuses`: groups with an email in one of these, most such emails first; empty keeps all."""

    recipient_domain: str | None = None
    statuses: Sequence[DeliveryStatus] = ()


async def list_failure_groups(kept: FailureGroupFilter, limit: int) -> list[FailureGroupRow]:
    """The groups that have emails, most emails first."""
    where = Where()
    where.add("c.kept_count > 0")
    if kept.recipient_domain is not None:
        where.add("g.recipient_domain = ?", kept.recipient_domain)
    statuses = where.parameter(list(kept.statuses or DeliveryStatus))
    limited = where.parameter(limit)
    found = await rows(
        f"""
        SELECT {COLUMNS} FROM failure_groups g JOIN {_counted(statuses)} AS c ON c.failure_group_id = g.id
         WHERE {where} ORDER BY c.kept_count DESC, g.last_at DESC, g.id LIMIT {limited}
        """,
        *where.parameters,
    )
    return [FailureGroupRow(**each) for each in found]


async def find_failure_groups(ids: Sequence[UUID]) -> list[FailureGroupRow]:
    """The groups with these ids, in no order; also those without an email."""
    found = await rows(
        f"""
        SELECT {COLUMNS} FROM failure_groups g LEFT JOIN {_counted("ARRAY[]::text[]")} AS c ON c.failure_group_id = g.id
         WHERE g.id = ANY ($1)
        """,
        list(ids),
    )
    return [FailureGroupRow(**each) for each in found]


def _counted(statuses: str) -> str:
    """SQL of the counts by group; `kept_count` are those in one of `statuses`, which is SQL for an array."""
    by_status = ", ".join(
        f"coalesce(sum(count) FILTER (WHERE state = '{each}'), 0)::bigint AS {each}_count"
        for each in ("deferred", "failed", "unknown", "bounced")
    )
    return f"""(
        SELECT failure_group_id, sum(count)::bigint AS delivery_count, {by_status},
               coalesce(sum(count) FILTER (WHERE state = ANY ({statuses})), 0)::bigint AS kept_count
          FROM {COUNTS_SQL} AS counted WHERE failure_group_id IS NOT NULL GROUP BY failure_group_id
    )"""
