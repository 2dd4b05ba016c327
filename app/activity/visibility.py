"""Who reads which entries of the audit.

| role | reads |
|---|---|
| Admin | all of the organization's |
| Group Admin | own acts, and what concerns an own group: itself, its members and invitations as they were then |
| others | nothing |

What is about an account alone, such as a new password, belongs to no organization and is in nobody's list. An entry
from before its groups were kept is judged by the groups that the member or the invitation is in now.
"""

from app.activity.bulk_acts import ACTIONS as BULK_ACTIONS
from app.database.sql import Where
from app.errors import NotPermitted
from app.organizations.actor import Actor
from app.organizations.roles import POLICIES, Scope, may_manage_anybody


def may_read_activity(actor: Actor) -> bool:
    return may_manage_anybody(actor.role)


def require_reader(actor: Actor) -> None:
    """Raises NotPermitted."""
    if not may_read_activity(actor):
        raise NotPermitted("Only those who may invite people can see the organization's activity.")


def add_visible(where: Where, actor: Actor) -> None:
    """Leaves the entries `e` that the actor reads."""
    where.add("e.organization_id = ?", actor.organization_id)
    if POLICIES[actor.role].manages is Scope.ORGANIZATION:
        return
    group_ids = list(actor.group_ids)
    group_keys = [str(each) for each in group_ids]
    where.sift(
        """
        e.actor_user_id = ? OR jsonb_exists_any(e.groups, ?::text[])
        OR (e.action = ANY(?) AND EXISTS (
            SELECT FROM audit_entries chunk WHERE chunk.subject_id = e.subject_id AND chunk.action = e.action
               AND jsonb_exists_any(chunk.groups, ?::text[])))
        OR (e.groups IS NULL AND (
            EXISTS (SELECT FROM memberships m WHERE m.id = e.subject_id AND m.group_ids && ?::uuid[])
            OR EXISTS (SELECT FROM invitations i WHERE i.id = e.subject_id AND i.group_ids && ?::uuid[])))
        """,
        actor.user_id,
        group_keys,
        list(BULK_ACTIONS),
        group_keys,
        group_ids,
        group_ids,
    )
