"""Validates the rows of an uploaded file, chunk by chunk. The next worker continues after the last finished chunk."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from tempfile import TemporaryFile
from typing import BinaryIO

from app.bulk_invites import uploaded_file
from app.bulk_invites.actions import rows_in_advance
from app.bulk_invites.chunks import CHUNK_ROWS, chunks
from app.bulk_invites.csv import errors
from app.bulk_invites.csv.file_columns import write_columns
from app.bulk_invites.csv.reader import Row as FileRow
from app.bulk_invites.csv.stored_mapping import write_mapping
from app.bulk_invites.lifecycle import Status
from app.bulk_invites.remembered_columns import remember
from app.bulk_invites.review.lookups import load_lookups, load_row_parser
from app.bulk_invites.review.rules import check_row
from app.bulk_invites.review.staging import count_by_status, stage
from app.bulk_invites.whole_file import drop_whole_file
from app.bulk_invites.worker.convert import convert
from app.bulk_invites.worker.failing import fail
from app.bulk_invites.worker.leases import Lease, renew_lease
from app.bulk_invites.worker.open_file import OpenedFile, open_file
from app.bulk_invites.worker.stopping import Stopping
from app.database.sql import Row, force_custom_plans, rows
from app.database.transaction import transaction
from app.errors import InvalidCsv, NotPermitted, RateLimited, Refusal, TooManyRows
from app.members.queries import lock_member_actor
from app.metrics.catalog import BULK_ROWS
from app.organizations.actor import NOBODY_SENTENCE
from app.organizations.queries import get_organization
from app.pubsub.after_commit import publish_after_commit
from app.pubsub.events import bulk_invite_changed
from app.queues.counts import note_rows
from app.queues.names import RowsDone
from app.rate_limits.advances import Advance

logger = logging.getLogger(__name__)


async def validate(lease: Lease, stopping: Stopping, chunk_rows: int = CHUNK_ROWS) -> None:
    """Works until the bulk invite is MAPPING, READY, SENDING or FAILED, or `stopping` is set. Raises LeaseLost."""
    with TemporaryFile() as file:
        await uploaded_file.load(lease.bulk_invite_id, file)
        try:
            is_done = await _validate_rows(lease, stopping, file, chunk_rows)
        except Refusal as refusal:
            await fail(lease, refusal, Status.VALIDATING)
        except (ValueError, TypeError, LookupError):
            logger.exception("bulk_invite_file_unreadable", extra={"bulk_invite_id": str(lease.bulk_invite_id)})
            unreadable = InvalidCsv("The file could not be read, for a fault on our side. Upload it again later.")
            await fail(lease, unreadable, Status.VALIDATING)
        else:
            if is_done:
                await _finish(lease)


async def _validate_rows(lease: Lease, stopping: Stopping, file: BinaryIO, chunk_rows: int) -> bool:
    """Returns whether all rows are validated: not where it stopped, or waits for a mapping."""
    async with transaction():
        bulk_invite = await renew_lease(lease, Status.VALIDATING)
    if bulk_invite["is_spreadsheet"]:
        converted = await convert(lease, stopping, bulk_invite, file)
        if converted is None:
            return False
        bulk_invite = converted
    opened = await open_file(bulk_invite, file)
    if not bulk_invite["total_rows"]:
        if not await _delete_rows(lease, stopping, bulk_invite, chunk_rows):
            return False
        await _count_rows(lease, opened)
    if opened.is_mapping_due:
        return False
    remaining = (row for row in opened.source.rows() if row.line > bulk_invite["cursor_line"])
    for chunk in chunks(remaining, chunk_rows):
        if stopping.is_set():
            return False
        await _validate_chunk(lease, chunk)
        BULK_ROWS.add("validate", amount=len(chunk))
    return True


async def _delete_rows(lease: Lease, stopping: Stopping, bulk_invite: Row, chunk_rows: int) -> bool:
    """Deletes the rows of the validation before the columns were mapped. Returns False where it stopped."""
    is_more, last_line = bulk_invite["asks_for_columns"], 0
    while is_more:
        if stopping.is_set():
            return False
        async with transaction():
            await renew_lease(lease, Status.VALIDATING)
            deleted = await rows(
                """
                DELETE FROM bulk_invite_rows WHERE bulk_invite_id = $1 AND line > $2 AND line <= (
                    SELECT max(line) FROM (SELECT line FROM bulk_invite_rows WHERE bulk_invite_id = $1 AND line > $2
                                            ORDER BY line LIMIT $3) AS chunk)
                RETURNING line
                """,
                lease.bulk_invite_id,
                last_line,
                chunk_rows,
            )
        last_line = max((each["line"] for each in deleted), default=last_line)
        is_more = len(deleted) == chunk_rows
    return True


async def _count_rows(lease: Lease, opened: OpenedFile) -> None:
    """Reads the whole file before any row is validated, and before anybody is asked what its columns mean.

    Raises InvalidCsv, TooManyRows.
    """
    source, count = opened.source, 0
    for chunk in chunks(source.rows()):
        count += len(chunk)
        async with transaction():
            bulk_invite = await renew_lease(lease, Status.VALIDATING)
    if not count:
        raise errors.no_rows()
    organization = await get_organization(bulk_invite["organization_id"])
    if count > organization.bulk_invite_row_limit:
        raise TooManyRows(count, organization.bulk_invite_row_limit)
    async with transaction():
        await renew_lease(lease, Status.VALIDATING)
        await rows(
            """
            UPDATE bulk_invites SET total_rows = $2, ignored_columns = $3, encoding = coalesce(encoding, $4),
                   columns = $5::jsonb, mapping = $6::jsonb, is_mapping_due = $7,
                   status = CASE WHEN $7 THEN 'ready' ELSE status END
             WHERE id = $1
            """,
            lease.bulk_invite_id,
            count,
            () if opened.is_mapping_due else source.ignored_columns,
            source.encoding_name,
            write_columns(opened.columns) if opened.columns else None,
            write_mapping(opened.mapping) if opened.mapping else None,
            opened.is_mapping_due,
        )
        if opened.to_remember is not None:
            await remember(bulk_invite["organization_id"], *opened.to_remember)
        publish_after_commit(bulk_invite_changed(lease.bulk_invite_id))


async def _validate_chunk(lease: Lease, chunk: Sequence[FileRow]) -> None:
    async with transaction():
        await force_custom_plans()
        bulk_invite = await renew_lease(lease, Status.VALIDATING)
        actor = await lock_member_actor(bulk_invite["organization_id"], bulk_invite["requested_by_user_id"])
        if actor is None:
            raise NotPermitted(NOBODY_SENTENCE)
        parser = await load_row_parser(actor, bulk_invite)
        parsed_rows = [parser.parse(each) for each in chunk]
        keys = [parsed.address.key for parsed in parsed_rows if parsed.address]
        lookups = await load_lookups(actor.organization_id, lease.bulk_invite_id, keys)
        first_lines = dict(lookups.first_lines)
        for parsed in parsed_rows:
            if parsed.address:
                first_lines.setdefault(parsed.address.key, parsed.row.line)
        lookups = replace(lookups, first_lines=first_lines)
        verdicts = [check_row(parsed, lookups) for parsed in parsed_rows]
        await stage(lease.bulk_invite_id, verdicts)
        await rows(
            """
            UPDATE bulk_invites SET cursor_line = $2, attempts = 0, processed_rows = processed_rows + $3,
                   valid_rows = valid_rows + $4, warning_rows = warning_rows + $5, error_rows = error_rows + $6
             WHERE id = $1
            """,
            lease.bulk_invite_id,
            chunk[-1].line,
            len(chunk),
            *count_by_status(verdicts),
        )
        await note_rows(RowsDone.VALIDATED, len(chunk))
        publish_after_commit(bulk_invite_changed(lease.bulk_invite_id))


async def _finish(lease: Lease) -> None:
    """Makes the bulk invite READY, or SENDING where no review was asked for and the rate limits allow it."""
    # Without statistics of what was just copied in, every chunk to be sent would be found by sorting all the rest.
    await rows("ANALYZE bulk_invite_rows")
    async with transaction():
        uploaded = await renew_lease(lease, Status.VALIDATING)
    in_advance = await rows_in_advance(
        uploaded["organization_id"], uploaded["requested_by_user_id"], lease.bulk_invite_id
    )
    async with in_advance as advance, transaction():
        bulk_invite = await renew_lease(lease, Status.VALIDATING)
        is_sent = not bulk_invite["is_reviewed"] and await _may_send(bulk_invite, advance)
        await rows(
            """
            UPDATE bulk_invites SET status = CASE WHEN $2 THEN 'sending' ELSE 'ready' END,
                   sent_by_user_id = CASE WHEN $2 THEN requested_by_user_id END,
                   processed_rows = CASE WHEN $2 THEN error_rows ELSE processed_rows END,
                   cursor_line = 0, phase_started_at = CASE WHEN $2 THEN now() END,
                   is_reviewed = NOT $2, emails_settled = NOT $2, count_emails_at = now()
             WHERE id = $1
            """,
            lease.bulk_invite_id,
            is_sent,
        )
        if is_sent:
            await drop_whole_file(bulk_invite)
        publish_after_commit(bulk_invite_changed(lease.bulk_invite_id))


async def _may_send(bulk_invite: Row, advance: Advance) -> bool:
    actor = await lock_member_actor(bulk_invite["organization_id"], bulk_invite["requested_by_user_id"])
    try:
        if actor is not None:
            advance.use(bulk_invite["id"])
    except RateLimited:
        return False
    return actor is not None
