"""Deleting a device group: refused while it is in use, or everybody who is in it is moved."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from app import group_deletion
from app.bulk_invites.actions import Upload, create_bulk_invite, send_bulk_invite
from app.bulk_invites.review.defaults import Defaults
from app.bulk_invites.uploaded_file import BytesContent
from app.database.sql import rows, value
from app.errors import GroupBusy
from app.group_deletion import delete_group
from app.groups import moves
from app.invitations.accept import Proof, accept
from app.invitations.invite import invite
from app.invitations.resend import resend
from app.organizations.actor import Actor
from app.organizations.roles import Role
from app.pubsub.events import ChangeKind, invitations_changed, members_changed
from tests.support.audit_entries import audit_of
from tests.support.bulk_uploads import invitations_of, lines, validated, verdicts, work
from tests.support.factories import (
    PASSWORD,
    global_id,
    lapse,
    make_admin,
    make_group,
    make_invitation,
    make_member,
    token_of,
)
from tests.support.graphql_client import Api, codes, nodes
from tests.support.graphql_operations import DELETE_GROUP, GROUPS
from tests.support.published_events import hear
from tests.support.row_locks import LockQueue


async def delete(api: Api, actor: Actor, group_id: UUID, to: UUID | None = None) -> dict[str, Any]:
    target = {"moveToGroupId": global_id("Group", to)} if to else {}
    return await api.change(DELETE_GROUP, await token_of(actor), groupId=global_id("Group", group_id), **target)


async def names(api: Api, actor: Actor) -> list[str]:
    return [each["name"] for each in nodes(await api.ask(GROUPS, await token_of(actor)))]


async def groups_of(table: str, row_id: UUID) -> list[UUID]:
    found: list[UUID] = await value(f"SELECT group_ids FROM {table} WHERE id = $1", row_id)
    return found


async def uploaded(actor: Actor, group_id: UUID) -> UUID:
    """A file of one person who names no group, and so gets this one."""
    given = Upload(
        BytesContent(lines(["ada@example.com,Analyst,"]).encode()), True, defaults=Defaults(None, (group_id,))
    )
    return await create_bulk_invite(actor, given, is_reviewed=True)


class TestAnUnusedGroup:
    async def test_is_deleted_and_both_lists_are_told(self, api: Api) -> None:
        admin = await make_admin()
        kiosk, lobby = [await make_group(admin.organization_id, name) for name in ("Kiosk", "Lobby")]
        await make_member(admin.organization_id, Role.ANALYST, [lobby])
        with hear() as heard:
            answer = await delete(api, admin, kiosk)
        assert answer == {"deletedGroupId": global_id("Group", kiosk), "movedToGroup": None, "errors": []}
        assert await names(api, admin) == ["Lobby"]
        assert heard.events == [
            members_changed(admin.organization_id, ChangeKind.MANY, None),
            invitations_changed(admin.organization_id, ChangeKind.MANY, None),
        ]
        (entry,) = await audit_of(kiosk)
        assert (entry["action"], entry["changes"]) == ("group.deleted", {"name": ["Kiosk", None]})

    async def test_leaves_its_name_to_a_new_one(self, api: Api) -> None:
        admin = await make_admin()
        await delete(api, admin, await make_group(admin.organization_id, "Kiosk"))
        await make_group(admin.organization_id, "Kiosk")

    async def test_is_one_whose_invitations_are_over(self, api: Api) -> None:
        admin = await make_admin()
        kiosk = await make_group(admin.organization_id)
        over = {
            status: await make_invitation(admin, group_ids=[kiosk]) for status in ("revoked", "declined", "expired")
        }
        for status, invitation_id in over.items():
            await rows("UPDATE invitations SET status = $2 WHERE id = $1", invitation_id, status)
        await lapse(lapsed := await make_invitation(admin, group_ids=[kiosk]))
        assert codes(await delete(api, admin, kiosk)) == []
        for invitation_id in (over["expired"], lapsed):
            assert codes_of_resend(await resend(admin, [invitation_id])) == []
            assert await groups_of("invitations", invitation_id) == []


def codes_of_resend(result: Any) -> list[str]:
    return [refusal.code for refusal in result.refusals]


class TestAGroupInUse:
    async def test_is_not_deleted_and_the_sentence_says_by_whom_it_is_used(self, api: Api) -> None:
        admin = await make_admin()
        kiosk = await make_group(admin.organization_id, "Kiosk")
        await uploaded(admin, kiosk)
        await work()
        (error,) = (await delete(api, admin, kiosk))["errors"]
        used = "This group is in use by {}. Choose a group to move them to."
        assert (error["code"], error["path"]) == ("CONFLICT", None)
        assert error["message"] == used.format("1 file under review")
        for _ in range(2):
            await make_invitation(admin, group_ids=[kiosk])
        (error,) = (await delete(api, admin, kiosk))["errors"]
        assert error["message"] == used.format("2 pending invitations and 1 file under review")
        await make_member(admin.organization_id, Role.ANALYST, [kiosk])
        (error,) = (await delete(api, admin, kiosk))["errors"]
        assert error["message"] == used.format("1 member, 2 pending invitations and 1 file under review")
        assert await names(api, admin) == ["Kiosk"]
        assert await audit_of(kiosk) == []

    async def test_is_deleted_once_everybody_is_moved(self, api: Api) -> None:
        admin = await make_admin()
        kiosk, lobby, other = [await make_group(admin.organization_id, name) for name in ("Kiosk", "Lobby", "Other")]
        member = await make_member(admin.organization_id, Role.ANALYST, [kiosk, other])
        of_both = await make_member(admin.organization_id, Role.ANALYST, [lobby, kiosk])
        of_other = await make_member(admin.organization_id, Role.ANALYST, [other])
        pending, revoked = [await make_invitation(admin, group_ids=[kiosk]) for _ in range(2)]
        await rows("UPDATE invitations SET status = 'revoked' WHERE id = $1", revoked)
        answer = await delete(api, admin, kiosk, lobby)
        assert answer["errors"] == []
        assert answer["movedToGroup"] == {
            "id": global_id("Group", lobby),
            "name": "Lobby",
            "memberCount": 2,
            "pendingInvitationCount": 1,
        }
        assert await groups_of("memberships", member.membership_id) == [lobby, other]
        assert await groups_of("memberships", of_both.membership_id) == [lobby]
        assert await groups_of("memberships", of_other.membership_id) == [other]
        assert await groups_of("invitations", pending) == [lobby]
        assert await groups_of("invitations", revoked) == [kiosk]
        (entry,) = await audit_of(kiosk)
        assert entry["changes"] == {
            "name": ["Kiosk", None],
            "moved_to": [None, "Lobby"],
            "members": 2,
            "invitations": 1,
        }

    async def test_of_another_organization_keeps_its_people(self, api: Api) -> None:
        admin, stranger = await make_admin(), await make_admin()
        kiosk, lobby = [await make_group(admin.organization_id) for _ in range(2)]
        # Nothing keeps the ids of two organizations apart but each statement's own condition.
        foreign = await make_member(stranger.organization_id, Role.ANALYST, [kiosk])
        assert codes(await delete(api, admin, kiosk, lobby)) == []
        assert await groups_of("memberships", foreign.membership_id) == [kiosk]

    async def test_moves_in_as_many_statements_as_it_takes(self, api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(moves, "ROWS_AT_ONCE", 2)
        admin = await make_admin()
        kiosk, lobby = [await make_group(admin.organization_id) for _ in range(2)]
        for _ in range(5):
            await make_member(admin.organization_id, Role.ANALYST, [kiosk])
        answer = await delete(api, admin, kiosk, lobby)
        assert answer["movedToGroup"]["memberCount"] == 5

    async def test_of_a_file_under_review_hands_its_people_on(self, api: Api) -> None:
        admin = await make_admin()
        kiosk, lobby = [await make_group(admin.organization_id) for _ in range(2)]
        bulk_invite_id = await uploaded(admin, kiosk)
        await work()
        assert codes(await delete(api, admin, kiosk, lobby)) == []
        await send_bulk_invite(admin, bulk_invite_id)
        await work()
        assert [each["group_ids"] for each in await invitations_of(bulk_invite_id)] == [[lobby]]

    async def test_stays_while_a_file_is_inviting_people_into_it_by_default(self, api: Api) -> None:
        admin = await make_admin()
        kiosk, lobby = [await make_group(admin.organization_id, name) for name in ("Kiosk", "Lobby")]
        bulk_invite_id = await uploaded(admin, kiosk)
        await work()
        await send_bulk_invite(admin, bulk_invite_id)
        (error,) = (await delete(api, admin, kiosk, lobby))["errors"]
        assert error["code"] == "CONFLICT"
        assert "Try again in a moment." in error["message"]
        assert await names(api, admin) == ["Kiosk", "Lobby"]

    async def test_named_by_rows_that_are_still_to_be_sent_leaves_them_out_with_the_reason(self, api: Api) -> None:
        admin = await make_admin()
        kiosk = await make_group(admin.organization_id, "Kiosk")
        bulk_invite_id = await validated(admin, lines(["ada@example.com,Analyst,Kiosk", "bob@example.com,Analyst,"]))
        assert codes(await delete(api, admin, kiosk)) == []
        await send_bulk_invite(admin, bulk_invite_id)
        await work()
        assert await verdicts(bulk_invite_id) == [(2, "skipped", ["UNKNOWN_GROUP"]), (3, "invited", [])]


class TestAGroupAdmin:
    """Decided: a Group Admin moves like everybody else, and so goes on managing the same people."""

    async def test_whose_last_group_is_deleted_manages_those_who_moved_along(self, api: Api) -> None:
        admin = await make_admin()
        kiosk, lobby = [await make_group(admin.organization_id) for _ in range(2)]
        group_admin = await make_member(admin.organization_id, Role.GROUP_ADMIN, [kiosk])
        invitation_id = await invite(group_admin, "ada@example.com", Role.ANALYST, [kiosk])
        assert codes(await delete(api, admin, kiosk)) == ["CONFLICT"]
        assert codes(await delete(api, admin, kiosk, lobby)) == []
        assert await groups_of("memberships", group_admin.membership_id) == [lobby]
        await accept(None, Proof(invitation_id, 1), "Ada", PASSWORD)
        assert codes_of_resend(await resend(group_admin, [await make_invitation(admin, group_ids=[lobby])])) == []

    async def test_may_not_delete_a_group(self, api: Api) -> None:
        admin = await make_admin()
        kiosk, lobby = [await make_group(admin.organization_id) for _ in range(2)]
        group_admin = await make_member(admin.organization_id, Role.GROUP_ADMIN, [kiosk, lobby])
        assert codes(await delete(api, group_admin, kiosk, lobby)) == ["NOT_PERMITTED"]


class TestWhatDoesNotExist:
    async def test_is_not_deleted_and_nothing_is_moved_there(self, api: Api) -> None:
        admin, stranger = await make_admin(), await make_admin()
        own, foreign = await make_group(admin.organization_id), await make_group(stranger.organization_id)
        asked: list[tuple[UUID, UUID | None, str]] = [
            (foreign, None, "groupId"),
            (uuid4(), own, "groupId"),
            (own, foreign, "moveToGroupId"),
            (own, own, "moveToGroupId"),
        ]
        for group_id, to, field in asked:
            (error,) = (await delete(api, admin, group_id, to))["errors"]
            assert (error["code"], error["path"]) == ("NOT_FOUND", [field])
        token = await token_of(admin)
        answer = await api.change(DELETE_GROUP, token, groupId=global_id("Group", own), moveToGroupId="")
        assert codes(answer) == ["NOT_FOUND"]


class TestAtTheSameTime:
    async def test_who_is_invited_meanwhile_is_counted(self, lock_queue: LockQueue) -> None:
        """The invite holds the group when it has seen it; here somebody else's, whose end both wait for."""
        admin = await make_admin()
        kiosk = await make_group(admin.organization_id)
        await lock_queue.lock("SELECT FROM groups WHERE id = $1 FOR UPDATE", kiosk)
        await lock_queue.joined_by(invite(admin, "ada@example.com", Role.ANALYST, [kiosk]))
        await lock_queue.joined_by(delete_group(admin, kiosk))
        results = await lock_queue.let_go()
        is_there = bool(await value("SELECT count(*) FROM groups"))
        is_invited = bool(await value("SELECT count(*) FROM invitations WHERE $1 = ANY(group_ids)", kiosk))
        assert is_there is is_invited
        assert sorted(type(each).__name__ for each in results) in (["GroupInUse", "UUID"], ["NoneType", "UnknownGroup"])

    @pytest.mark.parametrize("table", ["memberships", "invitations"])
    async def test_it_waits_for_nobody_while_it_holds_the_group(
        self, lock_queue: LockQueue, monkeypatch: pytest.MonkeyPatch, table: str
    ) -> None:
        monkeypatch.setattr(group_deletion, "PAUSE_SECONDS", 0.0)
        admin = await make_admin()
        kiosk, lobby = [await make_group(admin.organization_id) for _ in range(2)]
        member = await make_member(admin.organization_id, Role.ANALYST, [kiosk])
        held = {"memberships": member.membership_id, "invitations": await make_invitation(admin, group_ids=[kiosk])}
        await lock_queue.lock(f"SELECT FROM {table} WHERE id = $1 FOR UPDATE", held[table])
        with pytest.raises(GroupBusy):
            await delete_group(admin, kiosk, lobby)
        assert await lock_queue.may_lock("SELECT FROM groups WHERE id = $1 FOR UPDATE", kiosk)
        await lock_queue.let_go()
        await delete_group(admin, kiosk, lobby)
        assert await groups_of(table, held[table]) == [lobby]

    async def test_who_accepts_meanwhile_is_moved(self, lock_queue: LockQueue) -> None:
        admin = await make_admin()
        kiosk, lobby = [await make_group(admin.organization_id) for _ in range(2)]
        invitation_id = await make_invitation(admin, "ada@example.com", group_ids=[kiosk])
        await lock_queue.lock("SELECT FROM deliveries WHERE subject_id = $1 FOR UPDATE", invitation_id)
        await lock_queue.joined_by(accept(None, Proof(invitation_id, 1), "Ada", PASSWORD))
        with pytest.raises(GroupBusy):
            await delete_group(admin, kiosk, lobby)
        await lock_queue.let_go()
        await delete_group(admin, kiosk, lobby)
        joined = await value("SELECT id FROM memberships WHERE id <> $1", admin.membership_id)
        assert await groups_of("memberships", joined) == [lobby]
