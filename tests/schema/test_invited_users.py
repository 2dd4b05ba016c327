"""The Invited Users list: what is on it, and that pages neither skip nor repeat."""

import base64
import json
from typing import Any
from uuid import UUID

import pytest

from app.database.sql import rows
from app.invitations.revoke import revoke
from app.organizations.actor import Actor
from app.organizations.roles import Role
from schema.api.invitations.lists import InvitationOrderField
from tests.support.factories import (
    global_id,
    lapse,
    make_admin,
    make_group,
    make_invitation,
    make_member,
    make_organization,
    token_of,
)
from tests.support.graphql_client import Api, ApiError, nodes
from tests.support.graphql_operations import INVITED_USERS

ORDERS = [{"field": field, "direction": way} for field in InvitationOrderField.__members__ for way in ("ASC", "DESC")]
COUNTED = "pending expired declined revoked accepted bounced blocked"
EMAILS = ["b@x.example", "B+1@x.example", "a@x.example", "ä@x.example", "用户@x.example", "z@x.example", "_@x.example"]


def emails(connection: dict[str, Any]) -> set[str]:
    return {each["email"] for each in nodes(connection)}


async def make_list(admin: Actor) -> None:
    """Invitations of which many share a role, and some the moment they were made or end; some never end."""
    for number, email in enumerate(EMAILS):
        await make_invitation(admin, email, [Role.ANALYST, Role.REMOTE][number % 2])
    await rows("UPDATE invitations SET created_at = date_trunc('hour', now()) WHERE role = 'analyst'")
    await rows("UPDATE invitations SET expires_at = date_trunc('hour', now()) + interval '9 h' WHERE email LIKE 'b%'")
    await rows("UPDATE invitations SET expires_at = now() + interval '1 h' WHERE email LIKE 'B%'")


class TestPages:
    @pytest.mark.parametrize("order", ORDERS, ids=lambda order: f"{order['field']} {order['direction']}")
    async def test_forward_and_backward_meet_every_row_once_in_the_same_order(
        self, api: Api, order: dict[str, str]
    ) -> None:
        admin = await make_admin()
        await make_list(admin)
        token = await token_of(admin)
        whole = [each["id"] for each in nodes(await api.ask(INVITED_USERS, token, orderBy=order, first=50))]
        assert len(set(whole)) == len(EMAILS)
        for size in (1, 2, 3):
            met: list[str] = []
            after = None
            while True:
                page = await api.ask(INVITED_USERS, token, orderBy=order, first=size, after=after)
                met += [each["id"] for each in nodes(page)]
                assert page["totalCount"] == len(EMAILS)
                assert page["pageInfo"]["hasPreviousPage"] == (after is not None)
                after = page["pageInfo"]["endCursor"]
                if not page["pageInfo"]["hasNextPage"]:
                    break
            assert met == whole
            met, before = [], None
            while True:
                page = await api.ask(INVITED_USERS, token, orderBy=order, last=size, before=before)
                met = [each["id"] for each in nodes(page)] + met
                before = page["pageInfo"]["startCursor"]
                if not page["pageInfo"]["hasPreviousPage"]:
                    break
            assert met == whole

    async def test_newest_first_unless_ordered(self, api: Api) -> None:
        admin = await make_admin()
        made = [await make_invitation(admin) for _ in range(3)]
        listed = nodes(await api.ask(INVITED_USERS, await token_of(admin)))
        assert [each["id"] for each in listed] == [global_id("Invitation", each) for each in reversed(made)]

    async def test_a_row_that_goes_or_comes_moves_no_other(self, api: Api) -> None:
        admin = await make_admin()
        await make_list(admin)
        token = await token_of(admin)
        order = {"field": "EMAIL", "direction": "ASC"}
        whole = [each["email"] for each in nodes(await api.ask(INVITED_USERS, token, orderBy=order))]
        page = await api.ask(INVITED_USERS, token, orderBy=order, first=3)
        await revoke(admin, [UUID(base64.b64decode(nodes(page)[2]["id"]).decode().partition(":")[2])])
        await make_invitation(admin, "!@x.example")
        rest = await api.ask(INVITED_USERS, token, orderBy=order, after=page["pageInfo"]["endCursor"])
        assert [each["email"] for each in nodes(rest)] == whole[3:]

    async def test_an_empty_list_is_a_page_without_cursors(self, api: Api) -> None:
        answer = await api.ask(INVITED_USERS, await token_of(await make_admin()))
        assert answer == {
            "edges": [],
            "pageInfo": {"hasNextPage": False, "hasPreviousPage": False, "startCursor": None, "endCursor": None},
            "totalCount": 0,
        }

    async def test_a_cursor_of_another_order_is_refused(self, api: Api) -> None:
        admin = await make_admin()
        await make_list(admin)
        token = await token_of(admin)
        cursors = [
            (await api.ask(INVITED_USERS, token, orderBy=order, first=1))["pageInfo"]["endCursor"] for order in ORDERS
        ]
        for order in ORDERS:
            for other, cursor in zip(ORDERS, cursors, strict=True):
                if other != order:
                    with pytest.raises(ApiError) as raised:
                        await api.ask(INVITED_USERS, token, orderBy=order, after=cursor)
                    assert raised.value.code == "BAD_USER_INPUT"

    async def test_a_cursor_s_row_of_another_organization_shows_nothing_of_it(self, api: Api) -> None:
        rival = await make_admin()
        await make_list(rival)
        page = await api.ask(INVITED_USERS, await token_of(rival), first=1)
        admin = await make_admin()
        await make_invitation(admin, "own@x.example")
        for way in ({"after": page["pageInfo"]["endCursor"]}, {"before": page["pageInfo"]["endCursor"]}):
            found = await api.ask(INVITED_USERS, await token_of(admin), **way)
            assert emails(found) <= {"own@x.example"}

    @pytest.mark.parametrize("column", ["email:asc", "created_at:desc", "role:asc", "expires_at:asc"])
    async def test_a_forged_cursor_is_no_fault_of_ours(self, api: Api, column: str) -> None:
        token = await token_of(await make_admin())
        field, way = column.split(":")
        order = {"field": field.upper(), "direction": way.upper()}
        values: list[Any] = ["'; DROP TABLE users; --", "\0", "infinity", "-infinity", None, 7, [], {}, "2026-02-31"]
        for value in values:
            forged = base64.urlsafe_b64encode(json.dumps([column, value, str(UUID(int=1))]).encode()).decode()
            response = await api.http.post(
                "/graphql",
                json={"query": INVITED_USERS, "variables": {"orderBy": order, "after": forged}},
                headers={"authorization": f"Bearer {token}"},
            )
            refused = [error["extensions"]["code"] for error in response.json().get("errors", [])]
            assert refused in ([], ["BAD_USER_INPUT"]), value


class TestFilter:
    @pytest.mark.parametrize(
        ("chosen", "listed"),
        [
            (None, {"pending"}),
            ({}, {"pending"}),
            ({"statuses": ["PENDING"]}, {"pending"}),
            ({"statuses": ["ACCEPTED", "REVOKED"]}, {"accepted", "revoked"}),
            ({"statuses": ["EXPIRED"]}, {"expired", "lapsed"}),
            ({"statuses": ["DECLINED"]}, {"declined"}),
            ({"statuses": []}, {"pending", "lapsed", "expired", "accepted", "declined", "revoked"}),
            ({"statuses": None}, {"pending", "lapsed", "expired", "accepted", "declined", "revoked"}),
        ],
    )
    async def test_statuses_are_pending_ones_by_default_and_all_where_empty(
        self, api: Api, chosen: dict[str, Any] | None, listed: set[str]
    ) -> None:
        admin = await make_admin()
        for status in ("pending", "lapsed", "expired", "accepted", "declined", "revoked"):
            invitation_id = await make_invitation(admin, f"{status}@x.example")
            if status == "lapsed":
                await lapse(invitation_id)
            else:
                await rows("UPDATE invitations SET status = $2 WHERE id = $1", invitation_id, status)
        answer = await api.ask(INVITED_USERS, await token_of(admin), filter=chosen)
        assert emails(answer) == {f"{status}@x.example" for status in listed}
        assert answer["totalCount"] == len(listed)
        assert all(each["status"] == "EXPIRED" for each in nodes(answer) if each["email"] == "lapsed@x.example")

    @pytest.mark.parametrize(
        ("search", "found"),
        [
            ("ADA", {"ada@x.example"}),
            ("  x.example ", {"ada@x.example", "jörg@x.example", "100%_\\@x.example"}),
            ("JÖRG", {"jörg@x.example"}),
            ("example jorg", {"jörg@x.example"}),
            ("ådä", {"ada@x.example"}),
            ("%", {"100%_\\@x.example"}),
            ("_", {"100%_\\@x.example"}),
            ("\\", {"100%_\\@x.example"}),
            ("a%a", set()),
            ("nobody", set()),
            ("\0", {"ada@x.example", "jörg@x.example", "100%_\\@x.example"}),
            ("x" * 254, set()),
            ("", {"ada@x.example", "jörg@x.example", "100%_\\@x.example"}),
        ],
    )
    async def test_search_is_for_words_in_any_case_and_knows_no_wildcards(
        self, api: Api, search: str, found: set[str]
    ) -> None:
        admin = await make_admin()
        await make_invitation(admin, "ada@x.example")
        await make_invitation(admin, "jörg@x.example")
        odd = await make_invitation(admin, "odd@x.example")
        await rows("UPDATE invitations SET email = $2 WHERE id = $1", odd, "100%_\\@x.example")
        assert emails(await api.ask(INVITED_USERS, await token_of(admin), filter={"search": search})) == found

    async def test_roles_groups_and_delivery_states(self, api: Api) -> None:
        admin = await make_admin()
        group, other = [await make_group(admin.organization_id) for _ in range(2)]
        await make_invitation(admin, "analyst@x.example", Role.ANALYST, [group])
        remote = await make_invitation(admin, "remote@x.example", Role.REMOTE, [other])
        await rows("UPDATE deliveries SET status = 'failed' WHERE subject_id = $1", remote)
        foreign = await make_group(await make_organization())
        token = await token_of(admin)
        for chosen, expected in (
            ({"roles": ["ANALYST"]}, {"analyst@x.example"}),
            ({"roles": []}, {"analyst@x.example", "remote@x.example"}),
            ({"groupIds": [global_id("Group", group)]}, {"analyst@x.example"}),
            (
                {"groupIds": [global_id("Group", group), global_id("Group", other)]},
                {"analyst@x.example", "remote@x.example"},
            ),
            ({"groupIds": [global_id("Group", foreign)]}, set()),
            ({"groupIds": [global_id("Member", group)]}, set()),
            ({"deliveries": ["FAILED"]}, {"remote@x.example"}),
            ({"deliveries": ["QUEUED", "SENT"]}, {"analyst@x.example"}),
            ({"roles": ["REMOTE"], "deliveries": ["QUEUED"]}, set()),
            ({"bulkInviteId": global_id("BulkInvite", group)}, set()),
            ({"bulkInviteId": global_id("Group", group)}, set()),
        ):
            answer = await api.ask(INVITED_USERS, token, filter=chosen)
            assert (emails(answer), answer["totalCount"]) == (expected, len(expected))


class TestSorting:
    async def test_what_never_ends_comes_after_what_does(self, api: Api) -> None:
        admin = await make_admin()
        for email, end in (("never@x.example", None), ("late@x.example", 9), ("soon@x.example", 1)):
            made = await make_invitation(admin, email)
            await rows("UPDATE invitations SET expires_at = now() + make_interval(days => $2) WHERE id = $1", made, end)
        order = {"field": "EXPIRES_AT", "direction": "ASC"}
        listed = [each["email"] for each in nodes(await api.ask(INVITED_USERS, await token_of(admin), orderBy=order))]
        assert listed == ["soon@x.example", "late@x.example", "never@x.example"]


class TestWhoSeesIt:
    @pytest.mark.parametrize("role", list(Role))
    async def test_every_member_and_only_of_the_own_organization(self, api: Api, role: Role) -> None:
        admin = await make_admin()
        await make_invitation(admin, "own@x.example")
        await make_invitation(await make_admin(), "foreign@x.example")
        reader = await make_member(admin.organization_id, role)
        (seen,) = nodes(await api.ask(INVITED_USERS, await token_of(reader)))
        assert seen["email"] == "own@x.example"
        assert seen["viewerCanRevoke"] == (role is Role.ADMIN)

    async def test_nobody_who_is_signed_out(self, api: Api) -> None:
        for token in (None, "ses_unknown", "\t", "ses_" + "x" * 10_000):
            with pytest.raises(ApiError) as raised:
                await api.ask(INVITED_USERS, token)
            assert raised.value.code == "UNAUTHENTICATED"
