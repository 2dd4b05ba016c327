"""From reviewed rows to invitations, chunk by chunk. What may have changed since the review is checked again."""

import asyncio
from collections.abc import Mapping, Sequence
from uuid import UUID

from app.audit.actions import record
from app.bulk_invites.known import find_members, reader_for
from app.bulk_invites.leases import Lease, hold
from app.bulk_invites.lifecycle import Status
from app.bulk_invites.planning import (
    Problem,
    Reader,
    Severity,
    already_invited,
    already_member,
    unknown_group,
)
from app.bulk_invites.staging import write_problems
from app.database import Row, rows, transaction
from app.errors import ErrorCode
from app.events import ChangeKind, bulk_invite_changed, invitations_changed
from app.invitations.bulk import Draft, create_many
from app.jobs import SEND_EMAILS
from app.members.queries import find_actor
from app.organizations.actor import Actor
from app.organizations.roles import Role
from app.rate_limits.actions import flooded

CHUNK = 4_000


async def send(lease: Lease, stopping: asyncio.Event) -> None:
    """Works until every row has its verdict, or the worker is to stop. Raises LeaseLost."""
    while not stopping.is_set():
        if not await _send_chunk(lease):
            return


async def _send_chunk(lease: Lease) -> bool:
    """Invites the next people. False: there were none left, and the file is completed."""
    async with transaction() as news:
        held = await hold(lease, Status.SENDING)
        news.events.append(bulk_invite_changed(lease.bulk_invite_id))
        news.events.append(invitations_changed(held["organization_id"], ChangeKind.MANY, None))
        chunk = await rows(
            """
            SELECT id, line, email, email_key, granted_role, group_ids FROM bulk_invite_rows
             WHERE bulk_invite_id = $1 AND line > $2 AND status IN ('valid', 'warning') ORDER BY line LIMIT $3
            """,
            lease.bulk_invite_id,
            held["cursor_line"],
            CHUNK,
        )
        if not chunk:
            await rows(
                "UPDATE bulk_invites SET status = 'completed', finished_at = now() WHERE id = $1", lease.bulk_invite_id
            )
            return False
        actor = await find_actor(held["organization_id"], held["sent_by_user_id"])
        skipped = await _refusals(actor, chunk)
        skipped |= await _flooded([each for each in chunk if each["id"] not in skipped])
        drafts = [
            Draft(each["id"], each["email"], each["email_key"], Role(each["granted_role"]), each["group_ids"])
            for each in chunk
            if each["id"] not in skipped
        ]
        invited = await create_many(actor, lease.bulk_invite_id, drafts) if actor else set()
        skipped |= {draft.id: already_invited(draft.email) for draft in drafts if draft.id not in invited}
        await _record_skipped(lease.bulk_invite_id, skipped)
        await rows(
            """
            UPDATE bulk_invites SET cursor_line = $2, processed_rows = processed_rows + $3,
                   invited_rows = invited_rows + $4, skipped_rows = skipped_rows + $5,
                   emails_waiting = emails_waiting + $4
             WHERE id = $1
            """,
            lease.bulk_invite_id,
            chunk[-1]["line"],
            len(chunk),
            len(invited),
            len(skipped),
        )
        if actor:
            await record(
                actor,
                "bulk_invite.rows_invited",
                lease.bulk_invite_id,
                lines=[chunk[0]["line"], chunk[-1]["line"]],
                invited=len(invited),
                skipped=len(skipped),
            )
        news.wake_ups.append(SEND_EMAILS)
    return True


async def _refusals(actor: Actor | None, chunk: Sequence[Row]) -> dict[UUID, Problem]:
    """Which rows cannot be sent any more, by their id."""
    if actor is None:
        return dict.fromkeys((each["id"] for each in chunk), _SENDER_LEFT)
    reader = await reader_for(actor)
    members = await find_members(actor.organization_id, [each["email_key"] for each in chunk])
    refusals = {each["id"]: _refusal(reader, members, each) for each in chunk}
    return {row_id: problem for row_id, problem in refusals.items() if problem}


async def _flooded(chunk: Sequence[Row]) -> dict[UUID, Problem]:
    """Which rows are for somebody who was sent too many invitations lately."""
    refusals = await flooded([each["email_key"] for each in chunk])
    return {
        each["id"]: Problem(
            Severity.ERROR, refusals[each["email_key"]].code, refusals[each["email_key"]].message, "email"
        )
        for each in chunk
        if each["email_key"] in refusals
    }


def _refusal(reader: Reader, members: set[str], row: Row) -> Problem | None:
    if not reader.knows_groups(row["group_ids"]):
        return unknown_group()
    if row["email_key"] in members:
        return already_member(row["email"])
    return reader.may_invite(Role(row["granted_role"]), row["group_ids"])


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
