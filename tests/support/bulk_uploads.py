"""Creates bulk invites and does the worker's work in this process."""

import asyncio
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from app.bulk_invites.actions import Upload, create_bulk_invite
from app.bulk_invites.queries import BulkInviteRecord, find_bulk_invites
from app.bulk_invites.row_queries import RowFilter, RowRecord, list_rows
from app.bulk_invites.uploaded_file import BytesContent
from app.bulk_invites.worker.loop import work_on_due
from app.database.keyset import PageRequest
from app.database.sql import row, rows
from app.organizations.actor import Actor
from app.organizations.models import Organization

HEADER = "Email,Role,Groups\n"


def lines(people: Iterable[str]) -> str:
    return HEADER + "".join(f"{person}\n" for person in people)


async def raise_limit(organization_id: UUID, limit: int) -> None:
    await Organization.filter(id=organization_id).update(bulk_invite_row_limit=limit)


async def upload(
    actor: Actor, text: str | bytes, *, is_reviewed: bool = True, key: str | None = None, **options: Any
) -> UUID:
    """`options` are fields of the upload."""
    content = text.encode() if isinstance(text, str) else text
    return await create_bulk_invite(
        actor, Upload(BytesContent(content), is_csv=True, **options), is_reviewed=is_reviewed, idempotency_key=key
    )


async def work(**options: Any) -> None:
    """Works as a worker does until nothing is left."""
    await work_on_due("test", 30.0, asyncio.Event(), **options)


async def validated(actor: Actor, text: str | bytes, **options: Any) -> UUID:
    """Returns a bulk invite whose rows have been validated, or wait for a mapping."""
    bulk_invite_id = await upload(actor, text, **options)
    await work()
    return bulk_invite_id


async def now(actor: Actor, bulk_invite_id: UUID) -> BulkInviteRecord:
    (found,) = await find_bulk_invites(actor.organization_id, [bulk_invite_id])
    return found


async def rows_of(bulk_invite_id: UUID) -> list[RowRecord]:
    return (await list_rows(bulk_invite_id, RowFilter(), PageRequest(size=100))).nodes


async def verdicts(bulk_invite_id: UUID) -> list[tuple[int, str, list[str]]]:
    """Returns line, status and codes of each row."""
    return [(row.line, row.status, [problem.code for problem in row.problems]) for row in await rows_of(bulk_invite_id)]


async def counted(bulk_invite_id: UUID) -> tuple[int, ...]:
    """Returns what the bulk invite says of its rows, and asserts that this is what the rows are."""
    found = await row(
        "SELECT total_rows, valid_rows, warning_rows, error_rows FROM bulk_invites WHERE id = $1", bulk_invite_id
    )
    statuses = [status for _, status, _ in await verdicts(bulk_invite_id)]
    assert found is not None
    assert tuple(found.values()) == (len(statuses), *map(statuses.count, ("valid", "warning", "error")))
    return tuple(found.values())


async def invitations_of(bulk_invite_id: UUID) -> list[dict[str, Any]]:
    return await rows(
        """
        SELECT i.*, d.status AS delivery_status, d.priority FROM invitations i
          JOIN deliveries d ON d.subject_id = i.id WHERE bulk_invite_id = $1 ORDER BY email_key
        """,
        bulk_invite_id,
    )


async def make_finished(actor: Actor, count: int) -> None:
    """Bulk invites without rows that are COMPLETED, one for each minute until now; PostgreSQL knows how many."""
    await rows(
        """
        INSERT INTO bulk_invites (id, organization_id, requested_by_user_id, status, is_csv, is_reviewed,
                                  ignored_columns, total_rows, processed_rows, valid_rows, warning_rows, error_rows,
                                  invited_rows, skipped_rows, emails_sent, emails_failed, emails_waiting,
                                  emails_settled, cursor_line, sequence, created_at)
        SELECT uuidv7(), $1::uuid, $2::uuid, 'completed', true, true, '{}', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, true, 0, 1,
               now() - make_interval(mins => number) FROM generate_series(1, $3::int) AS number
        """,
        actor.organization_id,
        actor.user_id,
        count,
    )
    await rows("ANALYZE bulk_invites")
