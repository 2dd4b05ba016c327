"""Changes to bulk invites: create, send, cancel."""

import hashlib
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from uuid import UUID

from app.audit.action_names import AuditAction
from app.audit.actions import AuditAuthor, Author, record
from app.bulk_invites import uploaded_file
from app.bulk_invites.default_rights import require_defaults
from app.bulk_invites.lifecycle import Status, require_ready, status_of
from app.bulk_invites.models import BulkInvite
from app.bulk_invites.prepared_upload import PreparedUpload, prepare
from app.bulk_invites.queries import may_change
from app.bulk_invites.review.defaults import NO_DEFAULTS, Defaults
from app.bulk_invites.sendable_rows import count_sendable
from app.bulk_invites.uploaded_file import Content
from app.bulk_invites.whole_file import drop_whole_file
from app.database.ids import uuid7
from app.database.sql import Row, columns_of, row, rows
from app.database.transaction import transaction
from app.errors import FileTooLarge, NotFound, NothingToSend, NotPermitted, TooManyRows
from app.idempotency.actions import Request, claim_key, keep_result
from app.invitations.bulk import count_again, revoke_some
from app.jobs import WORK_ON_BULK_INVITES
from app.organizations.actor import Actor
from app.organizations.queries import get_organization, lock_actor
from app.pubsub.after_commit import publish_after_commit, wake_after_commit
from app.pubsub.events import ChangeKind, bulk_invite_changed, invitations_changed
from app.rate_limits.actions import bulk_invite_in_advance
from app.rate_limits.advances import Advance
from app.settings import get_settings
from app.telemetry import log_context
from app.users.operators import OPERATORS

# As many invitations as one transaction revokes.
REVOKE_CHUNK = 2_000
# In characters.
MAX_FILENAME = 255


@dataclass(frozen=True)
class Upload:
    """The people to invite: a file, or rows as RowsFile writes them, with what they get by default.

    `sheet` is the one of a workbook to read, None for the one that fits best. With `asks_for_columns`, a file whose
    columns are not understood waits for a mapping, rather than being refused.
    """

    content: Content
    is_csv: bool
    filename: str | None = None
    defaults: Defaults = NO_DEFAULTS
    sheet: str | None = None
    asks_for_columns: bool = False


async def create_bulk_invite(
    actor: Actor, upload: Upload, *, is_reviewed: bool, idempotency_key: str | None = None
) -> UUID:
    """Stores the upload for a worker to validate, and returns the bulk invite's id.

    Unless it is reviewed, valid rows are sent as soon as all are validated. Raises NotPermitted, FileTooLarge,
    InvalidCsv, IdempotencyKeyReused, RoleNotAllowed, UnknownGroup, GroupNotAllowed, and TooManyRows for rows and for
    a file that has been read as a whole.
    """
    actor.require_manager()
    limit = get_settings().upload_bytes
    if upload.content.size > limit:
        raise FileTooLarge(limit)
    digest = await _digest(upload.content)
    async with (
        prepare(
            upload.content,
            is_csv=upload.is_csv,
            asks_for_columns=upload.asks_for_columns,
            has_role=upload.defaults.role is not None,
        ) as prepared,
        transaction(),
    ):
        actor = await lock_actor(actor)
        actor.require_manager()
        arguments = [
            digest,
            upload.is_csv,
            is_reviewed,
            *_default_arguments(upload.defaults),
            *_column_arguments(upload),
        ]
        request = await _claim_key(actor, "bulkInvite", idempotency_key, arguments)
        if request is not None and request.result is not None:
            return UUID(request.result)
        await require_defaults(actor, upload.defaults)
        await _require_row_count(actor, prepared)
        bulk_invite_id = uuid7()
        log_context.bind(bulk_invite_id=bulk_invite_id)
        filename = _clean_filename(upload.filename)
        await rows(
            """
            INSERT INTO bulk_invites (id, organization_id, requested_by_user_id, status, is_csv, is_reviewed, filename,
                                      ignored_columns, encoding, default_role, default_group_ids, total_rows,
                                      processed_rows, valid_rows, warning_rows, error_rows, invited_rows, skipped_rows,
                                      emails_sent, emails_failed, emails_waiting, emails_settled, cursor_line, sequence,
                                      is_spreadsheet, sheet, asks_for_columns)
            VALUES ($1, $2, $3, 'validating', $4, $5, $6, $7, $8, $9, $10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, true, 0, 1,
                    $11, $12, $13)
            """,
            bulk_invite_id,
            actor.organization_id,
            actor.user_id,
            prepared.is_csv,
            is_reviewed,
            filename,
            list(prepared.ignored_columns),
            prepared.encoding,
            upload.defaults.role,
            list(upload.defaults.group_ids) or None,
            prepared.is_spreadsheet,
            upload.sheet if prepared.is_spreadsheet else None,
            upload.asks_for_columns and prepared.is_csv,
        )
        await uploaded_file.store(bulk_invite_id, prepared.content)
        await record(actor, AuditAction.BULK_INVITE_CREATED, bulk_invite_id, filename=filename)
        publish_after_commit(bulk_invite_changed(bulk_invite_id))
        wake_after_commit(WORK_ON_BULK_INVITES)
        if request is not None:
            await keep_result(request, str(bulk_invite_id))
    return bulk_invite_id


async def send_bulk_invite(actor: Actor, bulk_invite_id: UUID, idempotency_key: str | None = None) -> None:
    """Has a worker invite the people of every row without an error, and without an address that is suppressed by then.

    Raises NotFound, NotPermitted, NotReady, NothingToSend, RateLimited, IdempotencyKeyReused.
    """
    log_context.bind(bulk_invite_id=bulk_invite_id)
    async with await rows_in_advance(actor.organization_id, actor.user_id, bulk_invite_id) as advance, transaction():
        actor = await lock_actor(actor)
        request = await _claim_key(actor, "sendBulkInvite", idempotency_key, [str(bulk_invite_id)])
        if request is not None and request.result is not None:
            return
        bulk_invite = await lock_bulk_invite(actor, bulk_invite_id)
        require_ready(status_of(bulk_invite))
        if not await _count_sendable(actor.organization_id, bulk_invite_id):
            raise NothingToSend
        advance.use(bulk_invite_id)
        await rows(
            """
            UPDATE bulk_invites SET status = 'sending', sent_by_user_id = $2, processed_rows = error_rows,
                   cursor_line = 0, phase_started_at = now(), emails_settled = false, count_emails_at = now()
             WHERE id = $1
            """,
            bulk_invite_id,
            actor.user_id,
        )
        await drop_whole_file(bulk_invite)
        await record(actor, AuditAction.BULK_INVITE_SENT, bulk_invite_id, status=[Status.READY, Status.SENDING])
        publish_after_commit(bulk_invite_changed(bulk_invite_id))
        wake_after_commit(WORK_ON_BULK_INVITES)
        if request is not None:
            await keep_result(request, str(bulk_invite_id))


async def rows_in_advance(
    organization_id: UUID, user_id: UUID, bulk_invite_id: UUID
) -> AbstractAsyncContextManager[Advance]:
    """Returns the rows to be sent, to be counted against the limits of organization and member by `use`."""
    count = await _count_sendable(organization_id, bulk_invite_id)
    limit = (await get_organization(organization_id)).bulk_invite_row_limit
    return bulk_invite_in_advance(organization_id, user_id, bulk_invite_id, count, limit)


async def cancel_bulk_invite(actor: Actor, bulk_invite_id: UUID, *, revoke_pending: bool) -> None:
    """Stops the work after the chunk in progress; a final status stays. Raises NotFound, NotPermitted.

    With `revoke_pending`, revokes the pending invitations: REVOKE_CHUNK of them now, the others in a worker.
    """
    async with transaction():
        actor = await lock_actor(actor)
        bulk_invite = await lock_bulk_invite(actor, bulk_invite_id)
        await _cancel(actor, bulk_invite)
        if revoke_pending and await revoke_chunk(actor, bulk_invite_id):
            await rows("UPDATE bulk_invites SET revoked_by_user_id = $2 WHERE id = $1", bulk_invite_id, actor.user_id)
            wake_after_commit(WORK_ON_BULK_INVITES)
        publish_after_commit(bulk_invite_changed(bulk_invite_id))


async def stop_bulk_invite(bulk_invite_id: UUID) -> Status:
    """Stops the work as `cancel_bulk_invite` does, for the operators of the service, whom the activity does not name.

    Call it in the transaction of their act. Returns the status until now; a final one stays. Raises NotFound.
    """
    bulk_invite = await row(
        f"SELECT {columns_of(BulkInvite)} FROM bulk_invites WHERE id = $1 FOR UPDATE", bulk_invite_id
    )
    if bulk_invite is None:
        raise NotFound("upload", "bulkInviteId")
    await _cancel(AuditAuthor(bulk_invite["organization_id"], None, OPERATORS), bulk_invite)
    publish_after_commit(bulk_invite_changed(bulk_invite_id))
    return status_of(bulk_invite)


async def _cancel(author: Author, bulk_invite: Row) -> None:
    status = status_of(bulk_invite)
    if status.is_final:
        return
    await rows(
        "UPDATE bulk_invites SET status = 'canceled', finished_at = now(), edit = NULL WHERE id = $1", bulk_invite["id"]
    )
    await drop_whole_file(bulk_invite)
    await record(author, AuditAction.BULK_INVITE_CANCELED, bulk_invite["id"], status=[status, Status.CANCELED])


async def revoke_chunk(actor: Actor, bulk_invite_id: UUID) -> bool:
    """Revokes some pending invitations of a bulk invite. Returns whether there may be more."""
    count = await revoke_some(actor, bulk_invite_id, REVOKE_CHUNK)
    if count:
        await count_again([bulk_invite_id])
        await record(actor, AuditAction.BULK_INVITE_INVITATIONS_REVOKED, bulk_invite_id, revoked=count)
        publish_after_commit(invitations_changed(actor.organization_id, ChangeKind.MANY, None))
    return count == REVOKE_CHUNK


async def lock_bulk_invite(actor: Actor, bulk_invite_id: UUID) -> Row:
    """Returns the bulk invite, locked until the transaction ends.

    Raises NotFound, and NotPermitted unless the actor uploaded it or manages the whole organization.
    """
    actor.require_manager()
    bulk_invite = await row(
        f"SELECT {columns_of(BulkInvite)} FROM bulk_invites WHERE id = $1 AND organization_id = $2 FOR UPDATE",
        bulk_invite_id,
        actor.organization_id,
    )
    if bulk_invite is None:
        raise NotFound("upload", "bulkInviteId")
    if not may_change(actor, bulk_invite["requested_by_user_id"]):
        raise NotPermitted("Only an Admin, or the person who uploaded this file, can do this.")
    return bulk_invite


async def _count_sendable(organization_id: UUID, bulk_invite_id: UUID) -> int:
    """Returns 0 for a bulk invite of another organization."""
    return (await count_sendable(organization_id, [bulk_invite_id])).get(bulk_invite_id, 0)


async def _claim_key(actor: Actor, operation: str, key: str | None, arguments: object) -> Request | None:
    if key is None:
        return None
    return await claim_key(actor.organization_id, actor.user_id, operation, key, arguments)


async def _digest(content: Content) -> str:
    digest = hashlib.sha256()
    async for piece in content.pieces():
        digest.update(piece)
    return digest.hexdigest()


def _default_arguments(defaults: Defaults) -> list[object]:
    """Returns nothing without defaults: a request of an earlier version has the same fingerprint as its repetition."""
    return [] if defaults == NO_DEFAULTS else [defaults.role, sorted(map(str, defaults.group_ids))]


def _column_arguments(upload: Upload) -> list[object]:
    """Returns nothing for a request as an earlier version could make it, for the same reason."""
    return [[upload.sheet, upload.asks_for_columns]] if upload.sheet or upload.asks_for_columns else []


async def _require_row_count(actor: Actor, prepared: PreparedUpload) -> None:
    """Raises TooManyRows. Rows that have not been read are counted by the worker."""
    limit = (await get_organization(actor.organization_id)).bulk_invite_row_limit
    if prepared.row_count is not None and prepared.row_count > limit:
        raise TooManyRows(prepared.row_count, limit)


def _clean_filename(filename: str | None) -> str | None:
    """Returns the name without folders and unprintable characters, cut to MAX_FILENAME, or None where none is left."""
    if filename is None:
        return None
    name = filename.replace("\\", "/").rpartition("/")[2]
    return "".join(filter(str.isprintable, name)).strip()[:MAX_FILENAME] or None
