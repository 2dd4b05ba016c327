"""Who may do what to whom: every cell of the tables, asked of the actions."""

from collections.abc import Awaitable, Callable, Mapping
from itertools import product
from typing import Any
from uuid import UUID

import pytest

from app.groups.actions import create_group
from app.invitations.change import update_invitation_groups, update_invitation_role
from app.invitations.create_link import create_link
from app.invitations.invite import invite
from app.invitations.resend import resend
from app.invitations.revoke import revoke
from app.invitations.update_email import update_email
from app.members.actions import remove_member, update_member_groups, update_member_role
from app.organizations.actions import update_organization
from app.organizations.actor import Actor
from app.organizations.roles import Role
from tests.support.expected_permissions import (
    CHANGES_SETTINGS_AND_MAKES_GROUPS,
    IN_GROUPS,
    SUBJECTS,
    grants,
    manages,
    may_put_into,
)
from tests.support.tenant_with_every_role import Act, Tenant, is_allowed


async def verdicts(cells: Mapping[Any, Act]) -> dict[Any, bool]:
    return {cell: await is_allowed(act) for cell, act in cells.items()}


class TestMembers:
    async def test_are_removed_by_whom_the_table_says(self, tenant: Tenant) -> None:
        actor = tenant.actor
        cells = {cell: (lambda i=i: remove_member(actor, i)) for cell, i in tenant.members.items()}
        assert await verdicts(cells) == {cell: manages(actor.role, *cell) for cell in cells}

    async def test_get_another_role_from_whom_the_table_says(self, tenant: Tenant) -> None:
        actor = tenant.actor
        cells = {
            (subject, in_groups, role): (lambda i=i, role=role: update_member_role(actor, i, role))
            for ((subject, in_groups), i), role in product(tenant.members.items(), Role)
        }
        assert await verdicts(cells) == {
            (subject, in_groups, role): manages(actor.role, subject, in_groups) and grants(actor.role, role)
            for subject, in_groups, role in cells
        }

    async def test_get_other_groups_from_whom_the_table_says_before_and_after(self, tenant: Tenant) -> None:
        actor = tenant.actor
        cells = {
            (subject, before, after): (lambda i=i, after=after: update_member_groups(actor, i, tenant.ids(after)))
            for ((subject, before), i), after in product(tenant.members.items(), IN_GROUPS)
        }
        assert await verdicts(cells) == {
            (subject, before, after): manages(actor.role, subject, before) and may_put_into(actor.role, after)
            for subject, before, after in cells
        }


async def copy_link(actor: Actor, invitation_ids: list[UUID]) -> str:
    return await create_link(actor, *invitation_ids)


async def correct(actor: Actor, invitation_ids: list[UUID]) -> UUID:
    (invitation_id,) = invitation_ids
    return await update_email(actor, invitation_id, "ada@example.com")


class TestInvitations:
    async def test_are_made_by_whom_the_table_says(self, tenant: Tenant) -> None:
        actor = tenant.actor
        cells = {
            (role, in_groups): (lambda r=role, g=in_groups: invite(actor, "ada@example.com", r, tenant.ids(g)))
            for role, in_groups in SUBJECTS
        }
        assert await verdicts(cells) == {
            (role, in_groups): grants(actor.role, role) and may_put_into(actor.role, in_groups)
            for role, in_groups in cells
        }

    @pytest.mark.parametrize(
        "act", [revoke, resend, copy_link, correct], ids=["revoked", "resent", "handed out", "corrected"]
    )
    async def test_are_revoked_resent_handed_out_and_corrected_by_whom_the_table_says(
        self, tenant: Tenant, act: Callable[[Actor, list[UUID]], Awaitable[object]]
    ) -> None:
        actor = tenant.actor
        cells = {cell: (lambda i=i: act(actor, [i])) for cell, i in tenant.invitations.items()}
        assert await verdicts(cells) == {cell: manages(actor.role, *cell) for cell in cells}

    async def test_get_another_role_from_whom_the_table_says(self, tenant: Tenant) -> None:
        actor = tenant.actor
        cells = {
            (subject, in_groups, role): (lambda i=i, role=role: update_invitation_role(actor, i, role))
            for ((subject, in_groups), i), role in product(tenant.invitations.items(), Role)
        }
        assert await verdicts(cells) == {
            (subject, in_groups, role): manages(actor.role, subject, in_groups) and grants(actor.role, role)
            for subject, in_groups, role in cells
        }

    async def test_get_other_groups_from_whom_the_table_says_before_and_after(self, tenant: Tenant) -> None:
        actor = tenant.actor
        cells = {
            (subject, before, after): (lambda i=i, after=after: update_invitation_groups(actor, i, tenant.ids(after)))
            for ((subject, before), i), after in product(tenant.invitations.items(), IN_GROUPS)
        }
        assert await verdicts(cells) == {
            (subject, before, after): manages(actor.role, subject, before) and may_put_into(actor.role, after)
            for subject, before, after in cells
        }


class TestTheOrganization:
    async def test_is_changed_by_admins_alone(self, tenant: Tenant) -> None:
        actor = tenant.actor
        cells: dict[str, Act] = {
            "settings": lambda: update_organization(actor, "Another name"),
            "new group": lambda: create_group(actor, "Another group"),
        }
        expected = actor.role in CHANGES_SETTINGS_AND_MAKES_GROUPS
        assert await verdicts(cells) == dict.fromkeys(cells, expected)


class TestOneself:
    async def test_may_leave_with_any_role(self, tenant: Tenant) -> None:
        actor = tenant.actor
        assert await is_allowed(lambda: remove_member(actor, actor.membership_id))
