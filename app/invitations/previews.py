"""What the invited person sees of an invitation, with a link or without."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.database.sql import row, rows
from app.invitations.authority import INVITER_NAME, IS_BLOCKED_SQL, NAMED_INVITER
from app.invitations.lifecycle import STATUS_CONDITIONS, STATUS_SQL, Status
from app.links import Purpose, is_genuine, parse_token
from app.organizations.roles import Role
from app.settings import get_settings


@dataclass(frozen=True)
class InvitationPreview:
    """What the invited person may see of an invitation, link or not.

    `invited_by` is whoever sent it again, once who invited may not offer it any more; `invited_by_email` is None where
    nobody may.
    `is_blocked`: it is pending, and cannot be accepted until somebody sends it again whose rights suffice.
    """

    id: UUID
    email: str
    organization_name: str
    invited_by: str | None
    invited_by_email: str | None
    role: Role
    group_names: list[str]
    status: Status
    is_blocked: bool
    expires_at: datetime | None
    account_exists: bool


@dataclass(frozen=True)
class Link:
    """A link that works. `is_emailed`: it came to the invited address, rather than from somebody who copied it."""

    subject_id: UUID
    generation: int
    is_emailed: bool


async def find_link(text: str) -> Link | None:
    """What an invitation's link is; None where it is forged, foreign or replaced by a newer one."""
    token = parse_token(text)
    if token is None:
        return None
    found = await row(
        "SELECT nonce FROM invitations WHERE id = $1 AND $2 BETWEEN oldest_valid_generation AND generation",
        token.subject_id,
        token.generation,
    )
    keys = get_settings().secret_keys
    for purpose in (Purpose.INVITATION, Purpose.COPIED_INVITATION):
        if found is not None and is_genuine(keys, purpose, token, found["nonce"]):
            return Link(token.subject_id, token.generation, purpose is Purpose.INVITATION)
    return None


async def get_preview(invitation_id: UUID) -> InvitationPreview:
    (preview,) = await _previews("i.id = $1", invitation_id)
    return preview


async def find_preview(link: Link) -> InvitationPreview | None:
    """What a link offers; None where it stopped working meanwhile."""
    found = await _previews("i.id = $1 AND i.oldest_valid_generation <= $2", link.subject_id, link.generation)
    return found[0] if found else None


async def find_waiting_invitations(user_id: UUID, email_key: str) -> list[InvitationPreview]:
    """Pending invitations to a user's address, of organizations that the user is no member of; newest first.

    None where nobody knows that the address is the user's.
    """
    return await _previews(
        f"""
        i.email_key = $1 AND {STATUS_CONDITIONS[Status.PENDING]} AND NOT EXISTS (
            SELECT FROM memberships m WHERE m.organization_id = i.organization_id AND m.user_id = $2)
        AND (SELECT is_address_confirmed FROM users WHERE id = $2)
        ORDER BY i.created_at DESC LIMIT 100
        """,
        email_key,
        user_id,
    )


async def _previews(condition: str, *parameters: object) -> list[InvitationPreview]:
    found = await rows(
        f"""
        SELECT i.id, i.email, o.name AS organization_name, {INVITER_NAME} AS invited_by, n.email AS invited_by_email,
               i.role, ARRAY(SELECT g.name FROM groups g
                              WHERE g.organization_id = i.organization_id AND g.id = ANY(i.group_ids)
                              ORDER BY g.name_key COLLATE "C") AS group_names,
               {STATUS_SQL} AS status, {IS_BLOCKED_SQL} AS is_blocked, i.expires_at,
               EXISTS (SELECT FROM users u WHERE u.email_key = i.email_key) AS account_exists
          FROM invitations i JOIN organizations o ON o.id = i.organization_id
          {NAMED_INVITER}
         WHERE {condition}
        """,
        *parameters,
    )
    return [InvitationPreview(**_typed(each)) for each in found]


def _typed(found: Mapping[str, Any]) -> dict[str, Any]:
    return {**found, "role": Role(found["role"]), "status": Status(found["status"])}
