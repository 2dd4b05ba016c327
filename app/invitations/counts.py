"""How many invitations are in each state, for the organization or for one member."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from app.database import pages
from app.database.sql import Where, force_custom_plans, row, rows
from app.database.transaction import transaction
from app.invitations.authority import LINK_BLOCKED_SQL, RESTRICTED_AUTHORIZERS, may_manage_sql
from app.invitations.lifecycle import PENDING_SQL, Status, status_parts
from app.invitations.queries import NEWEST_EMAILS, InvitationFilter, kept, sifting_joins
from app.organizations.roles import Role


@dataclass(frozen=True)
class InvitationCounts:
    """`bounced` and `blocked` are pending ones whose newest email bounced, or that nobody can accept now."""

    pending: int
    expired: int
    declined: int
    revoked: int
    accepted: int
    bounced: int
    blocked: int


async def count_invitations(organization_id: UUID, filters: InvitationFilter) -> InvitationCounts:
    """Counts what the filter keeps, its statuses aside, by one statement.

    `bounced` and `blocked` are counted up to COUNT_LIMIT, and so is everything that sifting conditions keep. The rest
    is counted from indexes alone.
    """
    where = kept(organization_id, replace(filters, statuses=()))
    joins = sifting_joins(filters)
    limit = f"LIMIT {pages.COUNT_LIMIT}"
    counted = {
        f"{status}_{number}": _count(joins, where, part, limit if where.sifting else "")
        for status in Status
        for number, part in enumerate(status_parts([status]))
    }
    newest_emails = joins if filters.deliveries else f"{joins} {NEWEST_EMAILS}"
    counted["bounced"] = _count(newest_emails, where, f"{PENDING_SQL} AND d.status = 'bounced'", limit)
    counted["blocked"] = _count_blocked(NEWEST_EMAILS if filters.deliveries else "", where, limit)
    columns = ", ".join(f"({sql}) AS {name}" for name, sql in counted.items())
    async with transaction():
        await force_custom_plans()  # as for a page of the same list
        found = await row(f"SELECT {columns}", *where.parameters)
    assert found is not None
    expired = found["expired_0"] + found["expired_1"]
    return InvitationCounts(
        pending=found["pending_0"],
        expired=min(expired, pages.COUNT_LIMIT) if where.sifting else expired,
        declined=found["declined_0"],
        revoked=found["revoked_0"],
        accepted=found["accepted_0"],
        bounced=found["bounced"],
        blocked=found["blocked"],
    )


async def count_pending_of_members(organization_id: UUID, user_ids: Sequence[UUID]) -> dict[UUID, int]:
    """How many pending invitations rest on the rights of each of these users, up to COUNT_LIMIT."""
    found = await rows(
        f"""
        SELECT u.id, (SELECT count(*) FROM (
                   SELECT FROM invitations i
                    WHERE i.organization_id = $1 AND i.authorized_by_user_id = u.id AND {PENDING_SQL}
                    LIMIT {pages.COUNT_LIMIT}) AS counted) AS pending
          FROM unnest($2::uuid[]) AS u (id)
        """,
        organization_id,
        list(user_ids),
    )
    return {each["id"]: each["pending"] for each in found}


async def count_pending_beyond(
    organization_id: UUID, changes: Sequence[tuple[UUID, Role]]
) -> dict[tuple[UUID, Role], int]:
    """How many pending invitations rest on each of these users' rights and would not with the role, up to COUNT_LIMIT.

    What cannot be accepted already is not among them.
    """
    found = await rows(
        f"""
        SELECT b.user_id, b.role, (SELECT count(*) FROM (
                   SELECT FROM invitations i
                    WHERE i.organization_id = $1 AND i.authorized_by_user_id = b.user_id AND {PENDING_SQL}
                      AND ({may_manage_sql("a")}) AND ({may_manage_sql("b")}) IS NOT TRUE
                    LIMIT {pages.COUNT_LIMIT}) AS counted) AS pending
          FROM memberships a
          JOIN (SELECT m.user_id, m.group_ids, u.role FROM unnest($2::uuid[], $3::text[]) AS u (user_id, role)
                  JOIN memberships m ON m.organization_id = $1 AND m.user_id = u.user_id) AS b USING (user_id)
         WHERE a.organization_id = $1
        """,
        organization_id,
        [user_id for user_id, _ in changes],
        [str(role) for _, role in changes],
    )
    return {(each["user_id"], Role(each["role"])): each["pending"] for each in found}


def _count(joins: str, where: Where, condition: str, limit: str) -> str:
    return (
        f"SELECT count(*) FROM (SELECT FROM invitations i {joins} WHERE {where} AND ({condition}) {limit}) AS counted"
    )


def _count_blocked(joins: str, where: Where, limit: str) -> str:
    """Of one authorizer after another: PostgreSQL would read the whole list to find those of a few."""
    of_one = (
        f"SELECT FROM invitations i {joins}"
        f" WHERE {where} AND i.authorized_by_user_id = a.user_id AND {LINK_BLOCKED_SQL} {limit}"
    )
    return (
        f"SELECT count(*) FROM (SELECT FROM {RESTRICTED_AUTHORIZERS} CROSS JOIN LATERAL ({of_one}) AS blocked {limit})"
        " AS counted"
    )
