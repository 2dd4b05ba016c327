"""What the API's fields promise and its mutations answer, held against the tables of the roles and the actions."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from tortoise.backends.asyncpg.client import AsyncpgDBClient

from app.database.sql import rows
from app.errors import Refusal
from app.invitations.change import update_invitation_groups, update_invitation_role
from app.invitations.invite import invite
from app.invitations.resend import resend
from app.invitations.revoke import revoke
from app.members.actions import remove_member, update_member_groups, update_member_role
from app.organizations.actor import Actor
from app.organizations.roles import Role
from tests.support.expected_permissions import CHANGES_SETTINGS_AND_MAKES_GROUPS, IN_GROUPS, manages
from tests.support.factories import (
    global_id,
    lapse,
    make_group,
    make_invitation,
    make_member,
    make_organization,
    token_of,
)
from tests.support.graphql_client import Api, codes, nodes
from tests.support.graphql_operations import (
    CREATE_GROUP,
    DELETE_GROUP,
    REMOVE_MEMBER,
    RESEND,
    REVOKE,
    UPDATE_GROUP,
    UPDATE_GROUPS,
    UPDATE_ORGANIZATION,
    UPDATE_ROLE,
)
from tests.support.tenant_with_every_role import Act, Tenant, is_allowed, make_invitations, make_members

MEMBER_FIELDS = """
{ currentUsers(first: 100) { edges { node { id viewerCanRemove viewerCanUpdateRole viewerCanUpdateGroups } } } }
"""
INVITATION_FIELDS = """
{
  invitedUsers(first: 100, filter: {statuses: []}) {
    edges { node { id viewerCanRevoke viewerCanResend viewerCanInviteAgain viewerCanUpdateRole viewerCanUpdateGroups } }
  }
}
"""
VIEWER_FIELDS = "{ viewer { canInvite assignableRoles } roles { role assignable } }"


async def any_allowed(acts: Sequence[Act]) -> bool:
    return any([await is_allowed(act) for act in acts])


async def changed_to_any_role(
    actor: Actor, node_id: UUID, current: Role, change: Callable[[Actor, UUID, Role], Awaitable[None]]
) -> bool:
    """Is there another role that the server lets the actor give?"""
    return await any_allowed([partial(change, actor, node_id, role) for role in Role if role is not current])


async def member_fields(actor: Actor, membership_id: UUID, role: Role, own: list[UUID]) -> dict[str, Any]:
    """What the fields must say: what the actions answer."""
    return {
        "id": global_id("Member", membership_id),
        "viewerCanRemove": await is_allowed(lambda: remove_member(actor, membership_id)),
        "viewerCanUpdateRole": await changed_to_any_role(actor, membership_id, role, update_member_role),
        "viewerCanUpdateGroups": await is_allowed(lambda: update_member_groups(actor, membership_id, own)),
    }


async def invitation_fields(actor: Actor, invitation_id: UUID, role: Role, own: list[UUID]) -> dict[str, Any]:
    return {
        "id": global_id("Invitation", invitation_id),
        "viewerCanRevoke": await is_allowed(lambda: revoke(actor, [invitation_id])),
        "viewerCanResend": await is_allowed(lambda: resend(actor, [invitation_id])),
        "viewerCanInviteAgain": False,
        "viewerCanUpdateRole": await changed_to_any_role(actor, invitation_id, role, update_invitation_role),
        "viewerCanUpdateGroups": await is_allowed(lambda: update_invitation_groups(actor, invitation_id, own)),
    }


def by_id(fields: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(fields, key=lambda each: str(each["id"]))


class TestFields:
    """What a front end is told beforehand is what the server answers afterwards."""

    async def test_of_members_agree_with_the_actions(self, tenant: Tenant, api: Api) -> None:
        actor, own = tenant.actor, tenant.ids("one of the actor's")
        expected = [await member_fields(actor, i, role, own) for (role, _), i in tenant.members.items()]
        expected.append(await member_fields(actor, actor.membership_id, actor.role, own))
        told = nodes(await api.ask(MEMBER_FIELDS, await token_of(actor)))
        assert by_id(told) == by_id(expected)

    async def test_of_invitations_agree_with_the_actions(self, tenant: Tenant, api: Api) -> None:
        actor, own = tenant.actor, tenant.ids("one of the actor's")
        expected = [await invitation_fields(actor, i, role, own) for (role, _), i in tenant.invitations.items()]
        assert by_id(nodes(await api.ask(INVITATION_FIELDS, await token_of(actor)))) == by_id(expected)

    @pytest.mark.parametrize("with_groups", [True, False], ids=["with groups", "without groups"])
    async def test_of_the_viewer_agree_with_the_actions(self, tenant: Tenant, api: Api, with_groups: bool) -> None:
        actor = tenant.actor
        if not with_groups:
            await rows("UPDATE memberships SET group_ids = '{}' WHERE id = $1", actor.membership_id)
        grantable = [
            role.name
            for role in Role
            if await any_allowed([partial(invite, actor, "ada@example.com", role, tenant.ids(g)) for g in IN_GROUPS])
        ]
        told = await api(VIEWER_FIELDS, await token_of(actor))
        assert told["viewer"] == {"canInvite": bool(grantable), "assignableRoles": grantable}
        assert [each["role"] for each in told["roles"] if each["assignable"]] == grantable

    async def test_take_as_many_queries_however_long_the_lists_are(
        self, api: Api, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        admin = await make_member(await make_organization())
        token = await token_of(admin)
        counts = []
        for _ in range(2):
            await make_members(admin.organization_id, [("Ada", role, []) for role in Role])
            ids = await make_invitations(admin.organization_id, [("", role, []) for role in Role])
            for invitation_id in ids[:3]:
                await lapse(invitation_id)
            with count_queries(monkeypatch) as queries:
                await api.ask(MEMBER_FIELDS, token)
                await api.ask(INVITATION_FIELDS, token)
            counts.append(len(queries))
        assert 0 < counts[0] == counts[1]


@contextmanager
def count_queries(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    told: list[str] = []
    original = AsyncpgDBClient.execute_query_dict

    async def noted(self: AsyncpgDBClient, query: str, values: list[Any] | None = None) -> list[dict[str, Any]]:
        told.append(query)
        found: list[dict[str, Any]] = await original(self, query, values)
        return found

    with monkeypatch.context() as patched:
        patched.setattr(AsyncpgDBClient, "execute_query_dict", noted)
        yield told


class TestTheApi:
    """The same table, sampled through mutations: what they answer is what the actions decide."""

    @pytest.mark.parametrize(
        "cell",
        [
            (Role.ANALYST, "one of the actor's"),
            (Role.ADMIN, "both of the actor's"),
            (Role.REMOTE, "another"),
            (Role.GROUP_ADMIN, "no group"),
        ],
        ids=str,
    )
    async def test_answers_what_the_table_says(self, tenant: Tenant, api: Api, cell: tuple[Role, str]) -> None:
        token = await token_of(tenant.actor)
        member, invitation = (
            global_id("Member", tenant.members[cell]),
            global_id("Invitation", tenant.invitations[cell]),
        )
        groups = [global_id("Group", each) for each in tenant.ids("one of the actor's")]
        answers = [
            await api.change(UPDATE_ROLE, token, id=member, role="REMOTE"),
            await api.change(UPDATE_ROLE, token, id=invitation, role="REMOTE"),
            await api.change(UPDATE_GROUPS, token, id=member, groupIds=groups),
            await api.change(UPDATE_GROUPS, token, id=invitation, groupIds=groups),
            await api.change(RESEND, token, invitationIds=[invitation]),
            await api.change(REVOKE, token, invitationIds=[invitation]),
            await api.change(REMOVE_MEMBER, token, memberId=member),
        ]
        expected = [] if manages(tenant.actor.role, *cell) else ["NOT_PERMITTED"]
        assert [codes(answer) for answer in answers] == [expected] * len(answers)

    async def test_lets_admins_alone_change_the_organization(self, tenant: Tenant, api: Api) -> None:
        token, empty = await token_of(tenant.actor), await make_group(tenant.actor.organization_id)
        answers = [
            await api.change(CREATE_GROUP, token, name="East"),
            await api.change(UPDATE_GROUP, token, groupId=global_id("Group", tenant.groups["West"]), name="Far West"),
            await api.change(DELETE_GROUP, token, groupId=global_id("Group", empty)),
            await api.change(UPDATE_ORGANIZATION, token, name="Another name"),
        ]
        expected = [] if tenant.actor.role in CHANGES_SETTINGS_AND_MAKES_GROUPS else ["NOT_PERMITTED"]
        assert [codes(answer) for answer in answers] == [expected] * 4


class TestTheLastAdmin:
    async def test_is_neither_demoted_nor_removed_and_the_fields_say_so(self, api: Api) -> None:
        admin = await make_member(await make_organization())
        await make_member(admin.organization_id, Role.GROUP_ADMIN)
        await make_member(await make_organization())
        token, member = await token_of(admin), global_id("Member", admin.membership_id)
        for _ in range(2):
            told = {each["id"]: each for each in nodes(await api.ask(MEMBER_FIELDS, token))}[member]
            assert (told["viewerCanRemove"], told["viewerCanUpdateRole"]) == (False, False)
            assert told["viewerCanUpdateGroups"]
            assert codes(await api.change(REMOVE_MEMBER, token, memberId=member)) == ["LAST_ADMIN"]
            assert codes(await api.change(UPDATE_ROLE, token, id=member, role="REMOTE")) == ["LAST_ADMIN"]

    async def test_is_not_the_last_once_there_is_another(self, api: Api) -> None:
        admin = await make_member(await make_organization())
        other = await make_member(admin.organization_id)
        token, member = await token_of(admin), global_id("Member", admin.membership_id)
        told = nodes(await api.ask(MEMBER_FIELDS, token))
        assert all(each["viewerCanRemove"] and each["viewerCanUpdateRole"] for each in told)
        assert codes(await api.change(REMOVE_MEMBER, token, memberId=member)) == []
        (left,) = nodes(await api.ask(MEMBER_FIELDS, await token_of(other)))
        assert (left["viewerCanRemove"], left["viewerCanUpdateRole"]) == (False, False)


class TestInvitationsOfEveryStatus:
    @pytest.mark.parametrize("role", [Role.ADMIN, Role.REMOTE], ids=lambda role: role.label)
    async def test_fields_agree_with_what_the_mutations_answer(self, api: Api, role: Role) -> None:
        organization = await make_organization()
        admin, actor = await make_member(organization), await make_member(organization, role)
        invitations = await every_status(admin)
        told = {each["id"]: each for each in nodes(await api.ask(INVITATION_FIELDS, await token_of(actor)))}
        assert len(told) == len(invitations) + 1
        for status, invitation_id in invitations.items():
            expected = {
                "viewerCanRevoke": lambda i=invitation_id: revoke(actor, [i]),
                "viewerCanResend": lambda i=invitation_id: resend(actor, [i]),
                "viewerCanUpdateRole": lambda i=invitation_id: update_invitation_role(actor, i, Role.REMOTE),
                "viewerCanUpdateGroups": lambda i=invitation_id: update_invitation_groups(actor, i, []),
            }
            fields = told[global_id("Invitation", invitation_id)]
            answers = {name: await is_done(act) for name, act in expected.items()}
            assert {name: fields[name] for name in expected} == answers, status


async def is_done(act: Act) -> bool:
    """Unlike `is_allowed`: no for whatever reason is a no."""
    try:
        return await is_allowed(act)
    except Refusal:
        return False


async def every_status(admin: Actor) -> dict[str, UUID]:
    """One invitation each, also of those that have lapsed and whose place is taken."""
    made = {
        status: await make_invitation(admin, f"{status}@example.com")
        for status in ("pending", "lapsed", "expired", "invited-again", "joined", "accepted", "declined", "revoked")
    }
    for status in ("lapsed", "expired", "invited-again", "joined"):
        await lapse(made[status])
    for status in ("expired", "accepted", "declined", "revoked"):
        await rows("UPDATE invitations SET status = $2 WHERE id = $1", made[status], status)
    await make_invitation(admin, "invited-again@example.com")
    await make_member(admin.organization_id, email="joined@example.com")
    return made
