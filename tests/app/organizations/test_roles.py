"""The table of roles, asked in every way."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.organizations.roles import (
    POLICIES,
    Role,
    assignable,
    is_last_admin,
    may_grant,
    may_manage,
    may_manage_anybody,
    may_use_groups,
)

ROLES = st.sampled_from(Role)
GROUPS = st.sets(st.sampled_from([UUID(int=number) for number in range(4)]))


def test_every_role_has_its_line() -> None:
    assert set(POLICIES) == set(Role)
    assert [role.label for role in Role] == ["Admin", "Group Admin", "Investigator", "Analyst", "Broadcaster", "Remote"]


def test_only_admins_change_settings() -> None:
    assert [role for role, policy in POLICIES.items() if policy.may_change_settings] == [Role.ADMIN]


def test_two_roles_manage_others() -> None:
    assert [role for role in Role if may_manage_anybody(role)] == [Role.ADMIN, Role.GROUP_ADMIN]


@pytest.mark.parametrize("role", Role, ids=str)
def test_the_guide_says_of_those_who_read_the_activity_that_they_do(role: Role) -> None:
    says_so = any("activity" in capability for capability in POLICIES[role].capabilities)
    assert says_so == may_manage_anybody(role)


@given(ROLES, ROLES)
def test_nobody_grants_a_role_above_the_own(role: Role, granted: Role) -> None:
    order = list(Role)
    if may_grant(role, granted):
        assert order.index(granted) >= order.index(role)


@given(ROLES)
def test_assignable_is_what_may_be_granted_most_powerful_first(role: Role) -> None:
    assert assignable(role) == [granted for granted in Role if may_grant(role, granted)]


@given(ROLES, GROUPS, GROUPS)
def test_an_admin_uses_any_groups_a_group_admin_only_own_ones_and_at_least_one(
    role: Role, own: set[UUID], groups: set[UUID]
) -> None:
    expected = {Role.ADMIN: True, Role.GROUP_ADMIN: bool(groups) and groups <= own}.get(role, False)
    assert may_use_groups(role, own, groups) == expected


@given(ROLES, GROUPS, ROLES, GROUPS)
def test_to_manage_somebody_is_to_be_able_to_have_invited_them(
    role: Role, own: set[UUID], subject: Role, groups: set[UUID]
) -> None:
    assert may_manage(role, own, subject, groups) == (may_grant(role, subject) and may_use_groups(role, own, groups))
    if may_manage(role, own, subject, groups) and role is not Role.ADMIN:
        assert subject is not Role.ADMIN


@pytest.mark.parametrize("role", Role)
def test_an_admin_may_step_down_only_while_another_remains(role: Role) -> None:
    assert is_last_admin(role, 1) == (role is Role.ADMIN)
    assert not is_last_admin(role, 2)
