"""Emails in the API: operators see all of them, members their organization's."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from app.database.sql import rows
from app.invitations.update_email import update_email
from app.organizations.actor import Actor
from app.organizations.roles import Role
from tests.support.factories import global_id, make_admin, make_group, make_member, token_of
from tests.support.graphql_client import Api, ApiError, nodes
from tests.support.many_deliveries import insert_deliveries, make_failed, make_failure_group
from tests.support.operators import let_operate, make_operator

FIELDS = """
    id kind status recipient recipientDomain organizationName messageId generation attemptCount isPaused
    discardReason invitationId bulkInviteId nextAttemptAt createdAt failureGroup { id replyCode reply }
    attempts { number outcome replyCode reply worker }
"""
LIST = f"""
query ($filter: DeliveryFilter) {{
  operations {{ deliveries(filter: $filter) {{ totalCount edges {{ node {{ {FIELDS} }} }} }} }}
}}
"""
OWN = """
query ($id: ID!) {
  node(id: $id) {
    ... on Organization { deliveries { totalCount edges { node { id recipient failureGroup { id } } } } }
  }
}
"""
NODE = (
    "query ($id: ID!) { node(id: $id) { ... on Delivery { id recipient attempts { outcome worker }"
    " failureGroup { id } } } }"
)

REPLIES = "query ($id: ID!) { node(id: $id) { ... on Delivery { attempts { reply } } } }"


async def operator_token(*, sees_addresses: bool = False) -> str:
    _, token = await make_operator(sees_addresses=sees_addresses)
    return token


async def listed(api: Api, token: str, **filters: Any) -> list[dict[str, Any]]:
    answer = await api(LIST, token, filter=filters)
    return nodes(answer["operations"]["deliveries"])


async def own(api: Api, actor: Actor) -> Any:
    answer = await api.ask(OWN, await token_of(actor), id=global_id("Organization", actor.organization_id))
    return answer["deliveries"]


class TestOperators:
    async def test_see_every_email_with_its_attempts_and_why_it_failed(self, api: Api) -> None:
        group_id = await make_failure_group()
        failed = await make_failed(email="ada@partner.example", group_id=group_id)
        (found,) = await listed(api, await operator_token())
        assert found == {
            "id": global_id("Delivery", failed["id"]),
            "kind": "INVITATION",
            "status": "FAILED",
            "recipient": "a***@partner.example",
            "recipientDomain": "partner.example",
            "organizationName": "Acme Devices",
            "messageId": failed["message_id"],
            "generation": 1,
            "attemptCount": 1,
            "isPaused": False,
            "discardReason": None,
            "invitationId": global_id("Invitation", failed["subject_id"]),
            "bulkInviteId": None,
            "nextAttemptAt": None,
            "createdAt": found["createdAt"],
            "failureGroup": {"id": global_id("FailureGroup", group_id), "replyCode": 550, "reply": "mailbox full"},
            "attempts": [
                {"number": 1, "outcome": "REJECTED", "replyCode": 550, "reply": "mailbox full", "worker": "a worker"}
            ],
        }

    async def test_see_addresses_where_they_may(self, api: Api) -> None:
        await make_failed(email="ada@partner.example")
        (found,) = await listed(api, await operator_token(sees_addresses=True))
        assert found["recipient"] == "ada@partner.example"

    async def test_see_addresses_in_replies_only_where_they_may(self, api: Api) -> None:
        admin = await make_admin()
        failed = await make_failed(admin, "zaphod@partner.example")
        reply = "5.1.1 <zaphod@partner.example>: no user zaphod, ask trillian@partner.example"
        await rows("UPDATE delivery_attempts SET reply = $1", reply)
        (masked,) = await listed(api, await operator_token())
        assert masked["attempts"][0]["reply"] == "5.1.1 … : no user …, ask …"
        assert not {each for each in ("zaphod", "trillian") if each in str(masked)}
        member = await make_member(admin.organization_id, Role.ANALYST)
        await let_operate(member.user_id)
        for session in (await operator_token(sees_addresses=True), await token_of(member)):
            (seen,) = await listed(api, session)
            assert seen["attempts"][0]["reply"] == reply
        seen = await api.ask(REPLIES, await token_of(admin), id=global_id("Delivery", failed["id"]))
        assert seen == {"attempts": [{"reply": reply}]}

    async def test_see_whom_an_email_was_for_once_the_invitation_has_another_address(self, api: Api) -> None:
        admin = await make_admin()
        failed = await make_failed(admin, "zaphod@partner.example")
        await rows("UPDATE delivery_attempts SET reply = '5.1.1 no user zaphod'")
        await update_email(admin, failed["subject_id"], "bob@other.example")
        masked = await listed(api, await operator_token())
        assert [each["recipient"] for each in masked] == ["b***@other.example", "z***@partner.example"]
        assert masked[1]["attempts"][0]["reply"] == "5.1.1 no user …"
        seen = await listed(api, await operator_token(sees_addresses=True))
        assert [each["recipient"] for each in seen] == ["bob@other.example", "zaphod@partner.example"]
        assert [each["recipientDomain"] for each in seen] == ["other.example", "partner.example"]

    async def test_see_no_address_of_what_is_gone_and_kinds_that_are_not_known(self, api: Api) -> None:
        await insert_deliveries(1, "sent")
        (found,) = await listed(api, await operator_token())
        assert (found["kind"], found["recipient"], found["organizationName"]) == ("OTHER", None, None)

    async def test_filter_by_all_that_there_is_and_unknown_ids_keep_nothing(self, api: Api) -> None:
        group_id = await make_failure_group()
        failed, other = await make_failed(group_id=group_id), await make_failed(status="deferred")
        token = await operator_token()
        organization = global_id("Organization", failed["inviting_organization_id"])
        for filters in (
            {"statuses": ["FAILED"]},
            {"failureGroupIds": [global_id("FailureGroup", group_id)]},
            {"organizationId": organization, "recipientDomain": "@PARTNER.example"},
            {"messageId": failed["message_id"].strip("<>")},
            {"createdBefore": "2100-01-01T00:00:00Z", "createdAfter": "2000-01-01T00:00:00Z", "statuses": ["FAILED"]},
        ):
            assert [each["messageId"] for each in await listed(api, token, **filters)] == [failed["message_id"]]
        for filters in (
            {"failureGroupIds": [organization]},
            {"organizationId": "nonsense"},
            {"organizationId": global_id("Group", uuid4())},
            {"bulkInviteId": organization},
            {"messageId": "x@y"},
            {"createdAfter": "2100-01-01T00:00:00Z"},
        ):
            assert await listed(api, token, **filters) == []
        both = await listed(api, token, statuses=[], failureGroupIds=[], recipientDomain="")
        assert [each["messageId"] for each in both] == [other["message_id"], failed["message_id"]]

    async def test_ask_for_too_much_and_are_told(self, api: Api) -> None:
        token = await operator_token()
        for filters in (
            {"failureGroupIds": [global_id("FailureGroup", uuid4())] * 51},
            {"recipientDomain": "x" * 300},
            {"messageId": "x" * 300},
        ):
            with pytest.raises(ApiError) as raised:
                await listed(api, token, **filters)
            assert raised.value.code == "BAD_USER_INPUT"


class TestMembers:
    async def test_who_are_no_operators_see_no_list_of_all(self, api: Api) -> None:
        await make_failed()
        answer = await api("{ operations { deliveries { totalCount } } }", await token_of(await make_admin()))
        assert answer == {"operations": None}

    async def test_admins_see_their_organizations_emails_and_addresses(self, api: Api) -> None:
        admin, group_id = await make_admin(), await make_failure_group()
        failed = await make_failed(admin, "ada@partner.example", group_id=group_id)
        await make_failed(email="other@partner.example")
        found = await own(api, admin)
        assert found["totalCount"] == 1
        # Groups of failures are of the whole service, so that they are none of an organization's business.
        assert nodes(found) == [
            {"id": global_id("Delivery", failed["id"]), "recipient": "ada@partner.example", "failureGroup": None}
        ]

    async def test_other_roles_and_other_organizations_see_no_list(self, api: Api) -> None:
        admin = await make_admin()
        await make_failed(admin)
        group_id = await make_group(admin.organization_id)
        for role in set(Role) - {Role.ADMIN}:
            member = await make_member(admin.organization_id, role, [group_id])
            assert await own(api, member) is None
        query = "query ($id: ID!) { node(id: $id) { id } }"
        foreign = await token_of(await make_admin())
        assert await api.ask(query, foreign, id=global_id("Organization", admin.organization_id)) is None

    async def test_an_operator_is_no_admin_of_an_organization(self, api: Api) -> None:
        admin = await make_admin()
        member = await make_member(admin.organization_id, Role.ANALYST)
        await let_operate(member.user_id, sees_addresses=True)
        assert await own(api, member) is None

    async def test_an_emails_id_opens_it_for_its_organization_and_operators_alone(self, api: Api) -> None:
        admin, group_id = await make_admin(), await make_failure_group()
        failed = await make_failed(admin, "ada@partner.example", group_id=group_id)
        delivery_id = global_id("Delivery", failed["id"])
        opened: dict[str, Any] = {"id": delivery_id, "recipient": "ada@partner.example", "failureGroup": None}
        opened["attempts"] = [{"outcome": "REJECTED", "worker": None}]
        assert await api.ask(NODE, await token_of(admin), id=delivery_id) == opened
        assert await api.ask(NODE, await token_of(await make_admin()), id=delivery_id) is None
        assert await api.ask(NODE, None, id=delivery_id) is None
        seen = await api.ask(NODE, await operator_token(), id=delivery_id)
        group = {"id": global_id("FailureGroup", group_id)}
        attempts = [{"outcome": "REJECTED", "worker": "a worker"}]
        masked = "a***@partner.example"
        assert seen == opened | {"recipient": masked, "failureGroup": group, "attempts": attempts}
        assert await api.ask(NODE, await operator_token(), id=global_id("Delivery", uuid4())) is None

    async def test_an_invitations_email_says_all_of_itself(self, api: Api) -> None:
        admin = await make_admin()
        failed = await make_failed(admin, "ada@partner.example")
        query = f"{{ invitedUsers {{ edges {{ node {{ delivery {{ {FIELDS} }} }} }} }} }}"
        (found,) = nodes(await api.ask(query, await token_of(admin)))
        delivery = found["delivery"]
        assert (delivery["id"], delivery["recipient"]) == (global_id("Delivery", failed["id"]), "ada@partner.example")
        assert (delivery["messageId"], delivery["attemptCount"]) == (failed["message_id"], 1)

    async def test_groups_of_failures_are_for_operators_alone(self, api: Api) -> None:
        group_id: UUID = await make_failure_group()
        query = "query ($id: ID!) { node(id: $id) { id } }"
        named = global_id("FailureGroup", group_id)
        assert await api.ask(query, await token_of(await make_admin()), id=named) is None
        assert await api.ask(query, await operator_token(), id=named) == {"id": named}
