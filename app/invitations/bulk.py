"""Many invitations at once, each statement for all of them: a chunk of a bulk invite."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from app.database.sql import row, rows
from app.deliveries.actions import BULK, NewDelivery, cancel_waiting, queue_deliveries
from app.invitations.email_queue import EMAIL_KIND
from app.invitations.expire import expire_lapsed_of
from app.links import NONCE_BYTES
from app.organizations import roles
from app.organizations.actor import Actor
from app.organizations.queries import get_organization
from app.organizations.roles import POLICIES, Role, Scope
from app.settings import get_settings
from app.users.addresses import domain_of

NEXT_SECONDS = 10.0


class Draft(NamedTuple):
    """An invitation to create with this id; the rights for it have been checked."""

    id: UUID
    email: str
    email_key: str
    role: Role
    group_ids: Sequence[UUID]


@dataclass(frozen=True)
class EmailCounts:
    """Of the newest emails of a bulk invite: `answered` are those that do not change in NEXT_SECONDS.

    `bounced` were accepted by a mail server and came back, `canceled` were withdrawn before one accepted them. `ended`
    are those that nothing more is tried for: sent, failed, bounced, canceled, or left to an operator; `settled` have a
    final status. `revoked` are invitations.
    """

    sent: int
    failed: int
    bounced: int
    canceled: int
    revoked: int
    answered: int
    ended: int
    settled: int
    total: int

    @property
    def is_answered(self) -> bool:
        return self.answered == self.total


async def create_many(actor: Actor, bulk_invite_id: UUID, drafts: Sequence[Draft]) -> set[UUID]:
    """Creates invitations and queues their emails. Returns their ids; an address that is invited already is left out.

    Rows are inserted in the order of addresses: two bulk invites with the same addresses wait, and never deadlock.
    """
    organization = await get_organization(actor.organization_id)
    await expire_lapsed_of(actor.organization_id, [draft.email_key for draft in drafts])
    made = await rows(
        """
        INSERT INTO invitations (id, organization_id, email, email_key, role, group_ids, status, nonce, generation,
                                 oldest_valid_generation, invited_by_user_id, invited_by_name, authorized_by_user_id,
                                 bulk_invite_id, expires_at)
        SELECT d.id, $1, d.email, d.email_key, d.role, d.group_ids::uuid[], 'pending', d.nonce, 1,
               1, $2, $3, $2, $4, now() + make_interval(days => $5)
          FROM unnest($6::uuid[], $7::text[], $8::text[], $9::text[], $10::text[], $11::bytea[])
            AS d (id, email, email_key, role, group_ids, nonce)
         ORDER BY d.email_key COLLATE "C"
        ON CONFLICT DO NOTHING RETURNING id
        """,
        actor.organization_id,
        actor.user_id,
        actor.name,
        bulk_invite_id,
        organization.invitation_ttl_days,
        [draft.id for draft in drafts],
        [draft.email for draft in drafts],
        [draft.email_key for draft in drafts],
        [draft.role for draft in drafts],
        [f"{{{','.join(map(str, draft.group_ids))}}}" for draft in drafts],
        [os.urandom(NONCE_BYTES) for _ in drafts],
    )
    ids = {each["id"] for each in made}
    new = [NewDelivery(draft.id, 1, domain_of(draft.email_key)) for draft in drafts if draft.id in ids]
    message_domain = get_settings().mail_from.rpartition("@")[2]
    await queue_deliveries(EMAIL_KIND, new, message_domain, BULK, actor.organization_id)
    return ids


async def revoke_some(actor: Actor, bulk_invite_id: UUID, limit: int) -> int:
    """Revokes up to `limit` pending invitations of a bulk invite that the actor may manage. Returns how many."""
    revoked = await rows(
        """
        WITH chosen AS (
            SELECT id FROM invitations
             WHERE bulk_invite_id = $1 AND organization_id = $2 AND status = 'pending' AND role = ANY($3)
               AND ($4 OR (group_ids <> '{}' AND group_ids <@ $5::uuid[]))
             ORDER BY id LIMIT $6 FOR UPDATE
        )
        UPDATE invitations i SET status = 'revoked', revoked_at = now() FROM chosen
         WHERE i.id = chosen.id AND i.status = 'pending' RETURNING i.id
        """,
        bulk_invite_id,
        actor.organization_id,
        roles.assignable(actor.role),
        POLICIES[actor.role].manages is Scope.ORGANIZATION,
        list(actor.group_ids),
        limit,
    )
    await cancel_waiting(EMAIL_KIND, [each["id"] for each in revoked])
    return len(revoked)


async def count_pending(bulk_invite_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Returns how many invitations of each bulk invite are pending, from an index; those without any are left out."""
    found = await rows(
        """
        SELECT bulk_invite_id, count(*) AS count FROM invitations
         WHERE bulk_invite_id = ANY($1) AND status = 'pending' GROUP BY bulk_invite_id
        """,
        list(bulk_invite_ids),
    )
    return {each["bulk_invite_id"]: each["count"] for each in found}


async def find_with_pending(bulk_invite_ids: Sequence[UUID]) -> set[UUID]:
    """Returns which of the bulk invites have a pending invitation."""
    found = await rows(
        """
        SELECT b.id FROM unnest($1::uuid[]) AS b (id)
         WHERE EXISTS (SELECT FROM invitations i WHERE i.bulk_invite_id = b.id AND i.status = 'pending')
        """,
        list(bulk_invite_ids),
    )
    return {each["id"] for each in found}


async def count_again(bulk_invite_ids: Sequence[UUID]) -> None:
    """Has a worker count what became of these bulk invites, once this transaction has changed their invitations.

    It locks them: before invitations are locked, as whatever changes both does.
    """
    await rows(
        """
        UPDATE bulk_invites b SET emails_settled = false, count_emails_at = now(), is_count_due = true
          FROM (SELECT id FROM bulk_invites WHERE id = ANY($1) ORDER BY id FOR UPDATE) AS locked
         WHERE b.id = locked.id
        """,
        list(bulk_invite_ids),
    )


async def count_again_for(organization_id: UUID, invitation_ids: Sequence[UUID]) -> None:
    """The same for the bulk invites of these invitations."""
    found = await rows(
        """
        SELECT DISTINCT bulk_invite_id FROM invitations
         WHERE organization_id = $1 AND id = ANY($2) AND bulk_invite_id IS NOT NULL
        """,
        organization_id,
        list(invitation_ids),
    )
    if found:
        await count_again([each["bulk_invite_id"] for each in found])


async def lock_for_emails(invitation_ids: Sequence[UUID]) -> None:
    """Locks invitations of any organization whose emails are changed, and their bulk invites before them."""
    found = await rows(
        "SELECT DISTINCT bulk_invite_id FROM invitations WHERE id = ANY($1) AND bulk_invite_id IS NOT NULL",
        list(invitation_ids),
    )
    if found:
        await count_again([each["bulk_invite_id"] for each in found])
    await rows("SELECT id FROM invitations WHERE id = ANY($1) ORDER BY id FOR UPDATE", list(invitation_ids))


async def count_emails(bulk_invite_id: UUID) -> EmailCounts:
    found = await row(
        """
        SELECT count(*) FILTER (WHERE d.status = 'sent') AS sent,
               count(*) FILTER (WHERE d.status = 'failed') AS failed,
               count(*) FILTER (WHERE d.status = 'bounced') AS bounced,
               count(*) FILTER (WHERE d.status = 'canceled') AS canceled,
               count(*) FILTER (WHERE i.status = 'revoked') AS revoked,
               count(*) FILTER (WHERE d.status NOT IN ('queued', 'sending')
                                  AND (d.due_at IS NULL OR d.due_at > now() + make_interval(secs => $3))) AS answered,
               count(*) FILTER (WHERE d.status IN ('sent', 'failed', 'bounced', 'canceled')
                                   OR (d.status = 'unknown' AND d.due_at IS NULL AND NOT d.is_paused)) AS ended,
               count(*) FILTER (WHERE d.status IN ('sent', 'failed', 'bounced', 'canceled')) AS settled,
               count(*) AS total
          FROM invitations i
          JOIN deliveries d ON d.kind = $2 AND d.subject_id = i.id AND d.generation = i.generation
         WHERE i.bulk_invite_id = $1
        """,
        bulk_invite_id,
        EMAIL_KIND,
        NEXT_SECONDS,
    )
    assert found is not None
    return EmailCounts(**found)
