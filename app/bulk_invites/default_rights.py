"""Whether a member may give what the rows of an upload get by default."""

from collections.abc import Sequence
from uuid import UUID

from app.bulk_invites.review.defaults import Defaults
from app.errors import GroupNotAllowed, RoleNotAllowed, UnknownGroup
from app.groups.queries import require_groups
from app.organizations.actor import Actor
from app.organizations.roles import Role


async def require_defaults(actor: Actor, defaults: Defaults) -> None:
    """Checks the defaults like the role and the groups of a single invite.

    Raises NotPermitted, RoleNotAllowed, UnknownGroup, GroupNotAllowed.
    """
    await require_rights(actor, defaults.role, defaults.group_ids, "defaultRole", "defaultGroupIds")


async def require_rights(
    actor: Actor, role: Role | None, group_ids: Sequence[UUID], role_field: str, groups_field: str
) -> None:
    """The same for what many rows get, by the names that the input has for the two."""
    if role is not None:
        try:
            actor.require_grant(role)
        except RoleNotAllowed as refusal:
            raise refusal.at(role_field) from None
    if not group_ids:
        return
    try:
        await require_groups(actor.organization_id, group_ids)
        actor.require_groups(group_ids)
    except UnknownGroup as refusal:
        position = (refusal.path or ())[1:]
        raise refusal.at(groups_field, *position) from None
    except GroupNotAllowed as refusal:
        raise refusal.at(groups_field) from None
