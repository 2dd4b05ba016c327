"""The audit as people read it: `auditEntries`."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.bulk_invites.actions import Upload, cancel_bulk_invite, create_bulk_invite, send_bulk_invite
from app.bulk_invites.uploaded_file import BytesContent
from app.database.sql import rows, value
from app.groups.actions import create_group
from app.invitations.revoke import revoke
from app.members.actions import remove_member, update_member_groups, update_member_role
from app.organizations.actor import Actor
from app.organizations.roles import Role
from tests.support.bulk_uploads import lines, work
from tests.support.executed_statements import ExecutedStatements
from tests.support.factories import (
    global_id,
    make_admin,
    make_group,
    make_invitation,
    make_member,
    token_of,
)
from tests.support.graphql_client import Api, ApiError, nodes

ENTRIES = """
query ($filter: AuditFilter, $first: Int, $after: String, $last: Int, $before: String) {
  auditEntries(filter: $filter, first: $first, after: $after, last: $last, before: $before) {
    edges {
      cursor
      node { id at action actorName actorId subjectName subjectEmail subjectId text changes { field from to } }
    }
    pageInfo { hasNextPage endCursor startCursor }
    totalCount totalCountIsExact
  }
}
"""


async def entries(api: Api, reader: Actor, **variables: Any) -> list[dict[str, Any]]:
    return nodes(await api.ask(ENTRIES, await token_of(reader), **variables))


async def texts(api: Api, reader: Actor, **filters: Any) -> list[str]:
    return [each["text"] for each in await entries(api, reader, filter=filters)]


async def invite_from_file(admin: Actor, people: list[str], chunk_rows: int = 4_000) -> None:
    upload = Upload(BytesContent(lines(people).encode()), is_csv=True, filename="people.csv")
    bulk_invite_id = await create_bulk_invite(admin, upload, is_reviewed=True)
    await work()
    await send_bulk_invite(admin, bulk_invite_id)
    await work(chunk_rows=chunk_rows)


class TestReading:
    async def test_a_changed_role_says_who_what_whom_from_and_to(self, api: Api) -> None:
        admin = await make_admin()
        ada = await make_member(admin.organization_id, Role.ANALYST, email="ada@example.com", name="Ada Lovelace")
        await update_member_role(admin, ada.membership_id, Role.GROUP_ADMIN)
        (entry,) = await entries(api, admin)
        assert datetime.fromisoformat(entry.pop("at")).tzinfo is not None
        assert entry.pop("id")
        assert entry == {
            "action": "member.role_changed",
            "actorName": "Grace Hopper",
            "actorId": global_id("User", admin.user_id),
            "subjectName": "Ada Lovelace",
            "subjectEmail": "ada@example.com",
            "subjectId": global_id("Member", ada.membership_id),
            "text": "The role of Ada Lovelace was changed from Analyst to Group Admin",
            "changes": [{"field": "role", "from": "Analyst", "to": "Group Admin"}],
        }

    async def test_newest_first_and_page_by_page_in_both_directions(self, api: Api) -> None:
        admin = await make_admin()
        for number in range(5):
            await make_invitation(admin, f"{number}@example.com")
        token = await token_of(admin)
        first = await api.ask(ENTRIES, token, first=2)
        assert [each["subjectName"] for each in nodes(first)] == ["4@example.com", "3@example.com"]
        assert (first["totalCount"], first["totalCountIsExact"]) == (5, True)
        second = await api.ask(ENTRIES, token, first=2, after=first["pageInfo"]["endCursor"])
        assert [each["subjectName"] for each in nodes(second)] == ["2@example.com", "1@example.com"]
        back = await api.ask(ENTRIES, token, last=2, before=second["pageInfo"]["startCursor"])
        assert nodes(back) == nodes(first)

    async def test_a_removed_person_stays_readable(self, api: Api) -> None:
        admin = await make_admin()
        ada = await make_member(admin.organization_id, Role.ANALYST, email="ada@example.com", name="Ada Lovelace")
        await update_member_role(admin, ada.membership_id, Role.REMOTE)
        await remove_member(admin, ada.membership_id)
        await rows("DELETE FROM users WHERE id = $1", ada.user_id)
        removed, changed = await entries(api, admin)
        assert (changed["subjectName"], changed["subjectEmail"]) == ("Ada Lovelace", "ada@example.com")
        assert removed["subjectEmail"] == "ada@example.com"
        assert {"field": "role", "from": "Remote", "to": None} in removed["changes"]

    async def test_a_deleted_or_renamed_group_keeps_the_name_that_it_had(self, api: Api) -> None:
        admin = await make_admin()
        paris = await create_group(admin, "Paris")
        ada = await make_member(admin.organization_id, Role.ANALYST)
        await update_member_groups(admin, ada.membership_id, [paris])
        await rows("UPDATE groups SET name = 'Lutetia' WHERE id = $1", paris)
        assert (await entries(api, admin))[0]["changes"] == [{"field": "groups", "from": None, "to": "Paris"}]
        await rows("DELETE FROM groups WHERE id = $1", paris)
        assert (await entries(api, admin))[0]["changes"] == [{"field": "groups", "from": None, "to": "Paris"}]

    async def test_entries_from_before_words_were_kept_are_said_with_what_is_known(
        self, api: Api, executed: ExecutedStatements
    ) -> None:
        admin = await make_admin()
        paris = await create_group(admin, "Paris")
        rome = await make_group(admin.organization_id, "Rome")
        ada = await make_member(admin.organization_id, Role.ANALYST, email="ada@example.com", name="Ada Lovelace")
        eve = await make_member(admin.organization_id, Role.ANALYST, email="eve@example.com")
        await make_invitation(admin, "bob@example.com")
        await update_member_groups(admin, ada.membership_id, [paris, rome])
        await remove_member(admin, eve.membership_id)
        await rows("UPDATE audit_entries SET subject_name = NULL, subject_email = NULL, groups = NULL")
        await rows("DELETE FROM groups WHERE id = $1", paris)
        token = await token_of(admin)
        executed.clear()
        found = nodes(await api.ask(ENTRIES, token))
        assert [each["subjectName"] for each in found] == [
            "eve@example.com",
            "Ada Lovelace",
            "bob@example.com",
            "Paris",
        ]
        assert found[1]["changes"] == [{"field": "groups", "from": None, "to": "Paris, Rome"}]
        assert len(executed.matching("FROM invitations|FROM groups g")) == 2
        assert await texts(api, admin, search="lovelace") == [
            "The groups of Ada Lovelace were changed from none to Paris, Rome"
        ]

    async def test_an_action_of_another_version_is_said_with_its_own_words(self, api: Api) -> None:
        admin = await make_admin()
        await make_invitation(admin, "ada@example.com")
        await rows("UPDATE audit_entries SET action = 'invitation.held_back', changes = '{\"until\": [null, {}]}'")
        (entry,) = await entries(api, admin)
        assert entry["text"] == "Invitation held back: ada@example.com"
        assert entry["changes"] == [{"field": "until", "from": None, "to": "{}"}]

    async def test_an_entry_is_found_again_by_its_id(self, api: Api) -> None:
        admin = await make_admin()
        await make_invitation(admin, "ada@example.com")
        (entry,) = await entries(api, admin)
        query = "query ($id: ID!) { node(id: $id) { ... on AuditEntry { text } } }"
        found = await api.ask(query, await token_of(admin), id=entry["id"])
        assert found == {"text": "ada@example.com was invited as Analyst"}
        for other in (await make_member(admin.organization_id, Role.REMOTE), await make_admin()):
            assert await api.ask(query, await token_of(other), id=entry["id"]) is None


class TestBulkActs:
    async def test_a_file_is_one_entry_whatever_its_chunks(self, api: Api) -> None:
        admin = await make_admin()
        await invite_from_file(admin, [f"{number}@example.com,Analyst," for number in range(7)], chunk_rows=2)
        assert await value("SELECT count(*) FROM audit_entries WHERE action = 'bulk_invite.rows_invited'") == 4
        invited = await entries(api, admin, filter={"actions": ["bulk_invite.rows_invited"]})
        assert [(each["text"], each["subjectName"]) for each in invited] == [
            ("7 people were invited from people.csv", "people.csv")
        ]
        assert {"field": "lines", "from": None, "to": "2 to 8"} in invited[0]["changes"]
        assert (await texts(api, admin))[1:] == [
            "Inviting the people in people.csv began",
            "people.csv was uploaded",
        ]

    async def test_a_later_revocation_is_an_entry_of_its_own(self, api: Api) -> None:
        admin = await make_admin()
        await invite_from_file(admin, [f"{number}@example.com,Analyst," for number in range(3)])
        bulk_invite_id = await value("SELECT id FROM bulk_invites")
        await cancel_bulk_invite(admin, bulk_invite_id, revoke_pending=True)
        await rows(
            """
            UPDATE audit_entries SET created_at = created_at - interval '2 days'
             WHERE action = 'bulk_invite.invitations_revoked'
            """
        )
        await rows("UPDATE invitations SET status = 'pending' WHERE email_key = '1@example.com'")
        await cancel_bulk_invite(admin, bulk_invite_id, revoke_pending=True)
        assert await texts(api, admin, actions=["bulk_invite.invitations_revoked"]) == [
            "The invitations of 1 person from people.csv were revoked",
            "The invitations of 3 people from people.csv were revoked",
        ]


class TestFilters:
    async def test_by_action_actor_words_and_time(self, api: Api) -> None:
        admin = await make_admin()
        other = await make_member(admin.organization_id, name="Bilal Bauer", email="bilal@example.com")
        ada = await make_invitation(admin, "ada@example.com")
        await make_invitation(other, "eve@example.com")
        await revoke(admin, [ada])
        both = ["The invitation of ada@example.com was revoked", "ada@example.com was invited as Analyst"]
        eve = "eve@example.com was invited as Analyst"
        assert await texts(api, admin, actions=["invitation.revoked"]) == both[:1]
        assert await texts(api, admin, actions=["no such", "invitation.\0revoked"]) == []
        assert await texts(api, admin, actorIds=[global_id("User", admin.user_id)]) == both
        assert await texts(api, admin, actorIds=[global_id("Member", other.membership_id)]) == [eve]
        assert await texts(api, admin, actorIds=["nonsense"]) == []
        assert await texts(api, admin, search="bauer BILAL eve") == [eve]
        assert await texts(api, admin, search="ada@") == both
        assert await texts(api, admin, search="100%") == []
        now = datetime.now(UTC)
        assert await texts(api, admin, until=(now - timedelta(hours=1)).isoformat()) == []
        assert len(await texts(api, admin, since=(now - timedelta(hours=1)).isoformat())) == 3

    @pytest.mark.parametrize(
        "filters",
        [
            {"search": "x" * 255},
            {"actions": ["invitation.created"] * 501},
            {"actorIds": ["x"] * 501},
            {"since": "yesterday"},
            {"since": "0001-01-01T00:00:00+14:00"},
            {"until": "9999-12-31T23:59:59-14:00"},
        ],
        ids=str,
    )
    async def test_what_is_too_long_or_no_time_is_refused(self, api: Api, filters: dict[str, Any]) -> None:
        with pytest.raises(ApiError) as refusal:
            await entries(api, await make_admin(), filter=filters)
        assert refusal.value.code == "BAD_USER_INPUT"

    async def test_the_first_and_the_last_time_are_times(self, api: Api) -> None:
        admin = await make_admin()
        await make_invitation(admin)
        bounds = {"since": "0001-01-01T00:00:00Z", "until": "9999-12-31T23:59:59Z"}
        assert len(await texts(api, admin, **bounds)) == 1
