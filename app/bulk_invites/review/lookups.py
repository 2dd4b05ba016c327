"""Loads what rows are checked against: the organization's groups, members and invitations, and other rows."""

from collections.abc import Sequence
from uuid import UUID

from app.bulk_invites.csv.encoding import GUESSED
from app.bulk_invites.review.defaults import Defaults
from app.bulk_invites.review.group_names import Group
from app.bulk_invites.review.row_parser import RowParser
from app.bulk_invites.review.rules import Lookups
from app.database.sql import Row, rows
from app.errors import Suppressed
from app.invitations.declines import find_declined
from app.invitations.lifecycle import PENDING_SQL
from app.organizations.actor import Actor
from app.suppressions.queries import find_suppressed


async def load_row_parser(actor: Actor, bulk_invite: Row) -> RowParser:
    """Returns a parser of the bulk invite's rows by the actor's rights and the groups that exist now."""
    found = await rows("SELECT id, name FROM groups WHERE organization_id = $1", actor.organization_id)
    return RowParser(
        actor.role,
        actor.group_ids,
        [Group(each["id"], each["name"]) for each in found],
        defaults=Defaults.of(bulk_invite["default_role"], bulk_invite["default_group_ids"]),
        is_encoding_guessed=bulk_invite["encoding"] == GUESSED,
    )


async def load_lookups(organization_id: UUID, bulk_invite_id: UUID, email_keys: Sequence[str]) -> Lookups:
    """Returns what the database holds about these addresses, with the rows of the bulk invite staged so far."""
    first_lines = await rows(
        """
        SELECT email_key, min(line) AS line FROM bulk_invite_rows
         WHERE bulk_invite_id = $1 AND email_key = ANY($2) GROUP BY email_key
        """,
        bulk_invite_id,
        email_keys,
    )
    return Lookups(
        members=await load_members(organization_id, email_keys),
        invited=await load_invited(organization_id, email_keys),
        first_lines={each["email_key"]: each["line"] for each in first_lines},
        suppressed=await load_suppressed(organization_id, email_keys),
        declined=await find_declined(organization_id, email_keys),
    )


async def load_members(organization_id: UUID, email_keys: Sequence[str]) -> set[str]:
    """Returns which of the addresses are members'."""
    found = await rows(
        """
        SELECT u.email_key FROM users u JOIN memberships m ON m.user_id = u.id AND m.organization_id = $1
         WHERE u.email_key = ANY($2)
        """,
        organization_id,
        email_keys,
    )
    return {each["email_key"] for each in found}


async def load_invited(organization_id: UUID, email_keys: Sequence[str]) -> set[str]:
    """Returns which of the addresses have a pending invitation."""
    found = await rows(
        f"""
        SELECT i.email_key FROM invitations i WHERE i.organization_id = $1 AND i.email_key = ANY($2) AND {PENDING_SQL}
        """,
        organization_id,
        email_keys,
    )
    return {each["email_key"] for each in found}


async def load_suppressed(organization_id: UUID, email_keys: Sequence[str]) -> dict[str, Suppressed]:
    """Returns why the organization's emails do not reach some of the addresses, by their keys."""
    found = await find_suppressed(organization_id, email_keys)
    return {email_key: suppression.refusal() for email_key, suppression in found.items()}
