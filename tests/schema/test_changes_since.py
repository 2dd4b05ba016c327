"""`extensions.changesSince`: nothing is missed between what a client has read and its subscription."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from app.database.sql import rows
from app.members.actions import update_member_role
from app.organizations.roles import Role
from app.settings import Settings
from tests.support.factories import make_admin, make_invitation, make_member, token_of
from tests.support.subscription_client import ReceivedEvents, over_socket, over_stream
from tests.support.subscription_product import SubscriptionProduct, subscription_product
from tests.support.waiting import PATIENCE_SECONDS

INVITED = "subscription { invitedUsersChanged { kind invitationId invitation { email } } }"
MEMBERS = "subscription { currentUsersChanged { kind memberId member { role } } }"
MANY = {"kind": "MANY", "memberId": None, "member": None}
Subscribe = Callable[..., AbstractAsyncContextManager[ReceivedEvents]]
either_way = pytest.mark.parametrize("subscribe", [over_socket, over_stream])


@pytest.fixture
async def product(database: None, settings: Settings) -> AsyncIterator[SubscriptionProduct]:
    async with subscription_product(settings) as product:
        yield product


@pytest.fixture
def searched(product: SubscriptionProduct, monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """Is set once it was searched what a subscriber missed."""
    searched = asyncio.Event()
    missed_events = product.subscriptions.missed_events
    search = missed_events.may_have_changed

    async def note(channel: str, since: float) -> bool:
        try:
            return await search(channel, since)
        finally:
            searched.set()

    monkeypatch.setattr(missed_events, "may_have_changed", note)
    return searched


async def have_happened_before(organization_id: UUID) -> None:
    """Dates what an organization has done so far back by an hour."""
    hour_before = "UPDATE audit_entries SET created_at = created_at - interval '1 hour' WHERE organization_id = $1"
    await rows(hour_before, organization_id)


def seconds_ago(seconds: float) -> str:
    return (datetime.now(UTC) - timedelta(seconds=seconds)).isoformat()


class TestChangesSince:
    @either_way
    @pytest.mark.parametrize("others", [0, 1])
    async def test_a_member_who_changed_before_is_told_of(
        self, product: SubscriptionProduct, subscribe: Subscribe, others: int
    ) -> None:
        admin = await make_admin()
        member = await make_member(admin.organization_id, Role.ANALYST)
        token = await token_of(admin)
        before = seconds_ago(0)
        await update_member_role(admin, member.membership_id, Role.REMOTE)
        async with AsyncExitStack() as stack:
            for _ in range(others):
                await stack.enter_async_context(over_socket(product.url, token, MEMBERS))
            await product.subscribed(others)
            heard = await stack.enter_async_context(subscribe(product.url, token, MEMBERS, changesSince=before))
            assert await heard.change(kind="MANY") == MANY

    @either_way
    async def test_an_invitation_that_was_made_before_is_told_of(
        self, product: SubscriptionProduct, subscribe: Subscribe
    ) -> None:
        admin = await make_admin()
        token = await token_of(admin)
        before = seconds_ago(0)
        await make_invitation(admin)
        async with subscribe(product.url, token, INVITED, changesSince=before) as heard:
            await heard.change(kind="MANY")

    async def test_where_nothing_changed_nothing_is_told(
        self, product: SubscriptionProduct, searched: asyncio.Event
    ) -> None:
        admin = await make_admin()
        await have_happened_before(admin.organization_id)
        token = await token_of(admin)
        async with over_socket(product.url, token, INVITED, changesSince=seconds_ago(0)) as heard:
            await asyncio.wait_for(searched.wait(), PATIENCE_SECONDS)
            await make_invitation(admin)
            assert (await heard.change(kind="CREATED")) == heard.changes[0]

    async def test_of_a_longer_time_ago_something_changed(self, product: SubscriptionProduct) -> None:
        admin = await make_admin()
        await have_happened_before(admin.organization_id)
        async with over_socket(product.url, await token_of(admin), INVITED, changesSince=seconds_ago(3_600)) as heard:
            await heard.change(kind="MANY")

    async def test_others_are_told_nothing(self, product: SubscriptionProduct) -> None:
        admin = await make_admin()
        token = await token_of(admin)
        async with over_socket(product.url, token, INVITED) as other:
            await product.subscribed()
            async with over_socket(product.url, token, INVITED, changesSince=seconds_ago(3_600)) as heard:
                await heard.change(kind="MANY")
            await make_invitation(admin)
            await other.change(kind="CREATED")
            assert "MANY" not in [each["kind"] for each in other.changes]

    async def test_a_clock_that_is_ahead_misses_nothing_from_the_request_on(self, product: SubscriptionProduct) -> None:
        admin = await make_admin()
        async with over_socket(product.url, await token_of(admin), INVITED, changesSince=seconds_ago(-600)) as heard:
            await product.subscribed()
            await make_invitation(admin)
            await heard.until(lambda it: len(it.changes) > 0)

    @either_way
    @pytest.mark.parametrize(
        "value",
        ["yesterday", "2026-01-31T12:00:00", "", 1_764_368_220, ["2026-01-31T12:00:00Z"], {"seconds": 5}],
    )
    async def test_what_is_no_time_is_refused(
        self, product: SubscriptionProduct, subscribe: Subscribe, value: object
    ) -> None:
        token = await token_of(await make_admin())
        async with subscribe(product.url, token, INVITED, changesSince=value) as heard:
            await heard.until(lambda it: it.has_ended)
            assert heard.codes == ["BAD_REQUEST"]

    @pytest.mark.parametrize("value", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
    async def test_any_time_is_one(self, product: SubscriptionProduct, value: str) -> None:
        admin = await make_admin()
        async with over_socket(product.url, await token_of(admin), INVITED, changesSince=value) as heard:
            await product.subscribed()
            await make_invitation(admin)
            await heard.until(lambda it: len(it.changes) > 0)
