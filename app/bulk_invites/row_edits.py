"""Fixing and removing rows of a list under review; whatever depends on them is judged again."""

from collections.abc import Collection, Sequence
from uuid import UUID

from app.audit.action_names import AuditAction
from app.audit.actions import record
from app.bulk_invites.actions import lock_bulk_invite
from app.bulk_invites.csv.errors import MAX_LINE
from app.bulk_invites.csv.reader import Row as FileRow
from app.bulk_invites.lifecycle import Status, require_ready
from app.bulk_invites.review.lookups import find_lookups, reader_for
from app.bulk_invites.review.rules import check_row
from app.bulk_invites.review.staging import write_problems
from app.characters import trimmed
from app.database.sql import Row, row, rows
from app.database.transaction import transaction
from app.errors import NotFound, TooLong
from app.organizations.actor import Actor
from app.organizations.queries import lock_actor
from app.pubsub.after_commit import publish_after_commit
from app.pubsub.events import bulk_invite_changed


async def update_row(actor: Actor, row_id: UUID, email: str, role: str, groups: Sequence[str]) -> UUID:
    """Replaces what a row says; answers the list's id. Raises TooLong, NotFound, NotPermitted, NotReady.

    What it says may be wrong again: that is the row's problem, not a refusal.
    """
    if sum(map(len, (email, role, *groups))) > MAX_LINE:
        raise TooLong("email", "A row", MAX_LINE)
    async with transaction():
        actor, found = await _lock_row(actor, row_id)
        reader = await reader_for(actor)
        written = FileRow(
            found["line"], _clean(email), _clean(role), tuple(filter(None, map(_clean, groups))), False, ()
        )
        reading = reader.read(written)
        key = reading.address.key if reading.address else None
        await rows(
            """
            UPDATE bulk_invite_rows SET email = $2, email_key = $3, role = $4, groups = $5, granted_role = $6,
                   group_ids = $7, has_surplus_cells = false, is_edited = true, status = 'error', problems = NULL
             WHERE id = $1
            """,
            row_id,
            reading.address.typed if reading.address else written.email,
            key,
            written.role,
            written.groups,
            reading.role,
            reading.group_ids,
        )
        bulk_invite_id: UUID = found["bulk_invite_id"]
        await _judge_again(actor, bulk_invite_id, row_id, {found["email_key"], key} - {None})
        await record(actor, AuditAction.BULK_INVITE_ROW_UPDATED, bulk_invite_id, line=found["line"])
        publish_after_commit(bulk_invite_changed(bulk_invite_id))
    return bulk_invite_id


async def remove_row(actor: Actor, row_id: UUID) -> UUID:
    """Takes a row out of the list; answers the list's id. Raises NotFound, NotPermitted, NotReady."""
    async with transaction():
        actor, found = await _lock_row(actor, row_id)
        bulk_invite_id: UUID = found["bulk_invite_id"]
        await rows("DELETE FROM bulk_invite_rows WHERE id = $1", row_id)
        await _judge_again(actor, bulk_invite_id, row_id, {found["email_key"]} - {None})
        await record(actor, AuditAction.BULK_INVITE_ROW_REMOVED, bulk_invite_id, line=found["line"])
        publish_after_commit(bulk_invite_changed(bulk_invite_id))
    return bulk_invite_id


async def _lock_row(actor: Actor, row_id: UUID) -> tuple[Actor, Row]:
    """Its list is locked, so the row stays what it is."""
    actor = await lock_actor(actor)
    actor.require_manager()
    place = await row("SELECT bulk_invite_id FROM bulk_invite_rows WHERE id = $1", row_id)
    if place is None:
        raise NotFound("row", "rowId")
    try:
        held = await lock_bulk_invite(actor, place["bulk_invite_id"])
    except NotFound:
        raise NotFound("row", "rowId") from None
    require_ready(Status(held["status"]))
    found = await row("SELECT * FROM bulk_invite_rows WHERE id = $1", row_id)
    if found is None:
        raise NotFound("row", "rowId")
    return actor, found


async def _judge_again(actor: Actor, bulk_invite_id: UUID, row_id: UUID, email_keys: Collection[str]) -> None:
    """The row itself, and those with its old or its new address: which of them comes first may have changed."""
    affected = await rows(
        """
        SELECT id, line, email, role, groups, has_surplus_cells FROM bulk_invite_rows
         WHERE bulk_invite_id = $1 AND (id = $2 OR email_key = ANY($3))
        """,
        bulk_invite_id,
        row_id,
        list(email_keys),
    )
    known = await find_lookups(actor.organization_id, bulk_invite_id, list(email_keys))
    reader = await reader_for(actor)
    verdicts = [
        check_row(
            reader.read(
                FileRow(each["line"], each["email"], each["role"], tuple(each["groups"]), each["has_surplus_cells"], ())
            ),
            known,
        )
        for each in affected
    ]
    await rows(
        """
        UPDATE bulk_invite_rows r SET status = judged.status, problems = judged.problems
          FROM unnest($1::uuid[], $2::text[], $3::jsonb[]) AS judged (id, status, problems) WHERE r.id = judged.id
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


def _clean(text: str) -> str:
    """NUL is the one character that no text in the database can hold."""
    return trimmed(text.replace("\0", "\ufffd"))
