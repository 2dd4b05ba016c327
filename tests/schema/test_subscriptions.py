"""Subscriptions over sockets and streams, with the events of the product's own actions."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from uuid import UUID

import pytest

from app.authentication.caller import find_caller
from app.authentication.own_sessions import end_everywhere_else, end_one
from app.database.sql import rows
from app.invitations.queries import InvitationRow, find_invitations
from app.invitations.resend import resend
from app.invitations.revoke import revoke
from app.members.actions import remove_member, update_member_role
from app.organizations.roles import Role
from app.pubsub.events import ChangeKind, invitations_changed
from app.settings import Settings
from app.users.sessions import move_session
from schema.api import loaders
from tests.support.factories import global_id, make_admin, make_invitation, make_member, make_organization, token_of
from tests.support.sessions import sign_out
from tests.support.subscription_client import ReceivedEvents, over_socket, over_stream
from tests.support.subscription_product import (
    SubscriptionProduct,
    subscription_product,
    subscription_product_over_redis,
)

INVITED = "subscription { invitedUsersChanged { kind invitationId invitation { email status viewerCanRevoke } } }"
MEMBERS = "subscription { currentUsersChanged { kind memberId member { role isViewer } } }"
Subscribe = Callable[[str, str | None, str], AbstractAsyncContextManager[ReceivedEvents]]
either_way = pytest.mark.parametrize("subscribe", [over_socket, over_stream])


@pytest.fixture
async def product(database: None, settings: Settings) -> AsyncIterator[SubscriptionProduct]:
    async with subscription_product(settings) as product:
        yield product


async def ended(heard: ReceivedEvents) -> Sequence[str]:
    """How it ended: the codes of its errors."""
    await heard.until(lambda it: it.has_ended)
    return heard.codes


class TestInvitedUsersChanged:
    @either_way
    async def test_an_invitation_is_sent_as_it_is_by_then(
        self, product: SubscriptionProduct, subscribe: Subscribe
    ) -> None:
        admin = await make_admin()
        async with subscribe(product.url, await token_of(admin), INVITED) as heard:
            await product.subscribed()
            invitation_id = await make_invitation(admin, "ada@example.com")
            assert await heard.change(kind="CREATED") == {
                "kind": "CREATED",
                "invitationId": global_id("Invitation", invitation_id),
                "invitation": {"email": "ada@example.com", "status": "PENDING", "viewerCanRevoke": True},
            }
            await revoke(admin, [invitation_id])
            assert (await heard.change(kind="UPDATED"))["invitation"]["status"] == "REVOKED"

    async def test_what_is_done_after_the_request_but_before_the_channel_is_confirmed_is_received(
        self, database: None, settings: Settings
    ) -> None:
        admin = await make_admin()
        async with (
            subscription_product_over_redis(settings) as product,
            over_socket(product.url, await token_of(admin), INVITED) as heard,
        ):
            made = await asyncio.gather(*(make_invitation(admin) for _ in range(5)))
            expected = {global_id("Invitation", each) for each in made}
            await heard.until(lambda it: {change["invitationId"] for change in it.changes} == expected)

    async def test_many_names_no_invitation(self, product: SubscriptionProduct) -> None:
        admin = await make_admin()
        async with over_socket(product.url, await token_of(admin), INVITED) as heard:
            await product.subscribed()
            product.channels.receive(invitations_changed(admin.organization_id, ChangeKind.MANY, None))
            assert await heard.change(kind="MANY") == {"kind": "MANY", "invitationId": None, "invitation": None}

    async def test_nothing_of_another_organization_is_sent(self, product: SubscriptionProduct) -> None:
        admin, stranger = await make_admin(), await make_admin()
        async with over_socket(product.url, await token_of(admin), INVITED) as heard:
            await product.subscribed()
            await make_invitation(stranger)
            await make_invitation(admin, "ada@example.com")
            await heard.change(kind="CREATED")
            assert [change["invitation"]["email"] for change in heard.changes] == ["ada@example.com"]


class TestCurrentUsersChanged:
    @either_way
    async def test_a_member_is_sent_as_they_are_by_then(
        self, product: SubscriptionProduct, subscribe: Subscribe
    ) -> None:
        admin = await make_admin()
        member = await make_member(admin.organization_id, Role.ANALYST)
        async with subscribe(product.url, await token_of(admin), MEMBERS) as heard:
            await product.subscribed()
            await update_member_role(admin, member.membership_id, Role.REMOTE)
            assert await heard.change(kind="UPDATED") == {
                "kind": "UPDATED",
                "memberId": global_id("Member", member.membership_id),
                "member": {"role": "REMOTE", "isViewer": False},
            }

    async def test_a_removed_member_is_sent_by_id_alone(self, product: SubscriptionProduct) -> None:
        admin = await make_admin()
        member = await make_member(admin.organization_id, Role.ANALYST)
        async with over_socket(product.url, await token_of(admin), MEMBERS) as heard:
            await product.subscribed()
            await remove_member(admin, member.membership_id)
            removed = await heard.change(kind="REMOVED")
            assert removed == {"kind": "REMOVED", "memberId": global_id("Member", member.membership_id), "member": None}


class TestSessions:
    @either_way
    @pytest.mark.parametrize("query", [INVITED, MEMBERS])
    async def test_signed_out_nobody_can_subscribe(
        self, product: SubscriptionProduct, subscribe: Subscribe, query: str
    ) -> None:
        async with subscribe(product.url, None, query) as heard:
            assert await ended(heard) == ["UNAUTHENTICATED"]
            assert heard.changes == []

    @either_way
    async def test_who_signed_out_receives_no_more(self, product: SubscriptionProduct, subscribe: Subscribe) -> None:
        admin = await make_admin()
        token = await token_of(admin)
        async with subscribe(product.url, token, INVITED) as heard:
            await product.subscribed()
            await make_invitation(admin)
            await heard.change(kind="CREATED")
            await sign_out(token)
            await make_invitation(admin)
            assert await ended(heard) == ["UNAUTHENTICATED"]
            assert len(heard.changes) == 1

    @either_way
    async def test_who_signed_out_is_let_go_without_any_event(
        self, product: SubscriptionProduct, subscribe: Subscribe
    ) -> None:
        token = await token_of(await make_admin())
        async with subscribe(product.url, token, INVITED) as heard:
            await product.subscribed()
            product.channels.wake_subscribers()
            await sign_out(token)
            product.channels.wake_subscribers()
            assert await ended(heard) == ["UNAUTHENTICATED"]
            assert heard.changes == []

    @either_way
    @pytest.mark.parametrize("how", ["signed out", "ended from another session", "ended everywhere else", "moved"])
    async def test_a_session_s_end_is_the_end_of_its_subscriptions_at_once(
        self, product: SubscriptionProduct, subscribe: Subscribe, how: str
    ) -> None:
        admin = await make_admin()
        token, other = await token_of(admin), await token_of(admin)
        ending, own = await find_caller(token), await find_caller(other)
        assert ending
        assert own
        async with subscribe(product.url, token, INVITED) as heard, subscribe(product.url, other, MEMBERS) as kept:
            await product.subscribed(2)
            await make_invitation(admin)
            await heard.change(kind="CREATED")
            await product.shared(1 if subscribe is over_socket else 0)
            match how:
                case "signed out":
                    await sign_out(token)
                case "ended from another session":
                    await end_one(own, ending.session_id, "203.0.113.7")
                case "ended everywhere else":
                    await end_everywhere_else(own, "203.0.113.7")
                case "moved":
                    await move_session(ending.session_id, None)
            assert await ended(heard) == ["UNAUTHENTICATED"]
            assert len(heard.changes) == 1
            colleague = await make_member(admin.organization_id, Role.ANALYST)
            await update_member_role(admin, colleague.membership_id, Role.REMOTE)
            await kept.change(kind="UPDATED")

    async def test_a_session_s_end_is_told_to_other_processes(self, database: None, settings: Settings) -> None:
        admin = await make_admin()
        token = await token_of(admin)
        async with (
            subscription_product_over_redis(settings) as product,
            over_socket(product.url, token, INVITED) as heard,
        ):
            await make_invitation(admin)
            await heard.change(kind="CREATED")
            await sign_out(token)
            assert await ended(heard) == ["UNAUTHENTICATED"]

    async def test_a_removed_member_receives_no_more(self, product: SubscriptionProduct) -> None:
        admin = await make_admin()
        member = await make_member(admin.organization_id, Role.ANALYST)
        async with over_socket(product.url, await token_of(member), MEMBERS) as heard:
            await product.subscribed()
            await remove_member(admin, member.membership_id)
            assert await ended(heard) == ["UNAUTHENTICATED"]
            assert heard.changes == []

    async def test_a_session_that_moved_to_another_organization_receives_no_more_of_this_one(
        self, product: SubscriptionProduct
    ) -> None:
        admin = await make_admin()
        elsewhere = await make_organization()
        await make_member(elsewhere, user_id=admin.user_id)
        token = await token_of(admin)
        async with over_socket(product.url, token, INVITED) as heard:
            await product.subscribed()
            caller = await find_caller(token)
            assert caller
            await move_session(caller.session_id, elsewhere)
            await make_invitation(admin)
            assert await ended(heard) == ["UNAUTHENTICATED"]
            assert heard.changes == []

    async def test_a_role_that_changed_counts_from_the_next_event_on(self, product: SubscriptionProduct) -> None:
        admin = await make_admin()
        other = await make_member(admin.organization_id, Role.ADMIN)
        async with over_socket(product.url, await token_of(other), INVITED) as heard:
            await product.subscribed()
            invitation_id = await make_invitation(admin)
            assert (await heard.change(kind="CREATED"))["invitation"]["viewerCanRevoke"]
            # Not by the action, which is a MANY for this list: for a second, others would come as MANY too.
            await rows("UPDATE memberships SET role = 'analyst' WHERE id = $1", other.membership_id)
            await resend(admin, [invitation_id])
            assert not (await heard.change(kind="UPDATED"))["invitation"]["viewerCanRevoke"]


class TestSharing:
    async def test_a_row_is_read_once_for_all_who_receive_it_and_sent_to_each(
        self, product: SubscriptionProduct, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        reads: list[Sequence[UUID]] = []

        async def counted(organization_id: UUID, ids: Sequence[UUID]) -> list[InvitationRow]:
            reads.append(ids)
            return await find_invitations(organization_id, ids)

        monkeypatch.setattr(loaders, "find_invitations", counted)
        admin = await make_admin()
        analyst = await make_member(admin.organization_id, Role.ANALYST)
        async with AsyncExitStack() as stack:
            heard = [
                await stack.enter_async_context(over_socket(product.url, await token_of(actor), INVITED))
                for actor in (admin, admin, analyst)
            ]
            await product.subscribed(3)
            invitation_id = await make_invitation(admin)
            answers = [(await each.change(kind="CREATED"))["invitation"]["viewerCanRevoke"] for each in heard]
        assert answers == [True, True, False]
        assert reads == [[invitation_id]]

    async def test_one_who_leaves_takes_nothing_away_from_the_others(
        self, product: SubscriptionProduct, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        reading, go_on = asyncio.Event(), asyncio.Event()

        async def slow(organization_id: UUID, ids: Sequence[UUID]) -> list[InvitationRow]:
            reading.set()
            await go_on.wait()
            return await find_invitations(organization_id, ids)

        monkeypatch.setattr(loaders, "find_invitations", slow)
        admin = await make_admin()
        token = await token_of(admin)
        async with AsyncExitStack() as first, over_socket(product.url, token, INVITED) as heard:
            await first.enter_async_context(over_socket(product.url, token, INVITED))
            await product.subscribed(2)
            await make_invitation(admin)
            await reading.wait()
            await first.aclose()
            await product.subscribed(1)
            go_on.set()
            assert (await heard.change(kind="CREATED"))["invitation"]["status"] == "PENDING"
