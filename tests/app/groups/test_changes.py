"""What a change makes of the groups that somebody is in, and whether the actor may have it so."""

from uuid import UUID

import pytest

from app.errors import ErrorCode, Refusal
from app.groups.changes import MAX_GROUPS, GroupChange
from app.organizations.actor import Actor
from app.organizations.roles import Role

NORTH, SOUTH, WEST = [UUID(int=number) for number in (1, 2, 3)]


def actor(role: Role, *group_ids: UUID) -> Actor:
    nobody = UUID(int=9)
    return Actor(nobody, "Grace", "grace@example.com", nobody, nobody, role, frozenset(group_ids))


@pytest.mark.parametrize(
    ("change", "after"),
    [
        (GroupChange([]), []),
        (GroupChange([SOUTH, SOUTH, NORTH]), [SOUTH, NORTH]),
        (GroupChange(adding=[WEST]), [NORTH, SOUTH, WEST]),
        (GroupChange(adding=[SOUTH]), [NORTH, SOUTH]),
        (GroupChange(removing=[NORTH]), [SOUTH]),
        (GroupChange(removing=[WEST]), [NORTH, SOUTH]),
        (GroupChange(adding=[WEST], removing=[NORTH]), [SOUTH, WEST]),
        (GroupChange(adding=[NORTH], removing=[NORTH, SOUTH]), [NORTH]),
    ],
    ids=str,
)
def test_of_somebody_in_north_and_south(change: GroupChange, after: list[UUID]) -> None:
    assert change.apply([NORTH, SOUTH]) == after


@pytest.mark.parametrize(
    ("change", "refused_at"),
    [
        (GroupChange([NORTH]), None),
        (GroupChange([WEST]), "groupIds"),
        (GroupChange(adding=[WEST]), "addGroupIds"),
        (GroupChange(removing=[NORTH]), "removeGroupIds"),
        (GroupChange(adding=[SOUTH], removing=[NORTH]), None),
    ],
    ids=str,
)
def test_a_group_admin_of_north_and_south_keeps_somebody_in_own_groups(
    change: GroupChange, refused_at: str | None
) -> None:
    group_admin = actor(Role.GROUP_ADMIN, NORTH, SOUTH)
    if refused_at is None:
        change.require_allowed(group_admin, [NORTH])
        return
    with pytest.raises(Refusal) as raised:
        change.require_allowed(group_admin, [NORTH])
    assert (raised.value.code, raised.value.path) == (ErrorCode.GROUP_NOT_ALLOWED, (refused_at,))


def test_nobody_is_in_more_groups_than_a_request_may_name() -> None:
    full = [UUID(int=number) for number in range(10, 10 + MAX_GROUPS)]
    GroupChange(adding=[full[0]]).require_allowed(actor(Role.ADMIN), full)
    with pytest.raises(Refusal) as raised:
        GroupChange(adding=[NORTH]).require_allowed(actor(Role.ADMIN), full)
    assert (raised.value.code, raised.value.path) == (ErrorCode.TOO_LONG, ("addGroupIds",))
