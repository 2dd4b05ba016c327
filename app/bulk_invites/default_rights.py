"""Whether a member may give what the rows of an upload get by default."""

from app.bulk_invites.review.defaults import Defaults
from app.errors import GroupNotAllowed, RoleNotAllowed, UnknownGroup
from app.groups.queries import require_groups
from app.organizations.actor import Actor


async def require_defaults(actor: Actor, defaults: Defaults) -> None:
    """Checks the defaults like the role and the groups of a single invite.

    Raises NotPermitted, RoleNotAllowed, UnknownGroup, GroupNotAllowed.
    """
    if defaults.role is not None:
        try:
            actor.require_grant(defaults.role)
        except RoleNotAllowed as refusal:
            raise refusal.at("defaultRole") from None
    if not defaults.group_ids:
        return
    try:
        await require_groups(actor.organization_id, defaults.group_ids)
        actor.require_groups(defaults.group_ids)
    except UnknownGroup as refusal:
        position = (refusal.path or ())[1:]
        raise refusal.at("defaultGroupIds", *position) from None
    except GroupNotAllowed as refusal:
        raise refusal.at("defaultGroupIds") from None
