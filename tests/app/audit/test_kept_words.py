"""What an audit entry keeps in words of its subject, for when the subject is gone."""

from typing import Any
from uuid import UUID

import orjson
import pytest

from app.audit.action_names import AuditAction
from app.audit.actions import record, record_each
from app.bulk_invites.actions import send_bulk_invite
from app.database.ids import uuid7
from app.database.sql import row
from app.groups.actions import create_group
from app.invitations.change import update_invitation_groups
from app.invitations.expire import expire_lapsed
from app.members.actions import remove_member, update_member_role
from app.organizations.roles import Role
from tests.support.bulk_uploads import lines, validated, work
from tests.support.factories import lapse, make_admin, make_group, make_invitation, make_member

pytestmark = pytest.mark.usefixtures("database")


async def kept(subject_id: UUID, action: str) -> tuple[str | None, str | None, dict[str, Any]]:
    """The name, the address and the groups that the newest entry of this action keeps."""
    found = await row(
        """
        SELECT subject_name, subject_email, groups FROM audit_entries WHERE subject_id = $1 AND action = $2
         ORDER BY id DESC LIMIT 1
        """,
        subject_id,
        action,
    )
    assert found is not None
    return found["subject_name"], found["subject_email"], orjson.loads(found["groups"])


class TestKeptWords:
    async def test_an_invitation_has_its_address_and_the_names_of_its_groups(self) -> None:
        admin = await make_admin()
        paris = await make_group(admin.organization_id, "Paris")
        invitation_id = await make_invitation(admin, "Ada@example.com", group_ids=[paris])
        assert await kept(invitation_id, "invitation.created") == (
            "Ada@example.com",
            "Ada@example.com",
            {str(paris): "Paris"},
        )

    async def test_a_change_of_groups_names_those_before_and_after(self) -> None:
        admin = await make_admin()
        paris = await make_group(admin.organization_id, "Paris")
        rome = await make_group(admin.organization_id, "Rome")
        invitation_id = await make_invitation(admin, group_ids=[paris])
        await update_invitation_groups(admin, invitation_id, [rome])
        _, _, groups = await kept(invitation_id, "invitation.groups_changed")
        assert groups == {str(paris): "Paris", str(rome): "Rome"}

    async def test_an_expired_invitation_has_the_same(self) -> None:
        admin = await make_admin()
        paris = await make_group(admin.organization_id, "Paris")
        invitation_id = await make_invitation(admin, "ada@example.com", group_ids=[paris])
        await lapse(invitation_id)
        await expire_lapsed()
        assert await kept(invitation_id, "invitation.expired") == (
            "ada@example.com",
            "ada@example.com",
            {str(paris): "Paris"},
        )

    async def test_a_member_has_name_and_address(self) -> None:
        admin = await make_admin()
        ada = await make_member(admin.organization_id, Role.ANALYST, email="ada@example.com", name="Ada Lovelace")
        await update_member_role(admin, ada.membership_id, Role.REMOTE)
        assert await kept(ada.membership_id, "member.role_changed") == ("Ada Lovelace", "ada@example.com", {})

    async def test_a_removed_member_has_both_and_the_groups(self) -> None:
        admin = await make_admin()
        paris = await make_group(admin.organization_id, "Paris")
        ada = await make_member(
            admin.organization_id, Role.ANALYST, [paris], email="ada@example.com", name="Ada Lovelace"
        )
        await remove_member(admin, ada.membership_id)
        name, email, groups = await kept(ada.membership_id, "member.removed")
        assert (name, email, groups) == ("Ada Lovelace", "ada@example.com", {str(paris): "Paris"})

    async def test_a_group_is_one_of_its_own_groups(self) -> None:
        admin = await make_admin()
        paris = await create_group(admin, "Paris")
        assert await kept(paris, "group.created") == ("Paris", None, {str(paris): "Paris"})

    async def test_several_at_once_have_their_own(self) -> None:
        admin = await make_admin()
        paris = await make_group(admin.organization_id, "Paris")
        ada = await make_invitation(admin, "ada@example.com", group_ids=[paris])
        gone = uuid7()
        changes: dict[UUID, dict[str, Any]] = {
            ada: {"role": ["analyst", "remote"]},
            gone: {"email": ["eve@example.com", None], "groups": [[paris], []]},
        }
        await record_each(admin, AuditAction.INVITATION_REVOKED, changes)
        for invitation_id, email in ((ada, "ada@example.com"), (gone, "eve@example.com")):
            assert await kept(invitation_id, "invitation.revoked") == (email, email, {str(paris): "Paris"})

    async def test_a_deleted_group_is_still_one_of_its_own(self) -> None:
        admin, deleted = await make_admin(), uuid7()
        await record(admin, AuditAction.GROUP_CREATED, deleted, name=["Paris", None])
        assert await kept(deleted, "group.created") == ("Paris", None, {str(deleted): "Paris"})

    async def test_groups_that_are_named_otherwise_are_none_that_it_concerns(self) -> None:
        admin = await make_admin()
        invitation_id = await make_invitation(admin)
        await record(admin, AuditAction.INVITATION_GROUPS_CHANGED, invitation_id, groups=[None, ["Paris"]])
        assert (await kept(invitation_id, "invitation.groups_changed"))[2] == {}

    async def test_the_cells_of_a_file_are_no_persons_address(self) -> None:
        admin = await make_admin()
        bulk_invite_id = await validated(admin, lines(["ada@example.com,Analyst,"]))
        await record(admin, AuditAction.BULK_INVITE_ROW_UPDATED, bulk_invite_id, email=["ada@", "ada@example.com"])
        assert await kept(bulk_invite_id, "bulk_invite.row_updated") == (None, None, {})

    async def test_a_chunk_of_a_bulk_invite_concerns_the_groups_of_those_invited(self) -> None:
        admin = await make_admin()
        paris = await make_group(admin.organization_id, "Paris")
        await make_group(admin.organization_id, "Rome")
        bulk_invite_id = await validated(admin, lines(["ada@example.com,Analyst,Paris", "eve@example.com,Analyst,"]))
        await send_bulk_invite(admin, bulk_invite_id)
        await work()
        _, _, groups = await kept(bulk_invite_id, "bulk_invite.rows_invited")
        assert groups == {str(paris): "Paris"}
