"""Renaming a device group."""

import pytest

from app.groups.models import Group
from app.organizations.roles import Role
from app.pubsub.events import ChangeKind, invitations_changed, members_changed
from tests.support.audit_entries import audit_of
from tests.support.factories import global_id, make_admin, make_group, make_member, token_of
from tests.support.graphql_client import Api, codes
from tests.support.graphql_operations import CREATE_GROUP, CURRENT_USERS, UPDATE_GROUP
from tests.support.published_events import hear


class TestUpdateGroup:
    async def test_an_admin_renames_a_group_and_both_lists_are_told(self, api: Api) -> None:
        admin = await make_admin()
        group = await make_group(admin.organization_id, "Kiosk")
        member = await make_member(admin.organization_id, Role.ANALYST, [group], name="Ada")
        token = await token_of(admin)
        with hear() as heard:
            answer = await api.change(UPDATE_GROUP, token, groupId=global_id("Group", group), name=" Kiosk  2 ")
        assert answer == {"group": {"id": global_id("Group", group), "name": "Kiosk 2"}, "errors": []}
        assert heard.events == [
            members_changed(admin.organization_id, ChangeKind.MANY, None),
            invitations_changed(admin.organization_id, ChangeKind.MANY, None),
        ]
        listed = (await api.ask(CURRENT_USERS, token, filter={"search": member.email}))["edges"][0]["node"]
        assert listed["groups"] == [answer["group"]]
        (entry,) = await audit_of(group)
        assert (entry["action"], entry["changes"]) == ("group.updated", {"name": ["Kiosk", "Kiosk 2"]})

    async def test_the_letter_case_of_a_name_can_be_changed(self, api: Api) -> None:
        admin = await make_admin()
        group = await make_group(admin.organization_id, "kiosk")
        answer = await api.change(UPDATE_GROUP, await token_of(admin), groupId=global_id("Group", group), name="KIOSK")
        assert (answer["errors"], answer["group"]["name"]) == ([], "KIOSK")

    @pytest.mark.parametrize("name", ["Kiosk", "Kiosk; Lobby"], ids=["a good name", "one that no new group could have"])
    async def test_the_same_name_again_changes_nothing(self, api: Api, name: str) -> None:
        admin = await make_admin()
        group = await make_group(admin.organization_id, name)
        with hear() as heard:
            answer = await api.change(UPDATE_GROUP, await token_of(admin), groupId=global_id("Group", group), name=name)
        assert (answer["errors"], answer["group"]["name"]) == ([], name)
        assert (heard.events, await audit_of(group)) == ([], [])


class TestRefusals:
    @pytest.mark.parametrize("operation", [CREATE_GROUP, UPDATE_GROUP], ids=["making", "renaming"])
    @pytest.mark.parametrize(
        ("name", "code"),
        [
            ("", "REQUIRED"),
            ("x" * 101, "TOO_LONG"),
            ("North; South", "INVALID_NAME"),
            ("North|South", "INVALID_NAME"),
            ("North\nSouth", "INVALID_NAME"),
            ("TAKEN", "CONFLICT"),
        ],
    )
    async def test_a_name_that_a_group_cannot_have(self, api: Api, operation: str, name: str, code: str) -> None:
        admin = await make_admin()
        await make_group(admin.organization_id, "Taken")
        group = await make_group(admin.organization_id, "Kiosk")
        whose = {"groupId": global_id("Group", group)} if operation is UPDATE_GROUP else {}
        answer = await api.change(operation, await token_of(admin), name=name, **whose)
        (error,) = answer["errors"]
        assert (error["code"], error["path"], answer["group"]) == (code, ["name"], None)
        assert (await Group.get(id=group)).name == "Kiosk"

    async def test_a_group_of_another_organization_does_not_exist(self, api: Api) -> None:
        admin, stranger = await make_admin(), await make_admin()
        asked = [global_id("Group", await make_group(stranger.organization_id)), global_id("Member", admin.user_id)]
        for each in asked:
            (error,) = (await api.change(UPDATE_GROUP, await token_of(admin), groupId=each, name="Mine"))["errors"]
            assert (error["code"], error["path"]) == ("NOT_FOUND", ["groupId"])

    async def test_a_group_admin_may_not_rename_their_own(self, api: Api) -> None:
        admin = await make_admin()
        group = await make_group(admin.organization_id)
        token = await token_of(await make_member(admin.organization_id, Role.GROUP_ADMIN, [group]))
        answer = await api.change(UPDATE_GROUP, token, groupId=global_id("Group", group), name="Mine")
        assert codes(answer) == ["NOT_PERMITTED"]
