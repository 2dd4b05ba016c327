"""What came back about emails, in the API: of an email, in its invitation's timeline, of a list, and live."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest

from app.bulk_invites.worker.email_progress import count_next
from app.database.sql import rows
from app.deliveries.bounces import Bounce
from app.operations.delivery_acts import retry_deliveries
from app.operations.delivery_filters import DeliveryFilter
from app.organizations.actor import Actor
from app.organizations.roles import Role
from app.settings import Settings
from tests.support.bounces import (
    GIVEN_UP,
    NO_SUCH_DOMAIN,
    NO_SUCH_USER,
    NOBODY_THERE,
    SPAM,
    bounce_delivery,
    bounce_invitation,
    make_sent,
)
from tests.support.bulk_uploads import invitations_of, lines, upload, work
from tests.support.delivery_queue import delivery
from tests.support.executed_statements import ExecutedStatements
from tests.support.factories import global_id, make_admin, make_invitation, make_member, token_of
from tests.support.graphql_client import Api, nodes
from tests.support.many_deliveries import OPERATOR
from tests.support.operators import make_operator
from tests.support.subscription_client import over_socket
from tests.support.subscription_product import SubscriptionProduct, subscription_product

BOUNCE = "bounce { kind status diagnostic at }"
OF_EMAIL = f"query ($id: ID!) {{ node(id: $id) {{ ... on Delivery {{ status {BOUNCE} }} }} }}"
LISTED = f"{{ invitedUsers(first: 50) {{ edges {{ node {{ delivery {{ status {BOUNCE} }} }} }} }} }}"
TIMELINE = "query ($id: ID!) { node(id: $id) { ... on Invitation { timeline { at kind actorName text } } } }"
COUNTS = "query ($id: ID!) { node(id: $id) { ... on BulkInvite { %s } } }"
OF_LIST = "emailsSent emailsFailed emailsBounced emailsWaiting emailFailures { reason count }"
INVITED = f"subscription {{ invitedUsersChanged {{ kind invitation {{ delivery {{ status {BOUNCE} }} }} }} }}"


async def of_email(api: Api, token: str, delivery_id: UUID) -> Any:
    return await api.ask(OF_EMAIL, token, id=global_id("Delivery", delivery_id))


async def last_of_timeline(api: Api, token: str, invitation_id: UUID) -> dict[str, Any]:
    found = await api.ask(TIMELINE, token, id=global_id("Invitation", invitation_id))
    last: dict[str, Any] = found["timeline"][-1]
    return last


class TestDelivery:
    async def test_has_what_came_back(self, api: Api) -> None:
        admin = await make_admin()
        delivery_id = await make_sent(await make_invitation(admin))
        reader = await token_of(await make_member(admin.organization_id, Role.REMOTE))
        assert await of_email(api, reader, delivery_id) == {"status": "SENT", "bounce": None}
        await bounce_delivery(delivery_id)
        found = await of_email(api, reader, delivery_id)
        assert found["status"] == "BOUNCED"
        assert found["bounce"].pop("at")
        assert found["bounce"] == {"kind": "HARD", "status": "5.1.1", "diagnostic": NO_SUCH_USER}

    async def test_it_is_null_once_the_email_is_sent_again(self, api: Api) -> None:
        admin = await make_admin()
        delivery_id = await make_sent(await make_invitation(admin))
        await bounce_delivery(delivery_id)
        await retry_deliveries(OPERATOR, DeliveryFilter(message_id=(await delivery(delivery_id))["message_id"]), 1)
        assert await of_email(api, await token_of(admin), delivery_id) == {"status": "QUEUED", "bounce": None}

    @pytest.mark.parametrize("sees_addresses", [True, False])
    async def test_an_operator_who_may_not_see_addresses_sees_none(self, api: Api, *, sees_addresses: bool) -> None:
        delivery_id = await make_sent(await make_invitation(await make_admin(), "ada@acme.example"))
        await bounce_delivery(delivery_id)
        _, token = await make_operator(sees_addresses=sees_addresses)
        diagnostic = (await of_email(api, token, delivery_id))["bounce"]["diagnostic"]
        assert ("ada" in diagnostic) is sees_addresses
        assert "no such user here" in diagnostic

    async def test_another_organization_knows_nothing_of_it(self, api: Api) -> None:
        delivery_id = await make_sent(await make_invitation(await make_admin()))
        await bounce_delivery(delivery_id)
        assert await of_email(api, await token_of(await make_admin()), delivery_id) is None

    async def test_a_list_loads_all_with_one_statement_and_none_where_nothing_came_back(
        self, api: Api, executed: ExecutedStatements
    ) -> None:
        admin = await make_admin()
        invited = [await make_invitation(admin) for _ in range(4)]
        token = await token_of(admin)
        executed.clear()
        assert [each["delivery"]["bounce"] for each in nodes(await api.ask(LISTED, token))] == [None] * 4
        assert not executed.matching("delivery_bounces")
        for each in invited[:3]:
            await bounce_invitation(each)
        executed.clear()
        found = [each["delivery"] for each in nodes(await api.ask(LISTED, token))]
        assert sorted(each["status"] for each in found) == ["BOUNCED"] * 3 + ["QUEUED"]
        assert sum(each["bounce"] is not None for each in found) == 3
        assert len(executed.matching("delivery_bounces")) == 1


class TestTimeline:
    @pytest.mark.parametrize(
        ("bounce", "text"),
        [
            (NOBODY_THERE, f"The email came back: the address does not exist: {NO_SUCH_USER}"),
            (NO_SUCH_DOMAIN, "The email came back: the domain takes no email: Host or domain name not found"),
            (
                Bounce(NOBODY_THERE.kind, "5.2.1", None, NOBODY_THERE.at),
                "The email came back: the address takes no email: 5.2.1",
            ),
            (GIVEN_UP, "The email came back: it could not be delivered: 452 4.2.2 Mailbox full"),
            (SPAM, "The recipient called the email spam"),
        ],
        ids=["address", "domain", "disabled", "soft", "complaint"],
    )
    async def test_says_that_the_email_came_back_and_why(self, api: Api, bounce: Bounce, text: str) -> None:
        admin = await make_admin()
        invitation_id = await make_invitation(admin)
        await make_sent(invitation_id)
        await bounce_invitation(invitation_id, bounce)
        last = await last_of_timeline(api, await token_of(admin), invitation_id)
        assert last.pop("at")
        assert last == {"kind": "BOUNCED", "actorName": None, "text": text}

    async def test_what_came_back_before_the_servers_reply_was_recorded_was_sent_before(self, api: Api) -> None:
        admin = await make_admin()
        invitation_id = await make_invitation(admin)
        await make_sent(invitation_id)
        await rows("UPDATE delivery_attempts SET finished_at = now() + interval '1 second'")
        await bounce_invitation(invitation_id)
        last = await last_of_timeline(api, await token_of(admin), invitation_id)
        assert last["kind"] == "BOUNCED"


class TestBulkInvite:
    async def test_counts_what_came_back_beside_what_failed(self, api: Api) -> None:
        admin = await make_admin()
        bulk_invite_id = await send_list(admin, 2)
        first, second = [each["id"] for each in await invitations_of(bulk_invite_id)]
        await make_sent(first)
        await make_sent(second)
        await bounce_invitation(first)
        assert await count_next()
        found = await api.ask(COUNTS % OF_LIST, await token_of(admin), id=global_id("BulkInvite", bulk_invite_id))
        assert found == {
            "emailsSent": 1,
            "emailsFailed": 0,
            "emailsBounced": 1,
            "emailsWaiting": 0,
            "emailFailures": [{"reason": "550 5.1.1 <…>: no such user here", "count": 1}],
        }


class TestLive:
    @pytest.fixture
    async def product(self, database: None, settings: Settings) -> AsyncIterator[SubscriptionProduct]:
        async with subscription_product(settings) as product:
            yield product

    async def test_whoever_watches_the_list_sees_it(self, product: SubscriptionProduct) -> None:
        admin = await make_admin()
        invitation_id = await make_invitation(admin)
        await make_sent(invitation_id)
        async with over_socket(product.url, await token_of(admin), INVITED) as heard:
            await product.subscribed()
            await bounce_invitation(invitation_id)
            email = (await heard.change(kind="UPDATED"))["invitation"]["delivery"]
            assert (email["status"], email["bounce"]["kind"]) == ("BOUNCED", "HARD")

    async def test_the_progress_of_a_list_counts_it(self, product: SubscriptionProduct) -> None:
        admin = await make_admin()
        bulk_invite_id = await send_list(admin, 2)
        first = (await invitations_of(bulk_invite_id))[0]["id"]
        await make_sent(first)
        progress = (
            f'subscription {{ bulkInviteProgress(id: "{global_id("BulkInvite", bulk_invite_id)}") {{ {OF_LIST} }} }}'
        )
        async with over_socket(product.url, await token_of(admin), progress) as heard:
            await product.subscribed()
            await bounce_invitation(first)
            assert await count_next()
            assert (await heard.change(emailsBounced=1))["emailsSent"] == 0


async def send_list(admin: Actor, count: int) -> UUID:
    """A list of people who are invited at once."""
    people = [f"p{number}@example.com,Analyst," for number in range(count)]
    bulk_invite_id = await upload(admin, lines(people), is_reviewed=False)
    await work()
    return bulk_invite_id
