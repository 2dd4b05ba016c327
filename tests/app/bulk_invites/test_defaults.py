"""The role and the groups of rows that name none."""

from uuid import UUID, uuid4

import pytest

from app.bulk_invites.actions import Upload, create_bulk_invite, send_bulk_invite
from app.bulk_invites.csv.reader import RowsFile
from app.bulk_invites.review.defaults import Defaults
from app.bulk_invites.row_edits import update_row
from app.bulk_invites.uploaded_file import BytesContent
from app.database.sql import rows
from app.errors import GroupNotAllowed, IdempotencyKeyReused, Refusal, RoleNotAllowed, UnknownGroup
from app.organizations.actor import Actor
from app.organizations.roles import Role
from tests.support.bulk_uploads import invitations_of, now, rows_of, verdicts, work
from tests.support.factories import make_admin, make_group, make_member, make_organization

pytestmark = pytest.mark.usefixtures("database")
ONE = "Email\na@example.com\n"


async def upload(actor: Actor, text: str, defaults: Defaults, key: str | None = None) -> UUID:
    content = Upload(BytesContent(text.encode()), is_csv=True, defaults=defaults)
    return await create_bulk_invite(actor, content, is_reviewed=True, idempotency_key=key)


class TestDefaults:
    async def test_rows_that_name_none_get_them_and_others_keep_their_own(self) -> None:
        admin = await make_admin()
        paris, rome = [await make_group(admin.organization_id, name) for name in ("Paris", "Rome")]
        text = "Email,Role,Groups\na@example.com,,\nb@example.com,Analyst,Rome\nc@example.com,  ,Rome\n"
        bulk_invite_id = await upload(admin, text, Defaults(Role.REMOTE, (paris,)))
        await work()
        await send_bulk_invite(admin, bulk_invite_id)
        await work()
        assert [(each["role"], each["group_ids"]) for each in await invitations_of(bulk_invite_id)] == [
            ("remote", [paris]),
            ("analyst", [rome]),
            ("remote", [rome]),
        ]

    async def test_an_address_book_without_roles_can_be_sent(self) -> None:
        admin = await make_admin()
        text = "First Name,E-mail Address\nAda,ada@example.com\n"
        bulk_invite_id = await upload(admin, text, Defaults(Role.ANALYST))
        await work()
        (row,) = await rows_of(bulk_invite_id)
        assert (row.role, row.status) == ("", "valid")
        assert (await now(admin, bulk_invite_id)).default_role is Role.ANALYST

    async def test_rows_that_came_by_the_api_get_them_too(self) -> None:
        content = BytesContent(RowsFile.write([["a@example.com", ""]]))
        given = Upload(content, is_csv=False, defaults=Defaults(Role.ANALYST))
        bulk_invite_id = await create_bulk_invite(await make_admin(), given, is_reviewed=True)
        await work()
        assert await verdicts(bulk_invite_id) == [(1, "valid", [])]

    async def test_a_row_whose_role_is_taken_out_under_review_gets_the_default(self) -> None:
        admin = await make_admin()
        bulk_invite_id = await upload(admin, "Email,Role\na@example.com,Boss\n", Defaults(Role.ANALYST))
        await work()
        (row,) = await rows_of(bulk_invite_id)
        await update_row(admin, row.id, "a@example.com", "", [])
        assert await verdicts(bulk_invite_id) == [(2, "valid", [])]

    async def test_a_privileged_default_is_a_warning_in_each_row(self) -> None:
        bulk_invite_id = await upload(await make_admin(), ONE, Defaults(Role.ADMIN))
        await work()
        assert await verdicts(bulk_invite_id) == [(2, "warning", ["INVALID_ROLE"])]

    async def test_a_default_group_that_was_deleted_meanwhile_is_an_error(self) -> None:
        admin = await make_admin()
        paris = await make_group(admin.organization_id, "Paris")
        bulk_invite_id = await upload(admin, ONE, Defaults(Role.ANALYST, (paris,)))
        await rows("DELETE FROM groups")
        await work()
        assert await verdicts(bulk_invite_id) == [(2, "error", ["UNKNOWN_GROUP"])]


class TestRights:
    async def test_nobody_gives_more_by_default_than_by_name(self) -> None:
        organization_id = await make_organization()
        paris, rome = [await make_group(organization_id, name) for name in ("Paris", "Rome")]
        actor = await make_member(organization_id, Role.GROUP_ADMIN, [paris])
        foreign = await make_group(await make_organization(), "Paris")
        for defaults, refused, path in (
            (Defaults(Role.ADMIN), RoleNotAllowed, ("defaultRole",)),
            (Defaults(None, (rome,)), GroupNotAllowed, ("defaultGroupIds",)),
            (Defaults(None, (paris, rome)), GroupNotAllowed, ("defaultGroupIds",)),
            (Defaults(None, (paris, uuid4())), UnknownGroup, ("defaultGroupIds", "1")),
            (Defaults(None, (foreign,)), UnknownGroup, ("defaultGroupIds", "0")),
        ):
            with pytest.raises(Refusal) as caught:
                await upload(actor, ONE, defaults)
            assert isinstance(caught.value, refused)
            assert caught.value.path == path
        assert await rows("SELECT id FROM bulk_invites") == []

    async def test_whoever_was_demoted_meanwhile_grants_no_more_by_default_either(self) -> None:
        organization_id = await make_organization()
        paris = await make_group(organization_id, "Paris")
        actor = await make_member(organization_id, Role.ADMIN)
        bulk_invite_id = await upload(actor, ONE, Defaults(Role.ADMIN, (paris,)))
        await rows("UPDATE memberships SET role = 'group_admin', group_ids = $1", [paris])
        await work()
        assert await verdicts(bulk_invite_id) == [(2, "error", ["ROLE_NOT_ALLOWED"])]

    async def test_other_defaults_are_another_request(self) -> None:
        admin = await make_admin()
        first = await upload(admin, ONE, Defaults(Role.ANALYST), "key")
        assert await upload(admin, ONE, Defaults(Role.ANALYST), "key") == first
        with pytest.raises(IdempotencyKeyReused):
            await upload(admin, ONE, Defaults(Role.REMOTE), "key")
