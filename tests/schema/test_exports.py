"""Lists as files to download, with their filters."""

import json
from datetime import datetime
from typing import Any

import pytest

from app.database.sql import rows
from app.invitations.revoke import revoke
from app.members.actions import update_member_role
from app.organizations.roles import Role
from tests.support.bulk_uploads import validated
from tests.support.downloads import ACTIVITY, CURRENT, INVITED, NDJSON, download, emails, get
from tests.support.factories import (
    global_id,
    make_admin,
    make_group,
    make_invitation,
    make_member,
    make_organization,
    token_of,
)
from tests.support.graphql_client import Api, error_code


class TestCurrentUsers:
    async def test_what_can_be_uploaded_again_comes_first(self, api: Api) -> None:
        admin = await make_admin()
        groups = [await make_group(admin.organization_id, name) for name in ("Rome", "Paris")]
        ada = await make_member(admin.organization_id, Role.GROUP_ADMIN, groups, email="ada@example.com", name="Ada")
        await rows(
            "UPDATE memberships SET joined_at = '2026-05-04 12:30:00+02', last_active_at = '2026-06-07' WHERE id = $1",
            ada.membership_id,
        )
        header, *records = await download(api, admin, CURRENT)
        assert header == ["Email", "Role", "Groups", "Name", "Joined (UTC)", "Last active"]
        assert records[0] == [
            "ada@example.com",
            "Group Admin",
            "Paris; Rome",
            "Ada",
            "2026-05-04 10:30:00",
            "2026-06-07",
        ]
        assert records[1][5] == "Never"

    async def test_the_filters_and_the_order_are_the_lists(self, api: Api) -> None:
        admin = await make_member(await make_organization(), email="admin@example.com", name="Grace Hopper")
        paris = await make_group(admin.organization_id, "Paris")
        await make_member(admin.organization_id, Role.ANALYST, [paris], email="ada@example.com", name="Élif Ada")
        await make_member(admin.organization_id, Role.REMOTE, email="eve@example.com", name="Eve Zed")
        assert await emails(api, admin, CURRENT) == ["eve", "admin", "ada"]
        assert await emails(api, admin, CURRENT, order="EMAIL") == ["ada", "admin", "eve"]
        assert await emails(api, admin, CURRENT, order="-EMAIL") == ["eve", "admin", "ada"]
        assert await emails(api, admin, CURRENT, q="ada elif") == ["ada"]
        assert await emails(api, admin, CURRENT, role=["REMOTE", "ADMIN"], page="3", tab="current") == ["eve", "admin"]
        assert await emails(api, admin, CURRENT, group=global_id("Group", paris)) == ["ada"]
        assert await emails(api, admin, CURRENT, q="nobody") == []

    @pytest.mark.parametrize("role", Role)
    async def test_every_member_downloads_what_every_member_reads(self, api: Api, role: Role) -> None:
        member = await make_member(await make_organization(), role)
        other = await make_admin()
        for path in (CURRENT, INVITED):
            assert (await get(api, member, path)).status_code == 200
        assert other.email not in [record[0] for record in await download(api, member, CURRENT)]


class TestInvitedUsers:
    async def test_each_has_its_invitation_and_what_became_of_its_email(self, api: Api) -> None:
        admin = await make_admin()
        await make_invitation(admin, "ada@example.com")
        await rows("UPDATE invitations SET created_at = '2026-05-04 12:30:00+02', expires_at = '2199-06-07'")
        header, ada = await download(api, admin, INVITED)
        assert dict(zip(header, ada, strict=True)) == {
            "Email": "ada@example.com",
            "Role": "Analyst",
            "Groups": "",
            "Invited (UTC)": "2026-05-04 10:30:00",
            "Invited by": "Grace Hopper",
            "Expires (UTC)": "2199-06-07 00:00:00",
            "Status": "Pending",
            "Delivery": "Queued",
            "Sent (UTC)": "",
        }

    async def test_the_filters_and_the_order_are_the_lists(self, api: Api) -> None:
        admin = await make_admin()
        paris = await make_group(admin.organization_id, "Paris")
        ada = await make_invitation(admin, "ada@example.com")
        await make_invitation(admin, "bob@example.com", group_ids=[paris])
        await make_invitation(admin, "eve@example.com", Role.REMOTE)
        await revoke(admin, [ada])
        await rows(
            """
            UPDATE deliveries SET status = 'bounced'
             WHERE subject_id = (SELECT id FROM invitations WHERE email = 'eve@example.com')
            """
        )
        assert await emails(api, admin, INVITED) == ["eve", "bob"]
        assert await emails(api, admin, INVITED, order="EMAIL") == ["bob", "eve"]
        assert await emails(api, admin, INVITED, status="REVOKED") == ["ada"]
        assert await emails(api, admin, INVITED, status="ALL", order="EMAIL") == ["ada", "bob", "eve"]
        assert await emails(api, admin, INVITED, delivery="BOUNCED") == ["eve"]
        assert await emails(api, admin, INVITED, role="REMOTE") == ["eve"]
        assert await emails(api, admin, INVITED, group=global_id("Group", paris)) == ["bob"]
        assert await emails(api, admin, INVITED, linkBlocked="true") == []
        assert await emails(api, admin, INVITED, linkBlocked="false") == ["eve", "bob"]
        bulk_invite_id = await validated(admin, "Email\nx@example.com\n")
        assert await emails(api, admin, INVITED, fromBulkInvite=global_id("BulkInvite", bulk_invite_id)) == []


class TestActivity:
    async def test_it_is_the_audit_in_words(self, api: Api) -> None:
        admin = await make_admin()
        ada = await make_member(admin.organization_id, Role.ANALYST, email="ada@example.com", name="Ada")
        await update_member_role(admin, ada.membership_id, Role.REMOTE)
        header, (at, *cells) = await download(api, admin, ACTIVITY)
        assert header == ["Time (UTC)", "Who", "What", "About", "Email", "Changes", "Action"]
        assert datetime.fromisoformat(at).year >= 2026
        assert cells == [
            "Grace Hopper",
            "The role of Ada was changed from Analyst to Remote",
            "Ada",
            "ada@example.com",
            "role: Analyst → Remote",
            "member.role_changed",
        ]

    async def test_programs_get_an_object_a_line_as_the_api_has_it(self, api: Api) -> None:
        admin = await make_admin()
        for number in range(3):
            await make_invitation(admin, f"{number}@example.com")
        response = await get(api, admin, NDJSON)
        assert response.headers["content-type"] == "application/x-ndjson"
        found = [json.loads(line) for line in response.text.splitlines()]
        fields = "id at action actorId actorName subjectName subjectEmail text changes { field from to }"
        query = f"{{ auditEntries {{ edges {{ node {{ {fields} }} }} }} }}"
        listed = (await api.ask(query, await token_of(admin)))["edges"]
        assert found == [each["node"] for each in listed]

    async def test_the_filters_are_the_lists(self, api: Api) -> None:
        admin = await make_admin()
        other = await make_member(admin.organization_id, name="Pat")
        ada = await make_invitation(admin, "ada@example.com")
        await make_invitation(other, "eve@example.com")
        await revoke(other, [ada])

        async def told(**parameters: Any) -> list[str]:
            return [record[6] + " " + record[4] for record in (await download(api, admin, ACTIVITY, **parameters))[1:]]

        created, revoked = "invitation.created ada@example.com", "invitation.revoked ada@example.com"
        assert await told(q="ada") == [revoked, created]
        assert await told(action=["invitation.revoked", "member.removed"]) == [revoked]
        assert await told(actor=global_id("User", admin.user_id)) == [created]
        assert await told(actor=global_id("Member", other.membership_id), q="ada") == [revoked]
        assert await told(until="2026-01-01") == []
        assert len(await told(since="2026-01-01", until="2199-01-01T00:00:00+01:00")) == 3

    @pytest.mark.parametrize("path", [ACTIVITY, NDJSON])
    async def test_it_is_for_those_who_may_read_the_audit(self, api: Api, path: str) -> None:
        admin = await make_admin()
        paris = await make_group(admin.organization_id, "Paris")
        await make_invitation(admin, "ada@example.com", group_ids=[paris])
        await make_invitation(admin, "eve@example.com")
        text = (await get(api, await make_member(admin.organization_id, Role.GROUP_ADMIN, [paris]), path)).text
        assert "ada@" in text
        assert "eve@" not in text
        refused = await get(api, await make_member(admin.organization_id, Role.ANALYST), path)
        assert (refused.status_code, error_code(refused)) == (403, "FORBIDDEN")
