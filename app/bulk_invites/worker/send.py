"""From reviewed rows to invitations, chunk by chunk. What may have changed since the review is checked again."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.audit.action_names import AuditAction
from app.audit.actions import record
from app.bulk_invites.chunks import CHUNK_ROWS
from app.bulk_invites.lifecycle import Status
from app.bulk_invites.review.lookups import find_members, reader_for
from app.bulk_invites.review.rules import Problem, Reader, Severity, already_invited, already_member, unknown_group
from app.bulk_invites.review.staging import write_problems
from app.bulk_invites.worker.leases import Lease, hold
from app.database.sql import Row, force_custom_plans, rows
from app.database.transaction import transaction
from app.errors import ErrorCode
from app.invitations.bulk import Draft, create_many
from app.jobs import SEND_EMAILS
from app.members.queries import lock_member_actor
from app.organizations.actor import Actor
from app.organizations.roles import Role
from app.pubsub.after_commit import publish_after_commit, wake_after_commit
from app.pubsub.events import ChangeKind, bulk_invite_changed, invitations_changed
from app.rate_limits.actions import over_email_limit
from app.tasks import end


@dataclass(frozen=True)
class _Chunk:
    """The next rows to be sent: whom they invite, by the rights of `actor`, and who is left out for which reason."""

    lines: range
    row_count: int
    actor: Actor | None
    wanted: Sequence[Draft]
    skipped: Mapping[UUID, Problem]


async def send(lease: Lease, stopping: asyncio.Event, chunk_rows: int = CHUNK_ROWS) -> None:
    """Works until every row has its verdict, or the worker is to stop. Raises LeaseLost.

    While some are invited, those after them are looked at already.
    """
    async with transaction():
        held = await hold(lease, Status.SENDING)
    looking = asyncio.create_task(_look_at(lease.bulk_invite_id, held, held["cursor_line"], chunk_rows))
    try:
        while not stopping.is_set():
            chunk = await looking
            if chunk is None:
                await _complete(lease)
                return
            looking = asyncio.create_task(_look_at(lease.bulk_invite_id, held, chunk.lines[-1], chunk_rows))
            await _invite(lease, chunk)
    finally:
        await end([looking])


async def _look_at(bulk_invite_id: UUID, held: Row, after_line: int, limit: int = CHUNK_ROWS) -> _Chunk | None:
    """None: there are none left."""
    async with transaction():
        await force_custom_plans()
        found = await rows(
            """
            SELECT id, line, email, email_key, granted_role, group_ids FROM bulk_invite_rows
             WHERE bulk_invite_id = $1 AND line > $2 AND status IN ('valid', 'warning') ORDER BY line LIMIT $3
            """,
            bulk_invite_id,
            after_line,
            limit,
        )
        if not found:
            return None
        drafts = [
            Draft(each["id"], each["email"], each["email_key"], Role(each["granted_role"]), each["group_ids"])
            for each in found
        ]
        actor = await lock_member_actor(held["organization_id"], held["sent_by_user_id"])
        skipped = await _refusals(actor, drafts)
        skipped |= await _flooded([draft for draft in drafts if draft.id not in skipped])
        wanted = [draft for draft in drafts if draft.id not in skipped]
        return _Chunk(range(found[0]["line"], found[-1]["line"] + 1), len(found), actor, wanted, skipped)


async def _invite(lease: Lease, chunk: _Chunk) -> None:
    async with transaction():
        await force_custom_plans()
        held = await hold(lease, Status.SENDING)
        actor = await lock_member_actor(held["organization_id"], held["sent_by_user_id"])
        wanted, skipped = chunk.wanted, dict(chunk.skipped)
        if actor != chunk.actor:
            skipped |= await _refusals(actor, wanted)
            wanted = [draft for draft in wanted if draft.id not in skipped]
        invited = await create_many(actor, lease.bulk_invite_id, wanted) if actor else set()
        skipped |= {draft.id: already_invited(draft.email) for draft in wanted if draft.id not in invited}
        await _record_skipped(lease.bulk_invite_id, skipped)
        await rows(
            """
            UPDATE bulk_invites SET cursor_line = $2, processed_rows = processed_rows + $3,
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
        if actor:
            await record(
                actor,
                AuditAction.BULK_INVITE_ROWS_INVITED,
                lease.bulk_invite_id,
                lines=[chunk.lines[0], chunk.lines[-1]],
                invited=len(invited),
                skipped=len(skipped),
            )
        publish_after_commit(bulk_invite_changed(lease.bulk_invite_id))
        publish_after_commit(invitations_changed(held["organization_id"], ChangeKind.MANY, None))
        wake_after_commit(SEND_EMAILS)


async def _complete(lease: Lease) -> None:
    async with transaction():
        held = await hold(lease, Status.SENDING)
        await rows(
            "UPDATE bulk_invites SET status = 'completed', finished_at = now() WHERE id = $1", lease.bulk_invite_id
        )
        publish_after_commit(bulk_invite_changed(lease.bulk_invite_id))
        publish_after_commit(invitations_changed(held["organization_id"], ChangeKind.MANY, None))


async def _refusals(actor: Actor | None, drafts: Sequence[Draft]) -> dict[UUID, Problem]:
    """Which rows cannot be sent any more, by their id."""
    if actor is None:
        return dict.fromkeys((draft.id for draft in drafts), _SENDER_LEFT)
    reader = await reader_for(actor)
    members = await find_members(actor.organization_id, [draft.email_key for draft in drafts])
    refusals = {draft.id: _refusal(reader, members, draft) for draft in drafts}
    return {row_id: problem for row_id, problem in refusals.items() if problem}


async def _flooded(drafts: Sequence[Draft]) -> dict[UUID, Problem]:
    """Which rows are for somebody who was sent too many invitations lately."""
    refusals = await over_email_limit([draft.email_key for draft in drafts])
    return {
        draft.id: Problem(Severity.ERROR, refusal.code, refusal.message, "email")
        for draft in drafts
        if (refusal := refusals.get(draft.email_key))
    }


def _refusal(reader: Reader, members: set[str], draft: Draft) -> Problem | None:
    if not reader.knows_groups(draft.group_ids):
        return unknown_group()
    if draft.email_key in members:
        return already_member(draft.email)
    return reader.may_invite(draft.role, draft.group_ids)


async def _record_skipped(bulk_invite_id: UUID, skipped: Mapping[UUID, Problem]) -> None:
    """That the others are invited follows from `cursor_line`: rewriting every row would take a quarter of the time."""
    await rows(
        """
        UPDATE bulk_invite_rows r SET status = 'skipped', problems = reason || coalesce(r.problems, '[]')
          FROM unnest($2::uuid[], $3::jsonb[]) AS skipped (id, reason)
         WHERE r.id = skipped.id AND r.bulk_invite_id = $1
        """,
        bulk_invite_id,
        list(skipped),
        [write_problems([problem]) for problem in skipped.values()],
    )


_SENDER_LEFT = Problem(
    Severity.ERROR, ErrorCode.NOT_PERMITTED, "Whoever sent this file is no member any more.", field=None
)
