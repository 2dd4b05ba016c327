"""What operators see: workers, and organizations in numbers."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.database.sql import rows, value
from app.invitations.lifecycle import PENDING_SQL


async def read_time() -> datetime:
    """PostgreSQL's time, which everything about deliveries goes by."""
    moment: datetime = await value("SELECT now()")
    return moment


@dataclass(frozen=True)
class WorkerRow:
    """`silent_seconds` is the age of its last heartbeat by PostgreSQL's clock."""

    worker: str
    kind: str
    host: str
    started_at: datetime
    seen_at: datetime
    silent_seconds: float


async def find_workers(kind: str, host: str) -> list[WorkerRow]:
    """The workers of one kind that were seen on a host within a day, the one seen last first."""
    found = await rows(
        """
        SELECT worker, kind, host, started_at, seen_at, extract(epoch FROM now() - seen_at)::float8 AS silent_seconds
          FROM worker_heartbeats WHERE kind = $1 AND host = $2 ORDER BY seen_at DESC
        """,
        kind,
        host,
    )
    return [WorkerRow(**each) for each in found]


@dataclass(frozen=True)
class OrganizationOverview:
    """An organization as an administrator of the service sees it: numbers and limits, no person."""

    id: UUID
    slug: str
    name: str
    members: int
    pending_invitations: int
    bulk_invite_row_limit: int
    invitation_ttl_days: int | None


async def list_organizations(slug: str | None = None) -> list[OrganizationOverview]:
    """All organizations, or the one with this slug, by slug."""
    found = await rows(
        f"""
        SELECT o.id, o.slug, o.name, o.bulk_invite_row_limit, o.invitation_ttl_days,
               (SELECT count(*) FROM memberships m WHERE m.organization_id = o.id) AS members,
               (SELECT count(*) FROM invitations i
                 WHERE i.organization_id = o.id AND {PENDING_SQL}) AS pending_invitations
          FROM organizations o WHERE $1::text IS NULL OR o.slug = $1 ORDER BY o.slug COLLATE "C"
        """,
        slug,
    )
    return [OrganizationOverview(**each) for each in found]
