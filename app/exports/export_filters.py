"""From the parameters of an export to the filter and the order of its list."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from app.activity.queries import ActivityFilter
from app.audit.action_names import AuditAction
from app.bulk_invites.queries import find_bulk_invites
from app.database.keyset import Order
from app.deliveries.queries import DeliveryStatus
from app.exports.parameters import FindId, InvalidParameter, Parameters
from app.groups.queries import find_groups
from app.invitations.lifecycle import Status
from app.invitations.queries import ORDERS as INVITATION_ORDERS
from app.invitations.queries import InvitationFilter
from app.members.queries import ORDERS as MEMBER_ORDERS
from app.members.queries import MemberFilter
from app.organizations.actor import Actor
from app.organizations.roles import Role

CURRENT_USERS_PARAMETERS = frozenset({"q", "role", "group", "order"})
INVITED_USERS_PARAMETERS = CURRENT_USERS_PARAMETERS | {"status", "delivery", "linkBlocked", "fromBulkInvite"}
ACTIVITY_PARAMETERS = frozenset({"q", "action", "actor", "since", "until"})
# Of `status`: invitations in any.
ALL = "ALL"


async def current_users_filter(actor: Actor, parameters: Parameters, find_id: FindId) -> tuple[MemberFilter, Order]:
    """Raises InvalidParameter, also for a group that the organization does not have."""
    filters = MemberFilter(
        search=parameters.search("q"),
        roles=parameters.members_of("role", Role),
        group_ids=await _group_ids(actor, parameters, find_id),
    )
    return filters, parameters.order("order", MEMBER_ORDERS, MEMBER_ORDERS["name"])


async def invited_users_filter(actor: Actor, parameters: Parameters, find_id: FindId) -> tuple[InvitationFilter, Order]:
    """Raises InvalidParameter, also for a group or a bulk invite that the organization does not have."""
    filters = InvitationFilter(
        search=parameters.search("q"),
        roles=parameters.members_of("role", Role),
        group_ids=await _group_ids(actor, parameters, find_id),
        bulk_invite_id=await _bulk_invite_id(actor, parameters, find_id),
        deliveries=parameters.members_of("delivery", DeliveryStatus),
        statuses=_statuses(parameters),
        link_blocked=parameters.flag("linkBlocked"),
    )
    newest_first = replace(INVITATION_ORDERS["created_at"], descending=True)
    return filters, parameters.order("order", INVITATION_ORDERS, newest_first)


def activity_filter(parameters: Parameters, find_id: FindId) -> ActivityFilter:
    """Raises InvalidParameter."""
    known = {action.value for action in AuditAction}
    for action in parameters.many("action"):
        if action not in known:
            raise InvalidParameter(f"`action`: there is no action {action[:40]!r}.")
    actors = parameters.ids("actor", {"Member": "member", "User": "user"}, find_id)
    return ActivityFilter(
        actions=parameters.many("action"),
        actor_user_ids=actors["User"],
        actor_membership_ids=actors["Member"],
        search=parameters.search("q"),
        since=parameters.time("since"),
        until=parameters.time("until"),
    )


def _statuses(parameters: Parameters) -> Sequence[Status]:
    if parameters.many("status") == [ALL]:
        return ()
    return parameters.members_of("status", Status) or (Status.PENDING,)


async def _group_ids(actor: Actor, parameters: Parameters, find_id: FindId) -> list[UUID]:
    group_ids = parameters.ids("group", {"Group": "group"}, find_id)["Group"]
    found = await find_groups(actor.organization_id, group_ids) if group_ids else []
    if len(found) < len(set(group_ids)):
        raise InvalidParameter("`group`: your organization has no such group, or not any more.")
    return group_ids


async def _bulk_invite_id(actor: Actor, parameters: Parameters, find_id: FindId) -> UUID | None:
    ids = parameters.ids("fromBulkInvite", {"BulkInvite": "bulk invite"}, find_id)["BulkInvite"]
    if len(ids) > 1:
        raise InvalidParameter("`fromBulkInvite` can be given once.")
    if ids and not await find_bulk_invites(actor.organization_id, ids):
        raise InvalidParameter("`fromBulkInvite`: your organization has no such bulk invite.")
    return ids[0] if ids else None
