"""Who reads the organization's activity, and which part of it."""

import pytest

from app.database.sql import rows
from app.invitations.change import update_invitation_role
from app.members.actions import update_member_groups
from app.organizations.roles import Role
from tests.schema.test_activity import ENTRIES, entries, invite_from_file, texts
from tests.support.factories import (
    make_admin,
    make_group,
    make_invitation,
    make_member,
    make_organization,
    token_of,
)
from tests.support.graphql_client import Api, ApiError


class TestWhoReads:
    @pytest.mark.parametrize("role", Role)
    async def test_the_viewer_knows_whether_there_is_anything_to_read(self, api: Api, role: Role) -> None:
        member = await make_member(await make_organization(), role)
        token = await token_of(member)
        viewer = await api.ask("{ viewer { canReadActivity } }", token)
        answer = await api.http.post("/graphql", json={"query": ENTRIES}, headers={"authorization": f"Bearer {token}"})
        assert viewer["canReadActivity"] is (answer.json().get("data") is not None)

    @pytest.mark.parametrize("role", [Role.INVESTIGATOR, Role.ANALYST, Role.BROADCASTER, Role.REMOTE])
    async def test_who_manages_nobody_reads_nothing(self, api: Api, role: Role) -> None:
        admin = await make_admin()
        member = await make_member(admin.organization_id, role)
        with pytest.raises(ApiError) as refusal:
            await entries(api, member)
        assert refusal.value.code == "FORBIDDEN"

    async def test_signed_out_nobody_reads_anything(self, api: Api) -> None:
        with pytest.raises(ApiError) as refusal:
            await api.ask(ENTRIES)
        assert refusal.value.code == "UNAUTHENTICATED"

    async def test_no_organization_reads_anothers_nor_what_is_about_an_account(self, api: Api) -> None:
        admin, other = await make_admin(), await make_admin()
        await make_invitation(other)
        await rows(
            """
            INSERT INTO audit_entries (id, actor_user_id, actor_name, action, subject_type, subject_id, changes)
            VALUES (uuidv7(), $1, 'Grace', 'user.password_reset', 'user', $1, '{}')
            """,
            admin.user_id,
        )
        assert await entries(api, admin) == []

    @pytest.mark.parametrize("are_words_kept", [True, False])
    async def test_a_group_admin_reads_what_concerns_the_own_groups_and_own_acts(
        self, api: Api, *, are_words_kept: bool
    ) -> None:
        admin = await make_admin()
        paris, rome = [await make_group(admin.organization_id, name) for name in ("Paris", "Rome")]
        group_admin = await make_member(admin.organization_id, Role.GROUP_ADMIN, [paris], name="Pat")
        await make_invitation(admin, "in-paris@example.com", group_ids=[paris, rome])
        await make_invitation(admin, "in-rome@example.com", group_ids=[rome])
        await make_invitation(admin, "nowhere@example.com")
        own = await make_invitation(group_admin, "own@example.com", group_ids=[paris])
        await update_invitation_role(group_admin, own, Role.REMOTE)
        if not are_words_kept:
            await rows("UPDATE audit_entries SET subject_name = NULL, subject_email = NULL, groups = NULL")
        await rows("UPDATE invitations SET group_ids = '{}' WHERE id = $1", own)
        assert await texts(api, group_admin) == [
            "The role offered to own@example.com was changed from Analyst to Remote",
            "own@example.com was invited as Analyst, in Paris",
            "in-paris@example.com was invited as Analyst, in Paris, Rome",
        ]
        assert len(await texts(api, admin)) == 5

    async def test_who_moved_out_of_the_group_still_concerns_it(self, api: Api) -> None:
        admin = await make_admin()
        paris = await make_group(admin.organization_id, "Paris")
        group_admin = await make_member(admin.organization_id, Role.GROUP_ADMIN, [paris])
        ada = await make_member(admin.organization_id, Role.ANALYST, [paris], name="Ada")
        await update_member_groups(admin, ada.membership_id, [])
        assert await texts(api, group_admin) == ["The groups of Ada were changed from Paris to none"]

    async def test_a_file_that_invited_into_the_group_concerns_it(self, api: Api) -> None:
        admin = await make_admin()
        paris = await make_group(admin.organization_id, "Paris")
        group_admin = await make_member(admin.organization_id, Role.GROUP_ADMIN, [paris])
        await invite_from_file(admin, ["eve@example.com,Analyst,", "ada@example.com,Analyst,Paris"], chunk_rows=1)
        assert await texts(api, group_admin) == ["2 people were invited from people.csv"]
