"""Subscribers who get the same results are served together, and individually as soon as something is different."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest

from app.database.outages import DatabaseUnavailable
from app.database.sql import rows
from app.organizations.actor import Actor
from app.organizations.roles import Role
from app.pubsub.events import ChangeKind, Event, bulk_invite_channel
from app.settings import Settings
from schema.api.subscriptions import progress
from schema.execution.shared_execution import SharedEvent, SharedExecutor
from schema.transport.websocket_adapter import WebSocketAdapter
from tests.support.bulk_uploads import lines, upload, work
from tests.support.factories import global_id, make_admin, make_invitation, make_member, token_of
from tests.support.sessions import sign_out
from tests.support.subscription_client import ReceivedEvents, over_socket, over_stream
from tests.support.subscription_product import SubscriptionProduct, subscription_product

QUERY = "subscription { invitedUsersChanged { kind invitation { email viewerCanRevoke } } }"


@pytest.fixture
async def product(database: None, settings: Settings) -> AsyncIterator[SubscriptionProduct]:
    async with subscription_product(settings) as product:
        yield product


@pytest.fixture
def executions(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The events that were executed, each as often as somebody had that done."""
    executed: list[object] = []
    execute = SharedExecutor.execute_operation

    def counted(self: SharedExecutor, serially: bool | None = None) -> object:
        if isinstance(self.root_value, SharedEvent):
            executed.append(self.root_value)
        return execute(self, serially)

    monkeypatch.setattr(SharedExecutor, "execute_operation", counted)
    return executed


@asynccontextmanager
async def members(
    product: SubscriptionProduct, actors: Sequence[Actor]
) -> AsyncIterator[tuple[list[ReceivedEvents], list[str]]]:
    """Subscribers who have received one invitation and are served together since, and their tokens."""
    async with AsyncExitStack() as stack:
        tokens = [await token_of(actor) for actor in actors]
        heard = [await stack.enter_async_context(over_socket(product.url, token, QUERY)) for token in tokens]
        await product.subscribed(len(actors))
        await make_invitation(actors[0], "first@example.com")
        for each in heard:
            await each.until(lambda it: len(it.changes) == 1)
        await product.shared(len(actors))
        yield heard, tokens


async def test_an_event_is_executed_once_for_all(product: SubscriptionProduct, executions: list[object]) -> None:
    admin = await make_admin()
    async with members(product, [admin] * 3) as (heard, _):
        executions.clear()
        await make_invitation(admin, "ada@example.com")
        for each in heard:
            await each.until(lambda it: len(it.changes) == 2)
            assert each.changes[1]["invitation"] == {"email": "ada@example.com", "viewerCanRevoke": True}
        assert len(executions) == 1
        await product.shared(3)


async def test_members_with_other_rights_get_their_own_results(product: SubscriptionProduct) -> None:
    admin = await make_admin()
    analyst = await make_member(admin.organization_id, Role.ANALYST)
    async with members(product, [admin, analyst]) as (heard, _):
        await make_invitation(admin, "ada@example.com")
        for each, may_revoke in zip(heard, (True, False), strict=True):
            await each.until(lambda it: len(it.changes) == 2)
            assert each.changes[1]["invitation"]["viewerCanRevoke"] is may_revoke


async def test_who_signed_out_gets_an_error_and_the_others_go_on(product: SubscriptionProduct) -> None:
    admin = await make_admin()
    async with members(product, [admin, admin]) as (heard, tokens):
        await sign_out(tokens[0])
        await make_invitation(admin, "ada@example.com")
        await heard[0].until(lambda it: it.has_ended)
        assert heard[0].codes == ["UNAUTHENTICATED"]
        assert len(heard[0].changes) == 1
        await heard[1].until(lambda it: len(it.changes) == 2)


async def test_who_signed_out_is_let_go_without_any_event(product: SubscriptionProduct) -> None:
    admin = await make_admin()
    async with members(product, [admin, admin]) as (heard, tokens):
        await sign_out(tokens[0])
        product.channels.wake_subscribers()
        await heard[0].until(lambda it: it.has_ended)
        assert heard[0].codes == ["UNAUTHENTICATED"]
        assert not heard[1].has_ended


async def test_a_database_that_is_away_ends_no_subscription(
    product: SubscriptionProduct, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = asyncio.Event()

    async def fail(tokens: list[str]) -> None:
        asked.set()
        raise DatabaseUnavailable("away")

    admin = await make_admin()
    async with members(product, [admin, admin]) as (heard, _):
        with monkeypatch.context() as away:
            away.setattr(product.subscriptions.callers, "load_many", fail)
            for load in (1, 2):  # shared, then individually
                asked.clear()
                if load == 2:
                    away.setattr(product.subscriptions.callers, "load", fail)
                product.channels.wake_subscribers()
                await asyncio.wait_for(asked.wait(), 20)
        await make_invitation(admin, "ada@example.com")
        for each in heard:
            await each.until(lambda it: len(it.changes) == 2 or it.has_ended)
            assert not each.has_ended


async def test_a_role_that_changed_counts_from_the_next_event_on(product: SubscriptionProduct) -> None:
    admin = await make_admin()
    other = await make_member(admin.organization_id, Role.ADMIN)
    async with members(product, [admin, other]) as (heard, _):
        # Not by the action, whose own event would have the next ones come as MANY.
        await rows("UPDATE memberships SET role = $2 WHERE id = $1", other.membership_id, Role.ANALYST)
        await make_invitation(admin, "ada@example.com")
        for each, may_revoke in zip(heard, (True, False), strict=True):
            await each.until(lambda it: len(it.changes) == 2)
            assert each.changes[1]["invitation"]["viewerCanRevoke"] is may_revoke


async def test_a_slow_socket_is_served_individually(
    product: SubscriptionProduct, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin = await make_admin()
    async with members(product, [admin, admin]) as (heard, _):
        monkeypatch.setattr(WebSocketAdapter, "send_nowait", lambda self, text: False)
        await make_invitation(admin, "ada@example.com")
        for each in heard:
            await each.until(lambda it: len(it.changes) == 2)


@pytest.mark.parametrize(("error", "is_fault"), [(ValueError("a fault"), True), (DatabaseUnavailable("away"), False)])
async def test_a_shared_subscription_that_fails_leaves_nobody_behind(
    product: SubscriptionProduct,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
    is_fault: bool,
) -> None:
    async def fail(tokens: list[str]) -> None:
        monkeypatch.undo()
        raise error

    admin = await make_admin()
    async with members(product, [admin, admin]) as (heard, _):
        monkeypatch.setattr(product.subscriptions.callers, "load_many", fail)
        await make_invitation(admin, "ada@example.com")
        for each in heard:
            await each.until(lambda it: len(it.changes) == 2)
    tracebacks = [record.message for record in caplog.records if record.exc_info]
    assert tracebacks == (["shared_subscription_failed"] if is_fault else [])


async def test_who_leaves_takes_nothing_away_from_the_others(product: SubscriptionProduct) -> None:
    admin = await make_admin()
    async with members(product, [admin]) as (heard, tokens):
        async with over_socket(product.url, tokens[0], QUERY) as other:
            await product.subscribed(2)
            await make_invitation(admin, "second@example.com")
            await other.change(kind="CREATED")
            await product.shared(2)
        await product.shared(1)
        await make_invitation(admin, "third@example.com")
        await heard[0].until(lambda it: len(it.changes) == 3)


async def test_a_stream_is_served_individually(product: SubscriptionProduct) -> None:
    admin = await make_admin()
    async with over_stream(product.url, await token_of(admin), QUERY) as heard:
        await product.subscribed()
        await make_invitation(admin)
        await heard.until(lambda it: len(it.changes) == 1)
        await make_invitation(admin)
        await heard.until(lambda it: len(it.changes) == 2)
        assert product.subscriptions.member_count == 0


@pytest.mark.parametrize("subscribe", [over_socket, over_stream])
async def test_a_bulk_invite_s_progress_outlasts_an_outage_of_the_database(
    product: SubscriptionProduct, monkeypatch: pytest.MonkeyPatch, subscribe: Any
) -> None:
    admin = await make_admin()
    uploaded = await upload(admin, lines(["ada@example.com,Analyst,"]))
    asked = asyncio.Event()

    async def fail(*_: object) -> None:
        asked.set()
        raise DatabaseUnavailable("away")

    progress_of_it = f'subscription {{ bulkInviteProgress(id: "{global_id("BulkInvite", uploaded)}") {{ status }} }}'
    async with subscribe(product.url, await token_of(admin), progress_of_it) as heard:
        await heard.change(status="VALIDATING")
        with monkeypatch.context() as away:
            away.setattr(progress, "find_bulk_invites", fail)
            product.channels.receive(Event(bulk_invite_channel(uploaded), ChangeKind.UPDATED, uploaded))
            await asyncio.wait_for(asked.wait(), 20)
        await work()
        product.channels.wake_subscribers()
        await heard.until(lambda it: {"status": "READY"} in it.changes or it.has_ended)
        assert not heard.has_ended
