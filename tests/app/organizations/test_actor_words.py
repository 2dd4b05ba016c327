"""What somebody is told whose role does not allow an act: why, and whom to ask."""

from collections.abc import Callable
from uuid import UUID

import pytest

from app.errors import Refusal
from app.organizations.actor import Actor
from app.organizations.roles import Role

OWN, OTHER = UUID(int=1), UUID(int=2)


def actor(role: Role, *group_ids: UUID) -> Actor:
    return Actor(UUID(int=7), "Ada", "ada@acme.example", UUID(int=8), UUID(int=9), role, frozenset(group_ids))


GROUP_ADMIN = actor(Role.GROUP_ADMIN, OWN)
ANALYST = actor(Role.ANALYST, OWN)


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        (ANALYST.require_manager, "Your role doesn't allow this. Ask an Admin of your organization."),
        (
            GROUP_ADMIN.require_settings,
            "Your role doesn't allow this. Only an Admin can change settings and groups.",
        ),
        (
            lambda: GROUP_ADMIN.require_grant(Role.ADMIN),
            "Your role doesn't allow you to make anybody Admin. Choose another role, or ask an Admin.",
        ),
        (lambda: GROUP_ADMIN.require_groups([OWN, OTHER]), "Choose only groups that you are in yourself."),
        (lambda: GROUP_ADMIN.require_groups([]), "Choose at least one of your own groups."),
        (
            lambda: actor(Role.GROUP_ADMIN).require_groups([OTHER]),
            "You have no groups, and so cannot invite or change anybody. Ask an Admin to give you one.",
        ),
        (
            lambda: GROUP_ADMIN.require_management(Role.ADMIN, [OWN], "member"),
            "Your role doesn't allow this, as the role of this member is Admin. Ask an Admin.",
        ),
        (
            lambda: GROUP_ADMIN.require_management(Role.ANALYST, [OTHER], "invitation"),
            "Your role doesn't allow this, as not all groups of this invitation are yours. Ask an Admin.",
        ),
        (
            lambda: ANALYST.require_management(Role.ANALYST, [OWN], "member"),
            "Your role doesn't allow this. Ask an Admin of your organization.",
        ),
    ],
)
def test_it_says_why_and_whom_to_ask(act: Callable[[], None], sentence: str) -> None:
    with pytest.raises(Refusal) as refused:
        act()
    assert refused.value.message == sentence
