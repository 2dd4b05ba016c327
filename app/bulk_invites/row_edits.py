"""Edits and removes rows of a bulk invite under review, and checks again the rows that depend on them."""

from collections.abc import Collection, Sequence
from uuid import UUID

from app.audit.action_names import AuditAction
from app.audit.actions import record
from app.bulk_invites.actions import lock_bulk_invite
from app.bulk_invites.csv.cells import clean_text
from app.bulk_invites.csv.errors import MAX_LINE
from app.bulk_invites.csv.reader import Row as FileRow
from app.bulk_invites.lifecycle import Status, require_ready
from app.bulk_invites.models import BulkInviteRow
from app.bulk_invites.review.lookups import load_lookups, load_row_parser
from app.bulk_invites.review.problems import write_problems
from app.bulk_invites.review.rules import check_row
from app.database.sql import Row, columns_of, row, rows
from app.database.transaction import transaction
from app.errors import NotFound, TooLong
from app.organizations.actor import Actor
from app.organizations.queries import lock_actor
from app.pubsub.after_commit import publish_after_commit
from app.pubsub.events import bulk_invite_changed


async def update_row(actor: Actor, row_id: UUID, email: str, role: str, groups: Sequence[str]) -> UUID:
    """Replaces a row's text and returns the bulk invite's id. Text that is no valid row makes problems, not a refusal.

    Raises TooLong, NotFound, NotPermitted, NotReady.
    """
    if sum(map(len, (email, role, *groups))) > MAX_LINE:
        raise TooLong("email", "A row", MAX_LINE)
    async with transaction():
        actor, bulk_invite, found = await _lock_row(actor, row_id)
        parser = await load_row_parser(actor, bulk_invite)
        names = tuple(filter(None, map(clean_text, groups)))
        edited = FileRow(found["line"], clean_text(email), clean_text(role), names, False, ())
        parsed = parser.parse(edited, is_typed=True)
        key = parsed.address.key if parsed.address else None
        await rows(
            """
            UPDATE bulk_invite_rows SET email = $2, email_key = $3, role = $4, groups = $5, granted_role = $6,
                   group_ids = $7, has_surplus_cells = false, is_edited = true, status = 'error', problems = NULL
             WHERE id = $1
            """,
            row_id,
            parsed.address.typed if parsed.address else edited.email,
            key,
            edited.role,
            edited.groups,
            parsed.role,
            parsed.group_ids,
        )
        bulk_invite_id: UUID = found["bulk_invite_id"]
        await _check_again(actor, bulk_invite, row_id, {found["email_key"], key} - {None})
        await record(actor, AuditAction.BULK_INVITE_ROW_UPDATED, bulk_invite_id, line=found["line"])
        publish_after_commit(bulk_invite_changed(bulk_invite_id))
    return bulk_invite_id


async def remove_row(actor: Actor, row_id: UUID) -> UUID:
    """Deletes a row and returns the bulk invite's id. Raises NotFound, NotPermitted, NotReady."""
    async with transaction():
        actor, bulk_invite, found = await _lock_row(actor, row_id)
        bulk_invite_id: UUID = found["bulk_invite_id"]
        await rows("DELETE FROM bulk_invite_rows WHERE id = $1", row_id)
        await _check_again(actor, bulk_invite, row_id, {found["email_key"]} - {None})
        await record(actor, AuditAction.BULK_INVITE_ROW_REMOVED, bulk_invite_id, line=found["line"])
        publish_after_commit(bulk_invite_changed(bulk_invite_id))
    return bulk_invite_id


async def _lock_row(actor: Actor, row_id: UUID) -> tuple[Actor, Row, Row]:
    """Locks the row's bulk invite, without which no row changes. Returns the actor as of now, it, and the row."""
    actor = await lock_actor(actor)
    actor.require_manager()
    stored = await row("SELECT bulk_invite_id FROM bulk_invite_rows WHERE id = $1", row_id)
    if stored is None:
        raise NotFound("row", "rowId")
    try:
        bulk_invite = await lock_bulk_invite(actor, stored["bulk_invite_id"])
    except NotFound:
        raise NotFound("row", "rowId") from None
    require_ready(Status(bulk_invite["status"]))
    found = await row(f"SELECT {columns_of(BulkInviteRow)} FROM bulk_invite_rows WHERE id = $1", row_id)
    if found is None:
        raise NotFound("row", "rowId")
    return actor, bulk_invite, found


async def _check_again(actor: Actor, bulk_invite: Row, row_id: UUID, email_keys: Collection[str]) -> None:
    """Checks the row and those with its old or new address: which of them comes first may have changed."""
    bulk_invite_id = bulk_invite["id"]
    affected = await rows(
        """
        SELECT id, line, email, role, groups, has_surplus_cells, is_edited FROM bulk_invite_rows
         WHERE bulk_invite_id = $1 AND (id = $2 OR email_key = ANY($3))
        """,
        bulk_invite_id,
        row_id,
        list(email_keys),
    )
    lookups = await load_lookups(actor.organization_id, bulk_invite_id, list(email_keys))
    parser = await load_row_parser(actor, bulk_invite)
    verdicts = [check_row(parser.parse(_file_row(each), is_typed=each["is_edited"]), lookups) for each in affected]
    await rows(
        """
        UPDATE bulk_invite_rows r SET status = checked.status, problems = checked.problems
          FROM unnest($1::uuid[], $2::text[], $3::jsonb[]) AS checked (id, status, problems) WHERE r.id = checked.id
        """,
        [each["id"] for each in affected],
        [verdict.status for verdict in verdicts],
        [write_problems(verdict.problems) for verdict in verdicts],
    )
    await rows(
        """
        UPDATE bulk_invites SET total_rows = c.total, processed_rows = c.total, valid_rows = c.valid,
               warning_rows = c.warning, error_rows = c.error
          FROM (SELECT count(*) AS total, count(*) FILTER (WHERE status = 'valid') AS valid,
                       count(*) FILTER (WHERE status = 'warning') AS warning,
                       count(*) FILTER (WHERE status = 'error') AS error
                  FROM bulk_invite_rows WHERE bulk_invite_id = $1) AS c
         WHERE id = $1
        """,
        bulk_invite_id,
    )


def _file_row(stored: Row) -> FileRow:
    groups = tuple(stored["groups"])
    return FileRow(stored["line"], stored["email"], stored["role"], groups, stored["has_surplus_cells"], ())
