"""Whose rights an invitation rests on, and whether they still suffice: nobody grants what they may not grant.

Also not by an invitation made when they still might. The rule is here twice, in Python and in SQL for many rows.
"""

from collections.abc import Collection
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from app.invitations.lifecycle import PENDING_SQL
from app.organizations.roles import POLICIES, Role, Scope, may_grant, may_manage


class LinkBlockedReason(StrEnum):
    """Why nobody can accept a pending invitation now. A resend by somebody who may invite mends it."""

    INVITER_LEFT = "inviter_left"
    INVITER_DEMOTED = "inviter_demoted"


class Rights(Protocol):
    """What a member may do depends on these."""

    @property
    def role(self) -> Role: ...
    @property
    def group_ids(self) -> Collection[UUID]: ...


def blocked_reason(authorizer: Rights | None, role: Role, group_ids: Collection[UUID]) -> LinkBlockedReason | None:
    """Returns why an offer of this role and these groups cannot be accepted; None: it can.

    `authorizer` is the member whose rights stand behind it, None: who that was has left.
    """
    if authorizer is None:
        return LinkBlockedReason.INVITER_LEFT
    if not may_manage(authorizer.role, authorizer.group_ids, role, group_ids):
        return LinkBlockedReason.INVITER_DEMOTED
    return None


def may_manage_sql(member: str = "a") -> str:
    """The rule of `may_manage`, of a member, who has `role` and `group_ids`, and an invitation `i`."""
    parts = []
    for role, policy in POLICIES.items():
        if policy.manages is not Scope.NOBODY:
            part = f"{member}.role = '{role}' AND i.role IN ({_quoted(policy.grants)})"
            own_groups = policy.manages is Scope.OWN_GROUPS
            parts.append(
                f"{part} AND i.group_ids <> '{{}}' AND i.group_ids <@ {member}.group_ids" if own_groups else part
            )
    return " OR ".join(f"({part})" for part in parts)


def _quoted(roles: Collection[Role]) -> str:
    return ", ".join(f"'{role}'" for role in Role if role in roles)


_MANAGE_EVERYBODY = [
    role
    for role, policy in POLICIES.items()
    if policy.manages is Scope.ORGANIZATION and all(may_grant(role, granted) for granted in Role)
]
# Members `a` of the organization $1 on whom pending invitations rest, and who may not manage everybody; without a role:
# they have left. From one to the next through an index: few people invite many.
RESTRICTED_AUTHORIZERS = f"""(
    WITH RECURSIVE authorizers (user_id) AS (
        (SELECT authorized_by_user_id FROM invitations
          WHERE organization_id = $1 AND status = 'pending' AND authorized_by_user_id IS NOT NULL
          ORDER BY authorized_by_user_id LIMIT 1)
        UNION ALL
        SELECT (SELECT authorized_by_user_id FROM invitations
                 WHERE organization_id = $1 AND status = 'pending' AND authorized_by_user_id > user_id
                 ORDER BY authorized_by_user_id LIMIT 1)
          FROM authorizers WHERE user_id IS NOT NULL
    )
    SELECT user_id, m.role, m.group_ids FROM authorizers
      LEFT JOIN (SELECT user_id, role, group_ids FROM memberships WHERE organization_id = $1) AS m USING (user_id)
     WHERE user_id IS NOT NULL AND (m.role IN ({_quoted(_MANAGE_EVERYBODY)})) IS NOT TRUE
) AS a"""
LINK_BLOCKED_SQL = f"({PENDING_SQL} AND a.user_id IS NOT NULL AND ({may_manage_sql()}) IS NOT TRUE)"
# Who is named to the person that an invitation `i` is for, as `n`: whoever invited, and once they may not offer it any
# more, whoever answers for it by having sent it again.
NAMED_INVITER = f"""LEFT JOIN LATERAL (
    SELECT u.id, u.name, u.email FROM memberships a JOIN users u ON u.id = a.user_id
     WHERE a.organization_id = i.organization_id AND a.user_id IN (i.invited_by_user_id, i.authorized_by_user_id)
       AND ({may_manage_sql()})
     ORDER BY a.user_id = i.invited_by_user_id DESC LIMIT 1
) AS n ON true"""
INVITER_NAME = (
    "CASE WHEN n.id = i.invited_by_user_id THEN i.invited_by_name ELSE COALESCE(n.name, i.invited_by_name) END"
)
# Of a single invitation `i`, in whichever organization it is.
IS_BLOCKED_SQL = f"""(
    {PENDING_SQL} AND i.authorized_by_user_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM memberships a WHERE a.organization_id = i.organization_id AND a.user_id = i.authorized_by_user_id
                                    AND ({may_manage_sql()}))
)"""
