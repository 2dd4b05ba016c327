"""Makes invitations of reviewed rows, chunk by chunk. What may have changed since the review is checked again."""

import asyncio
import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.audit.action_names import AuditAction
from app.audit.actions import record
from app.bulk_invites.chunks import CHUNK_ROWS
from app.bulk_invites.lifecycle import Status
from app.bulk_invites.review.lookups import load_members, load_row_parser, load_suppressed
from app.bulk_invites.review.problems import (
    Problem,
    already_invited,
    already_member,
    declined_unreviewed,
    error,
    suppressed_when_sent,
    write_problems,
)
from app.bulk_invites.review.row_parser import RowParser
from app.bulk_invites.worker.leases import Lease, renew_lease
from app.bulk_invites.worker.stopping import Stopping
from app.database.sql import Row, force_custom_plans, rows
from app.database.transaction import transaction
from app.errors import ErrorCode
from app.groups.queries import hold_groups
from app.invitations.bulk import Draft, create_many
from app.invitations.declines import find_declined
from app.jobs import SEND_EMAILS
from app.members.queries import lock_member_actor
from app.metrics.catalog import BULK_ROWS
from app.organizations.actor import Actor
from app.organizations.roles import Role
from app.pubsub.after_commit import publish_after_commit, wake_after_commit
from app.pubsub.events import ChangeKind, bulk_invite_changed, invitations_changed
from app.queues.counts import note_rows
from app.queues.names import RowsDone
from app.rate_limits.actions import over_email_limit
from app.tasks import end

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class CheckedChunk:
    """The next rows to be sent, as they were checked by the rights of `actor`, None where the sender is no member.

    `lines` goes from the line of the first row to that of the last, `row_count` is the number of rows.
    `drafts` are to become invitations, `skipped` are the others by row id, each with the reason.
    """

    lines: range
    row_count: int
    actor: Actor | None
    drafts: Sequence[Draft]
    skipped: Mapping[UUID, Problem]


async def send(lease: Lease, stopping: Stopping, chunk_rows: int = CHUNK_ROWS) -> None:
    """Works until every row is INVITED or SKIPPED, or `stopping` is set. Raises LeaseLost.

    The next chunk is checked while one is being invited.
    """
    async with transaction():
        bulk_invite = await renew_lease(lease, Status.SENDING)
    next_chunk = asyncio.create_task(check_chunk(bulk_invite, bulk_invite["cursor_line"], chunk_rows))
    try:
        while not stopping.is_set():
            chunk = await next_chunk
            if chunk is None:
                await _complete(lease)
                return
            next_chunk = asyncio.create_task(check_chunk(bulk_invite, chunk.lines[-1], chunk_rows))
            await invite_chunk(lease, chunk)
            BULK_ROWS.add("send", amount=chunk.row_count)
    finally:
        await end([next_chunk])


async def check_chunk(bulk_invite: Row, after_line: int, limit: int = CHUNK_ROWS) -> CheckedChunk | None:
    """Returns up to `limit` rows after a line, checked again; None where there are none left."""
    async with transaction():
        await force_custom_plans()
        found = await rows(
            """
            SELECT id, line, email, email_key, granted_role,
                   CASE WHEN groups = '{}' THEN $4::uuid[] ELSE group_ids END AS group_ids,
                   problems @> '[{"code": "DECLINED"}]' AS is_warned FROM bulk_invite_rows
             WHERE bulk_invite_id = $1 AND line > $2 AND status IN ('valid', 'warning') ORDER BY line LIMIT $3
            """,
            bulk_invite["id"],
            after_line,
            limit,
            # Those of now: a group that was deleted since the review has handed its people on to another one.
            list(bulk_invite["default_group_ids"] or ()),
        )
        if not found:
            return None
        drafts = [
            Draft(each["id"], each["email"], each["email_key"], Role(each["granted_role"]), each["group_ids"])
            for each in found
        ]
        actor = await lock_member_actor(bulk_invite["organization_id"], bulk_invite["sent_by_user_id"])
        skipped = await _not_allowed(actor, bulk_invite, drafts)
        skipped |= await _suppressed(bulk_invite["organization_id"], _without(drafts, skipped))
        warned = {each["id"] for each in found if each["is_warned"]} if bulk_invite["is_reviewed"] else set()
        skipped |= await _declined(bulk_invite["organization_id"], _without(drafts, {*skipped, *warned}))
    skipped |= await _over_email_limit(bulk_invite["organization_id"], _without(drafts, skipped))
    lines = range(found[0]["line"], found[-1]["line"] + 1)
    return CheckedChunk(lines, len(found), actor, _without(drafts, skipped), skipped)


async def invite_chunk(lease: Lease, chunk: CheckedChunk) -> None:
    """Makes the invitations of a chunk. Raises LeaseLost."""
    async with transaction():
        await force_custom_plans()
        bulk_invite = await renew_lease(lease, Status.SENDING)
        actor = await lock_member_actor(bulk_invite["organization_id"], bulk_invite["sent_by_user_id"])
        skipped = dict(chunk.skipped)
        if actor != chunk.actor or not await _hold_groups(bulk_invite, chunk.drafts):
            skipped |= await _not_allowed(actor, bulk_invite, chunk.drafts)
        drafts = _without(chunk.drafts, skipped)
        invited = await create_many(actor, lease.bulk_invite_id, drafts) if actor else set()
        skipped |= {draft.id: already_invited(draft.email) for draft in _without(drafts, invited)}
        await _record_skipped(lease.bulk_invite_id, skipped)
        await rows(
            """
            UPDATE bulk_invites SET cursor_line = $2, attempts = 0, processed_rows = processed_rows + $3,
                   invited_rows = invited_rows + $4, skipped_rows = skipped_rows + $5,
                   emails_waiting = emails_waiting + $4
             WHERE id = $1
            """,
            lease.bulk_invite_id,
            chunk.lines[-1],
            chunk.row_count,
            len(invited),
            len(skipped),
        )
        await note_rows(RowsDone.INVITED, len(invited))
        if actor:
            await record(
                actor,
                AuditAction.BULK_INVITE_ROWS_INVITED,
                lease.bulk_invite_id,
                {group_id for draft in drafts if draft.id in invited for group_id in draft.group_ids},
                lines=[chunk.lines[0], chunk.lines[-1]],
                invited=len(invited),
                skipped=len(skipped),
            )
        publish_after_commit(bulk_invite_changed(lease.bulk_invite_id))
        if invited:
            publish_after_commit(invitations_changed(bulk_invite["organization_id"], ChangeKind.MANY, None))
            wake_after_commit(SEND_EMAILS)


async def _complete(lease: Lease) -> None:
    async with transaction():
        await renew_lease(lease, Status.SENDING)
        await rows(
            "UPDATE bulk_invites SET status = 'completed', finished_at = now() WHERE id = $1", lease.bulk_invite_id
        )
        publish_after_commit(bulk_invite_changed(lease.bulk_invite_id))
    logger.info("bulk_invite_completed")


async def _not_allowed(actor: Actor | None, bulk_invite: Row, drafts: Sequence[Draft]) -> dict[UUID, Problem]:
    """Returns why some of the rows cannot be sent any more, by row id."""
    if actor is None:
        return dict.fromkeys((draft.id for draft in drafts), _SENDER_LEFT)
    parser = await load_row_parser(actor, bulk_invite)
    members = await load_members(actor.organization_id, [draft.email_key for draft in drafts])
    return {draft.id: problem for draft in drafts if (problem := _problem_of(draft, parser, members))}


async def _hold_groups(bulk_invite: Row, drafts: Sequence[Draft]) -> bool:
    """Whether the groups of all rows exist; those that do stay until the transaction ends."""
    group_ids = {group_id for draft in drafts for group_id in draft.group_ids}
    return await hold_groups(bulk_invite["organization_id"], group_ids) == group_ids


async def _suppressed(organization_id: UUID, drafts: Sequence[Draft]) -> dict[UUID, Problem]:
    """Returns which rows have addresses that emails do not reach by now, by row id, whoever has seen the warning."""
    suppressed = await load_suppressed(organization_id, [draft.email_key for draft in drafts])
    return {
        draft.id: suppressed_when_sent(suppressed[draft.email_key]) for draft in drafts if draft.email_key in suppressed
    }


async def _declined(organization_id: UUID, drafts: Sequence[Draft]) -> dict[UUID, Problem]:
    """Returns which rows are of people who declined, by row id: those rows whose warning nobody has seen."""
    declined = await find_declined(organization_id, [draft.email_key for draft in drafts])
    return {
        draft.id: declined_unreviewed(draft.email, declined[draft.email_key])
        for draft in drafts
        if draft.email_key in declined
    }


async def _over_email_limit(organization_id: UUID, drafts: Sequence[Draft]) -> dict[UUID, Problem]:
    """Counts an email to each mailbox, and returns which rows have one that was sent too many lately, by row id."""
    refusals = await over_email_limit(organization_id, [draft.email_key for draft in drafts])
    return {
        draft.id: error(refusal.code, refusal.message, "email")
        for draft in drafts
        if (refusal := refusals.get(draft.email_key))
    }


def _problem_of(draft: Draft, parser: RowParser, members: set[str]) -> Problem | None:
    if not parser.groups_exist(draft.group_ids):
        return _GROUP_DELETED
    if draft.email_key in members:
        return already_member(draft.email)
    return parser.grant_problem(draft.role, draft.group_ids)


def _without(drafts: Sequence[Draft], ids: Collection[UUID]) -> list[Draft]:
    return [draft for draft in drafts if draft.id not in ids]


async def _record_skipped(bulk_invite_id: UUID, skipped: Mapping[UUID, Problem]) -> None:
    """Marks rows as skipped. The others follow from `cursor_line`: updating them would take a quarter of the time.

    A reason that the review has warned of takes the warning's place.
    """
    await rows(
        """
        UPDATE bulk_invite_rows r
           SET status = 'skipped',
               problems = reason || CASE WHEN r.problems->0->>'code' = reason->0->>'code' THEN r.problems - 0
                                         ELSE coalesce(r.problems, '[]') END
          FROM unnest($2::uuid[], $3::jsonb[]) AS skipped (id, reason)
         WHERE r.id = skipped.id AND r.bulk_invite_id = $1
        """,
        bulk_invite_id,
        list(skipped),
        [write_problems([problem]) for problem in skipped.values()],
    )


_SENDER_LEFT = error(ErrorCode.NOT_PERMITTED, "Whoever sent this file is no member any more.", field=None)
_GROUP_DELETED = error(ErrorCode.UNKNOWN_GROUP, "One of the groups does not exist any more.", "groups")
