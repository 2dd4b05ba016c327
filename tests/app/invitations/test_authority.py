"""Whoever answers for an invitation has to be able to grant it: an acceptance, a row and a filter say the same."""

from dataclasses import dataclass, replace
from itertools import product
from uuid import UUID

import pytest

from app.database.keyset import PageRequest
from app.database.sql import rows
from app.errors import RoleNotAllowed
from app.invitations.accept import Proof, accept
from app.invitations.authority import LinkBlockedReason, blocked_reason
from app.invitations.queries import ORDERS, InvitationFilter, find_invitations, list_invitations
from app.members.queries import find_members_of_users
from app.organizations.actor import Actor
from app.organizations.roles import Role
from tests.support.factories import make_admin, make_group, make_member

GROUP, OTHER = UUID(int=1), UUID(int=2)
INVITATIONS = """
WITH invited AS (
    INSERT INTO invitations (id, organization_id, email, email_key, role, group_ids, status, nonce, generation,
                             oldest_valid_generation, authorized_by_user_id)
    SELECT uuidv7(), $1, n || '@acme.example', n || '@acme.example', role, group_ids::uuid[], 'pending', '', 1, 1, id
      FROM unnest($2::uuid[], $3::text[], $4::text[]) WITH ORDINALITY AS offer (id, role, group_ids, n) RETURNING id
)
INSERT INTO deliveries (id, kind, subject_id, inviting_organization_id, generation, message_id, priority, status,
                        attempt_count, retry_count)
SELECT uuidv7(), 'invitation', id, $1, 1, id::text, 0, 'sent', 1, 0 FROM invited
"""
NEWEST_FIRST = replace(ORDERS["created_at"], descending=True)


@dataclass(frozen=True)
class Member:
    role: Role
    group_ids: frozenset[UUID] = frozenset()


@pytest.mark.parametrize(
    ("authorizer", "role", "group_ids", "reason"),
    [
        (None, Role.REMOTE, [], LinkBlockedReason.INVITER_LEFT),
        (Member(Role.ADMIN), Role.ADMIN, [], None),
        (Member(Role.GROUP_ADMIN, frozenset({GROUP})), Role.ANALYST, [GROUP], None),
        (Member(Role.GROUP_ADMIN, frozenset({GROUP})), Role.ADMIN, [GROUP], LinkBlockedReason.INVITER_DEMOTED),
        (Member(Role.GROUP_ADMIN, frozenset({GROUP})), Role.ANALYST, [], LinkBlockedReason.INVITER_DEMOTED),
        (Member(Role.GROUP_ADMIN, frozenset({GROUP})), Role.ANALYST, [GROUP, OTHER], LinkBlockedReason.INVITER_DEMOTED),
        (Member(Role.ANALYST, frozenset({GROUP})), Role.REMOTE, [GROUP], LinkBlockedReason.INVITER_DEMOTED),
    ],
)
def test_an_offer_is_blocked_by_who_left_or_may_not_grant_it(
    authorizer: Member | None, role: Role, group_ids: list[UUID], reason: LinkBlockedReason | None
) -> None:
    assert blocked_reason(authorizer, role, group_ids) is reason


@pytest.fixture
async def admin(database: None) -> Actor:
    """Of an organization with an invitation of each role and some groups by members of each role, and by who left."""
    admin = await make_admin()
    groups = [await make_group(admin.organization_id) for _ in range(2)]
    authorizers = [await make_member(admin.organization_id, role, groups[:1]) for role in Role]
    authorizers += [await make_member(admin.organization_id, role, []) for role in (Role.ADMIN, Role.GROUP_ADMIN)]
    users = [*(each.user_id for each in authorizers), (await make_admin()).user_id, None]
    offers = [*product(users, Role, ("{}", f"{{{groups[0]}}}", f"{{{groups[0]},{groups[1]}}}"))]
    await rows(INVITATIONS, admin.organization_id, *map(list, zip(*offers, strict=True)))
    return admin


async def test_the_filter_keeps_what_the_rule_says(admin: Actor) -> None:
    everything = await list_invitations(admin.organization_id, InvitationFilter(), NEWEST_FIRST, PageRequest(500))
    users = [row.authorized_by_user_id for row in everything.nodes if row.authorized_by_user_id]
    members = {each.user_id: each for each in await find_members_of_users(admin.organization_id, users)}
    blocked = [
        row.id
        for row in everything.nodes
        if row.authorized_by_user_id and blocked_reason(members.get(row.authorized_by_user_id), row.role, row.group_ids)
    ]
    assert 0 < len(blocked) < len(everything.nodes)
    for is_blocked in (True, False):
        filters = InvitationFilter(link_blocked=is_blocked)
        listed = await list_invitations(admin.organization_id, filters, NEWEST_FIRST, PageRequest(500, count=True))
        assert [row.id for row in listed.nodes] == [
            row.id for row in everything.nodes if (row.id in blocked) is is_blocked
        ]
        assert listed.total_count == len(listed.nodes)


async def test_pages_of_blocked_ones_follow_one_another(admin: Actor) -> None:
    filters = InvitationFilter(link_blocked=True, statuses=())
    whole = await list_invitations(admin.organization_id, filters, NEWEST_FIRST, PageRequest(500))
    met: list[UUID] = []
    request = PageRequest(7)
    while len(met) < len(whole.nodes):
        page = await list_invitations(admin.organization_id, filters, NEWEST_FIRST, request)
        met += [row.id for row in page.nodes]
        request = replace(request, cursor=page.edges[-1].cursor)
    assert met == [row.id for row in whole.nodes]


@pytest.mark.parametrize(("is_blocked", "is_refused"), [(True, True), (False, False)])
async def test_nobody_accepts_a_blocked_one_and_somebody_each_other(
    admin: Actor, is_blocked: bool, is_refused: bool
) -> None:
    filters = InvitationFilter(link_blocked=is_blocked)
    page = await list_invitations(admin.organization_id, filters, NEWEST_FIRST, PageRequest(500))
    for invitation in page.nodes[::20]:
        try:
            await accept(None, Proof(invitation.id, 1), "Ada Lovelace", "correct horse battery staple 7")
        except RoleNotAllowed:
            refused = True
        else:
            refused = False
        assert refused is is_refused
        (after,) = await find_invitations(admin.organization_id, [invitation.id])
        assert (after.status == "pending") is is_refused
