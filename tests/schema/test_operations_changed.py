"""The live page of operators: `operationsChanged`. There is no Redis in any of these."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from app.database.outages import DatabaseUnavailable
from app.database.sql import rows, value
from app.operations.actions import record_heartbeat
from app.operations.operators import add_operator, remove_operator
from app.organizations.actor import Actor
from app.settings import Settings
from app.users.operators import Operator
from schema.api.subscriptions import operations
from schema.execution.shared_execution import SharedEvent, SharedExecutor
from tests.support.factories import make_admin, make_invitation, make_member, make_organization, token_of
from tests.support.operators import COMMAND_LINE, make_operator
from tests.support.sessions import sign_out
from tests.support.subscription_client import ReceivedEvents, over_socket, over_stream
from tests.support.subscription_product import SubscriptionProduct, subscription_product

QUERY = "subscription { operationsChanged { at workers { name } } }"


@pytest.fixture
async def product(database: None, settings: Settings) -> AsyncIterator[SubscriptionProduct]:
    async with subscription_product(settings) as product:
        product.subscriptions.operations._seconds = 0.01
        yield product


async def add_worker(name: str) -> None:
    await record_heartbeat(name, "email", "one")


async def heard_workers(heard: ReceivedEvents, *names: str) -> None:
    """Waits until a state with these workers is heard, as the newest."""
    workers = [{"name": each} for each in names]
    await heard.until(lambda it: bool(it.changes) and it.changes[-1]["workers"] == workers)


async def make_member_operator(*, sees_addresses: bool = False) -> tuple[Actor, str]:
    """An operator who is an Admin as well, and the token of a session in the organization."""
    operator, _ = await make_operator(sees_addresses=sees_addresses)
    admin = await make_member(await make_organization(), user_id=operator.user_id)
    return admin, await token_of(admin)


async def email_of(operator: Operator) -> str:
    return str(await value("SELECT email FROM users WHERE id = $1", operator.user_id))


@pytest.mark.parametrize("subscribe", [over_socket, over_stream])
async def test_the_current_state_comes_first_and_then_each_newer_one(
    product: SubscriptionProduct, subscribe: Any
) -> None:
    await add_worker("a")
    _, token = await make_operator(may_act=False)
    async with subscribe(product.url, token, QUERY) as heard:
        await heard_workers(heard, "a")
        await add_worker("b")
        await heard_workers(heard, "a", "b")
        await rows("DELETE FROM worker_heartbeats WHERE worker = 'a'")
        await heard_workers(heard, "b")


async def test_nobody_but_operators_may_listen(product: SubscriptionProduct) -> None:
    for token, code in ((await token_of(await make_admin()), "FORBIDDEN"), (None, "UNAUTHENTICATED")):
        async with over_socket(product.url, token, QUERY) as heard:
            await heard.until(lambda it: it.has_ended or bool(it.codes))
            assert (heard.codes, heard.changes) == ([code], [])
    (refused,) = await refusals(product, await token_of(await make_admin()))
    assert refused == "Only operators of this service may do this. An administrator names them on the command line."


async def refusals(product: SubscriptionProduct, token: str) -> list[str]:
    async with over_socket(product.url, token, QUERY) as heard:
        await heard.until(lambda it: bool(it.codes))
        return [error["message"] for message in heard.messages for error in message["errors"]]


class TestEnd:
    @pytest.mark.parametrize("subscribe", [over_socket, over_stream])
    async def test_who_is_removed_hears_no_more(self, product: SubscriptionProduct, subscribe: Any) -> None:
        operator, token = await make_operator()
        async with subscribe(product.url, token, QUERY) as heard:
            await heard_workers(heard)
            count = len(heard.changes)
            await remove_operator(COMMAND_LINE, await email_of(operator))
            await heard.until(lambda it: it.has_ended)
            assert heard.codes == ["FORBIDDEN"]
            assert len(heard.changes) == count

    async def test_who_signs_out_hears_no_more(self, product: SubscriptionProduct) -> None:
        _, token = await make_operator()
        async with over_socket(product.url, token, QUERY) as heard:
            await heard_workers(heard)
            await sign_out(token)
            product.channels.wake_subscribers()
            await heard.until(lambda it: it.has_ended)
            assert heard.codes == ["UNAUTHENTICATED"]

    async def test_other_rights_bring_a_state_of_their_own_and_no_end(self, product: SubscriptionProduct) -> None:
        operator, token = await make_operator(may_act=False)
        async with over_socket(product.url, token, QUERY) as heard:
            await heard_workers(heard)
            await rows("UPDATE users SET operator_sees_addresses = true WHERE id = $1", operator.user_id)
            count = len(heard.changes)
            product.channels.wake_subscribers()
            await heard.until(lambda it: len(it.changes) > count)
            await add_operator(COMMAND_LINE, await email_of(operator), may_act=True, sees_addresses=True)
            await add_worker("a")
            await heard_workers(heard, "a")
            assert not heard.has_ended

    @pytest.mark.parametrize("subscribe", [over_socket, over_stream])
    async def test_an_outage_of_the_database_ends_nothing(
        self, product: SubscriptionProduct, monkeypatch: pytest.MonkeyPatch, subscribe: Any
    ) -> None:
        asked = asyncio.Event()

        async def fail(*_: object) -> None:
            asked.set()
            raise DatabaseUnavailable("away")

        _, token = await make_operator()
        async with subscribe(product.url, token, QUERY) as heard:
            await heard_workers(heard)
            with monkeypatch.context() as away:
                away.setattr(operations, "read_operations", fail)
                await add_worker("a")
                await asyncio.wait_for(asked.wait(), 20)
            product.channels.wake_subscribers()
            await heard_workers(heard, "a")
            assert heard.codes == []


class TestShared:
    async def test_operators_with_equal_rights_get_one_execution_in_whatever_organization(
        self, product: SubscriptionProduct, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        executed: list[object] = []
        execute = SharedExecutor.execute_operation

        def counted(self: SharedExecutor, serially: bool | None = None) -> object:
            if isinstance(self.root_value, SharedEvent):
                executed.append(self.root_value)
            return execute(self, serially)

        _, nowhere = await make_operator(sees_addresses=True)
        _, member = await make_member_operator(sees_addresses=True)
        async with over_socket(product.url, nowhere, QUERY) as one, over_socket(product.url, member, QUERY) as other:
            await product.shared(2)
            monkeypatch.setattr(SharedExecutor, "execute_operation", counted)
            await add_worker("a")
            await heard_workers(one, "a")
            await heard_workers(other, "a")
            assert len(executed) == 1
            assert one.changes[-1] == other.changes[-1]

    async def test_who_sees_the_addresses_of_an_organization_alone_shows_them_to_nobody_else(
        self, product: SubscriptionProduct
    ) -> None:
        query = "subscription { operationsChanged { deliveries { edges { node { recipient } } } } }"
        _, nowhere = await make_operator()
        admin, member = await make_member_operator()
        async with over_socket(product.url, nowhere, query) as masked, over_socket(product.url, member, query) as own:
            await product.shared(2)
            await make_invitation(admin, "ada@example.com")
            for heard, recipient in ((masked, "a***@example.com"), (own, "ada@example.com")):
                await heard.until(lambda it: bool(it.changes and it.changes[-1]["deliveries"]["edges"]))
                assert heard.changes[-1]["deliveries"]["edges"] == [{"node": {"recipient": recipient}}]

    async def test_of_two_that_are_served_together_the_one_removed_goes_alone(
        self, product: SubscriptionProduct
    ) -> None:
        leaving, first = await make_operator()
        _, second = await make_operator()
        async with over_socket(product.url, first, QUERY) as gone, over_socket(product.url, second, QUERY) as stays:
            await product.shared(2)
            await remove_operator(COMMAND_LINE, await email_of(leaving))
            await gone.until(lambda it: it.has_ended)
            assert gone.codes == ["FORBIDDEN"]
            await add_worker("a")
            await heard_workers(stays, "a")
            assert len(gone.changes) == 1

    async def test_operators_with_other_rights_are_served_apart(self, product: SubscriptionProduct) -> None:
        tokens = [(await make_operator(sees_addresses=sees))[1] for sees in (True, False)]
        async with (
            over_socket(product.url, tokens[0], QUERY) as one,
            over_socket(product.url, tokens[1], QUERY) as other,
        ):
            await product.shared(2)
            shares = {id(each) for each in product.subscriptions._joined.values()}
            assert len(shares) == 2
            await add_worker("a")
            await heard_workers(one, "a")
            await heard_workers(other, "a")
