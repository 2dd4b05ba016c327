"""Who acts: a user, in one organization, with one role; and the checks that come before any write."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from app.errors import GrantNotAllowed, GroupNotAllowed, NotPermitted
from app.organizations import roles
from app.organizations.roles import Role

NOBODY_SENTENCE = "Your role doesn't allow this. Ask an Admin of your organization."


@dataclass(frozen=True)
class Actor:
    """A signed-in member. `group_ids` are the member's own device groups."""

    user_id: UUID
    name: str
    email: str
    organization_id: UUID
    membership_id: UUID
    role: Role
    group_ids: frozenset[UUID]

    def may_manage(self, role: Role, group_ids: Collection[UUID]) -> bool:
        """May the actor act on somebody who has this role and is in these groups?"""
        return roles.may_manage(self.role, self.group_ids, role, group_ids)

    @property
    def manages_anybody(self) -> bool:
        """Is there anybody the actor could invite? A Group Admin without groups manages nobody."""
        return roles.may_use_groups(self.role, self.group_ids, self.group_ids)

    @property
    def assignable_roles(self) -> list[Role]:
        """The roles that the actor may give to somebody, most powerful first."""
        return roles.assignable(self.role) if self.manages_anybody else []

    @property
    def assignable_group_ids(self) -> frozenset[UUID] | None:
        """The groups that the actor may put somebody into; None: all of the organization's."""
        return roles.assignable_groups(self.role, self.group_ids)

    @property
    def may_change_settings(self) -> bool:
        """May the actor change the organization's settings and its groups?"""
        return roles.POLICIES[self.role].may_change_settings

    def require_manager(self) -> None:
        """Raises NotPermitted where the actor's role manages nobody."""
        if not roles.may_manage_anybody(self.role):
            raise NotPermitted(NOBODY_SENTENCE)

    def require_settings(self) -> None:
        """Raises NotPermitted where the actor may not change the organization."""
        if not self.may_change_settings:
            raise NotPermitted("Your role doesn't allow this. Only an Admin can change settings and groups.")

    def require_grant(self, role: Role) -> None:
        """Raises RoleNotAllowed where the role is above what the actor may give."""
        self.require_manager()
        if not roles.may_grant(self.role, role):
            raise GrantNotAllowed(role.label)

    def require_groups(self, group_ids: Collection[UUID]) -> None:
        """Raises GroupNotAllowed where somebody in these groups would not be the actor's to manage."""
        self.require_manager()
        if not roles.may_use_groups(self.role, self.group_ids, group_ids):
            raise GroupNotAllowed(self._group_sentence(group_ids))

    def require_management(self, role: Role, group_ids: Collection[UUID], what: str) -> None:
        """Raises NotPermitted where `what`, having this role and these groups, is not the actor's to act on."""
        self.require_manager()
        if not self.may_manage(role, group_ids):
            raise NotPermitted(self._management_sentence(role, what))

    def _group_sentence(self, group_ids: Collection[UUID]) -> str:
        if not self.group_ids:
            return "You have no groups, and so cannot invite or change anybody. Ask an Admin to give you one."
        return (
            "Choose only groups that you are in yourself." if group_ids else "Choose at least one of your own groups."
        )

    def _management_sentence(self, role: Role, what: str) -> str:
        """Why somebody of `role` is not the actor's to act on, whose role manages others."""
        if not roles.may_grant(self.role, role):
            return f"Your role doesn't allow this, as the role of this {what} is {role.label}. Ask an Admin."
        return f"Your role doesn't allow this, as not all groups of this {what} are yours. Ask an Admin."
