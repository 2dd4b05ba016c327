"""What an organization does with uploaded lists: upload, send, cancel."""

import asyncio
import hashlib
import io
from dataclasses import dataclass
from uuid import UUID

from app.audit.action_names import AuditAction
from app.audit.actions import record
from app.bulk_invites import uploaded_file
from app.bulk_invites.csv import errors
from app.bulk_invites.csv.reader import open_source
from app.bulk_invites.lifecycle import Status, require_ready
from app.bulk_invites.uploaded_file import Content
from app.database.ids import uuid7
from app.database.sql import Row, row, rows
from app.database.transaction import transaction
from app.errors import FileTooLarge, NotFound, NothingToSend, NotPermitted, TooManyRows
from app.idempotency.actions import Request, claim_key, keep_result
from app.invitations.bulk import revoke_some
from app.jobs import WORK_ON_BULK_INVITES
from app.organizations.actor import Actor
from app.organizations.queries import get_organization, lock_actor
from app.organizations.roles import POLICIES, Scope
from app.pubsub.after_commit import publish_after_commit, wake_after_commit
from app.pubsub.events import ChangeKind, bulk_invite_changed, invitations_changed
from app.rate_limits.actions import count_bulk_invite
from app.settings import get_settings

# Files up to this size are read at once, so that a fault of theirs is told in the answer to the upload. Rows that
# came one by one always are: they have been read already.
SMALL_BYTES = 2**20
REVOKED_AT_ONCE = 2_000
MAX_FILENAME = 255


@dataclass(frozen=True)
class Upload:
    """A list of people as it came: a CSV file, or rows as RowsFile writes them."""

    content: Content
    is_csv: bool
    filename: str | None = None


async def create_bulk_invite(
    actor: Actor, upload: Upload, *, is_reviewed: bool, idempotency_key: str | None = None
) -> UUID:
    """Keeps the list and has a worker validate it; answers its id.

    Without a review, what is valid is sent straight away. Raises NotPermitted, FileTooLarge, IdempotencyKeyReused
    and, where it can be told at once, InvalidCsv and TooManyRows.
    """
    actor.require_manager()
    limit = get_settings().upload_bytes
    if upload.content.size > limit:
        raise FileTooLarge(limit)
    digest = await _digest(upload.content)
    async with transaction():
        actor = await lock_actor(actor)
        actor.require_manager()
        asked = [digest, upload.is_csv, is_reviewed]
        request = await _claim(actor, "bulkInvite", idempotency_key, asked)
        if request is not None and request.result is not None:
            return UUID(request.result)
        if upload.content.size <= SMALL_BYTES or not upload.is_csv:
            await _check_at_once(actor, upload)
        bulk_invite_id = uuid7()
        await rows(
            """
            INSERT INTO bulk_invites (id, organization_id, requested_by_user_id, status, is_csv, is_reviewed, filename,
                                      ignored_columns, total_rows, processed_rows, valid_rows, warning_rows, error_rows,
                                      invited_rows, skipped_rows, emails_sent, emails_failed, emails_waiting,
                                      emails_settled, cursor_line, sequence)
            VALUES ($1, $2, $3, 'validating', $4, $5, $6, '{}', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, true, 0, 1)
            """,
            bulk_invite_id,
            actor.organization_id,
            actor.user_id,
            upload.is_csv,
            is_reviewed,
            _shown_name(upload.filename),
        )
        await uploaded_file.store(bulk_invite_id, upload.content)
        await record(actor, AuditAction.BULK_INVITE_CREATED, bulk_invite_id, filename=_shown_name(upload.filename))
        publish_after_commit(bulk_invite_changed(bulk_invite_id))
        wake_after_commit(WORK_ON_BULK_INVITES)
        if request is not None:
            await keep_result(request, str(bulk_invite_id))
    return bulk_invite_id


async def send_bulk_invite(actor: Actor, bulk_invite_id: UUID, idempotency_key: str | None = None) -> None:
    """Has a worker invite everybody whose row has no error.

    Raises NotFound, NotPermitted, NotReady, NothingToSend, RateLimited, IdempotencyKeyReused.
    """
    async with transaction():
        actor = await lock_actor(actor)
        request = await _claim(actor, "sendBulkInvite", idempotency_key, [str(bulk_invite_id)])
        if request is not None and request.result is not None:
            return
        held = await lock_bulk_invite(actor, bulk_invite_id)
        require_ready(Status(held["status"]))
        if not held["valid_rows"] + held["warning_rows"]:
            raise NothingToSend
        await count_sending(actor, held)
        await rows(
            """
            UPDATE bulk_invites SET status = 'sending', sent_by_user_id = $2, processed_rows = error_rows,
                   cursor_line = 0, phase_started_at = now(), emails_settled = false, count_emails_at = now()
             WHERE id = $1
            """,
            bulk_invite_id,
            actor.user_id,
        )
        await record(actor, AuditAction.BULK_INVITE_SENT, bulk_invite_id, status=[Status.READY, Status.SENDING])
        publish_after_commit(bulk_invite_changed(bulk_invite_id))
        wake_after_commit(WORK_ON_BULK_INVITES)
        if request is not None:
            await keep_result(request, str(bulk_invite_id))


async def count_sending(actor: Actor, held: Row) -> None:
    """Raises RateLimited where the organization or the member invites too many for now."""
    limit = (await get_organization(actor.organization_id)).bulk_invite_row_limit
    await count_bulk_invite(actor.organization_id, actor.user_id, held["valid_rows"] + held["warning_rows"], limit)


async def cancel_bulk_invite(actor: Actor, bulk_invite_id: UUID, *, revoke_pending: bool) -> None:
    """Stops the work behind the chunk at hand; a final status stays. Raises NotFound, NotPermitted.

    With `revoke_pending`, takes back what nobody has accepted: the first now, a long rest by a worker.
    """
    async with transaction():
        actor = await lock_actor(actor)
        held = await lock_bulk_invite(actor, bulk_invite_id)
        status = Status(held["status"])
        if not status.is_final:
            await rows("UPDATE bulk_invites SET status = 'canceled', finished_at = now() WHERE id = $1", bulk_invite_id)
            await record(actor, AuditAction.BULK_INVITE_CANCELED, bulk_invite_id, status=[status, Status.CANCELED])
        if revoke_pending and await revoke_chunk(actor, bulk_invite_id):
            await rows("UPDATE bulk_invites SET revoked_by_user_id = $2 WHERE id = $1", bulk_invite_id, actor.user_id)
            wake_after_commit(WORK_ON_BULK_INVITES)
        if revoke_pending:
            publish_after_commit(invitations_changed(actor.organization_id, ChangeKind.MANY, None))
        publish_after_commit(bulk_invite_changed(bulk_invite_id))


async def revoke_chunk(actor: Actor, bulk_invite_id: UUID) -> bool:
    """Takes some invitations of a list back. True: there may be more."""
    count = await revoke_some(actor, bulk_invite_id, REVOKED_AT_ONCE)
    if count:
        await rows(
            "UPDATE bulk_invites SET emails_settled = false, count_emails_at = now() WHERE id = $1", bulk_invite_id
        )
        await record(actor, AuditAction.BULK_INVITE_INVITATIONS_REVOKED, bulk_invite_id, revoked=count)
    return count == REVOKED_AT_ONCE


async def lock_bulk_invite(actor: Actor, bulk_invite_id: UUID) -> Row:
    """The list as of now, for whoever uploaded it or manages the whole organization. Raises NotFound, NotPermitted."""
    actor.require_manager()
    held = await row(
        "SELECT * FROM bulk_invites WHERE id = $1 AND organization_id = $2 FOR UPDATE",
        bulk_invite_id,
        actor.organization_id,
    )
    if held is None:
        raise NotFound("bulk invite", "bulkInviteId")
    manages_all = POLICIES[actor.role].manages is Scope.ORGANIZATION
    if not manages_all and held["requested_by_user_id"] != actor.user_id:
        raise NotPermitted("Only an Admin or whoever uploaded this file may do this.")
    return held


async def _claim(actor: Actor, operation: str, key: str | None, asked: object) -> Request | None:
    if key is None:
        return None
    return await claim_key(actor.organization_id, actor.user_id, operation, key, asked)


async def _digest(content: Content) -> str:
    digest = hashlib.sha256()
    async for piece in content.pieces():
        digest.update(piece)
    return digest.hexdigest()


async def _check_at_once(actor: Actor, upload: Upload) -> None:
    content = b"".join([piece async for piece in upload.content.pieces()])
    count = await asyncio.to_thread(_count_rows, content, is_csv=upload.is_csv)
    limit = (await get_organization(actor.organization_id)).bulk_invite_row_limit
    if not count:
        raise errors.no_rows()
    if count > limit:
        raise TooManyRows(count, limit)


def _count_rows(content: bytes, *, is_csv: bool) -> int:
    return sum(1 for _ in open_source(io.BytesIO(content), is_csv=is_csv).rows())


def _shown_name(filename: str | None) -> str | None:
    """The name without folders and control characters, as far as anybody reads it."""
    if filename is None:
        return None
    name = filename.replace("\\", "/").rpartition("/")[2]
    return "".join(filter(str.isprintable, name)).strip()[:MAX_FILENAME] or None
