"""Who may do what: one table, and the functions that read it.

A Group Admin manages people and invitations that have at least one group and only groups among the Group
Admin's own, before and after a change, and never an Admin. The API's `roles` reads this table too.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Role(StrEnum):
    """The roles, most powerful first. Values are stored; `label` is what people and CSV files call them."""

    ADMIN = "admin"
    GROUP_ADMIN = "group_admin"
    INVESTIGATOR = "investigator"
    ANALYST = "analyst"
    BROADCASTER = "broadcaster"
    REMOTE = "remote"

    @property
    def label(self) -> str:
        return POLICIES[self].label


class Scope(StrEnum):
    """Whom a role manages: everybody, people within the actor's own groups, or nobody."""

    ORGANIZATION = "organization"
    OWN_GROUPS = "own_groups"
    NOBODY = "nobody"


@dataclass(frozen=True)
class Policy:
    """One line of the table. `grants` are the roles it may give to others and take from them."""

    label: str
    description: str
    capabilities: tuple[str, ...]
    manages: Scope = Scope.NOBODY
    grants: frozenset[Role] = frozenset()
    may_change_settings: bool = False


_READ = "See members, invitations and groups"

POLICIES: dict[Role, Policy] = {
    Role.ADMIN: Policy(
        label="Admin",
        description="Manages everything in the organization",
        capabilities=(
            _READ,
            "Invite people with any role",
            "Revoke and resend any invitation",
            "Change anybody's role and groups",
            "Remove members",
            "Create, rename and delete groups, and change the organization's settings",
            "See and export everything in the organization's activity",
        ),
        manages=Scope.ORGANIZATION,
        grants=frozenset(Role),
        may_change_settings=True,
    ),
    Role.GROUP_ADMIN: Policy(
        label="Group Admin",
        description="Manages the people of their own device groups",
        capabilities=(
            _READ,
            "Invite people into their own groups, with any role but Admin",
            "Revoke and resend invitations into their own groups",
            "Change roles and groups of people within their own groups",
            "Remove members who are in their own groups only",
            "See and export the activity in their own groups, and their own",
        ),
        manages=Scope.OWN_GROUPS,
        grants=frozenset(Role) - {Role.ADMIN},
    ),
    Role.INVESTIGATOR: Policy(
        label="Investigator",
        description="Looks into what devices report",
        capabilities=(_READ, "Open and work on device investigations"),
    ),
    Role.ANALYST: Policy(
        label="Analyst",
        description="Studies reports and trends across devices",
        capabilities=(_READ, "Work with device reports"),
    ),
    Role.BROADCASTER: Policy(
        label="Broadcaster",
        description="Sends messages to devices",
        capabilities=(_READ, "Send messages to devices"),
    ),
    Role.REMOTE: Policy(
        label="Remote",
        description="Looks at everything, changes nothing",
        capabilities=(_READ, "Read only"),
    ),
}


def may_manage_anybody(role: Role) -> bool:
    return POLICIES[role].manages is not Scope.NOBODY


def may_grant(role: Role, granted: Role) -> bool:
    """May somebody with `role` give, or take, the role `granted`?"""
    return granted in POLICIES[role].grants


def may_use_groups(role: Role, own_groups: Collection[UUID], group_ids: Collection[UUID]) -> bool:
    """May somebody with `role` and `own_groups` manage a person who is in exactly `group_ids`?"""
    match POLICIES[role].manages:
        case Scope.ORGANIZATION:
            return True
        case Scope.OWN_GROUPS:
            return bool(group_ids) and set(group_ids) <= set(own_groups)
        case Scope.NOBODY:
            return False


def may_manage(role: Role, own_groups: Collection[UUID], subject: Role, group_ids: Collection[UUID]) -> bool:
    """May somebody act on a person or an invitation that has the role `subject` and is in `group_ids`?"""
    return may_grant(role, subject) and may_use_groups(role, own_groups, group_ids)


def is_last_admin(role: Role, admin_count: int) -> bool:
    """Must somebody with `role` keep it, and stay? An Admin may step down, or go, while another Admin remains."""
    return role is Role.ADMIN and admin_count <= 1


def assignable(role: Role) -> list[Role]:
    """The roles that somebody with `role` may give, most powerful first."""
    return [granted for granted in Role if may_grant(role, granted)]


def assignable_groups(role: Role, own_groups: frozenset[UUID]) -> frozenset[UUID] | None:
    """The groups that somebody with `role` and `own_groups` may put people into; None: all."""
    match POLICIES[role].manages:
        case Scope.ORGANIZATION:
            return None
        case Scope.OWN_GROUPS:
            return own_groups
        case Scope.NOBODY:
            return frozenset()
