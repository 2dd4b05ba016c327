"""Subscribers who ask the same are answered together, and by themselves as soon as something is different."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from app.authentication.caller import find_caller
from app.members.actions import update_member_role
from app.organizations.actor import Actor
from app.organizations.roles import Role
from app.pubsub.redis import EventBus
from app.settings import Settings
from app.users.sessions import end_session
from schema.api.subscriptions.shared import SharedSubscription
from schema.execution.shared_execution import SharedExecutor
from schema.transport.websocket_adapter import WebSocketAdapter
from tests.factories import make_admin, make_invitation, make_member, token_of
from tests.schema.listening import listening_product
from tests.subscribers import Heard, over_socket, over_stream

QUESTION = "subscription { invitedUsersChanged { kind invitation { email viewerCanRevoke } } }"


@pytest.fixture
async def place(database: None, settings: Settings) -> AsyncIterator[tuple[str, EventBus]]:
    """The product's address, and its event bus, which hears what actions in this process tell."""
    async with listening_product(settings) as place:
        yield place


@pytest.fixture
def executions(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The events that were executed, each as often as that happened."""
    executed: list[object] = []
    execute = SharedExecutor._execute

    async def counted(self: SharedExecutor, serially: bool | None) -> object:
        executed.append(self.root_value)
        return await execute(self, serially)

    monkeypatch.setattr(SharedExecutor, "_execute", counted)
    return executed


def represented(bus: EventBus) -> int:
    """How many subscribers leave the hearing to a crowd."""
    return sum(listener.is_represented for topic in bus._topics.values() for listener in topic.listeners)


@asynccontextmanager
async def crowd(place: tuple[str, EventBus], actors: Sequence[Actor]) -> AsyncIterator[tuple[list[Heard], list[str]]]:
    """Subscribers who have heard of one invitation, and their tokens."""
    url, bus = place
    async with AsyncExitStack() as stack:
        tokens = [await token_of(actor) for actor in actors]
        heard = [await stack.enter_async_context(over_socket(url, token, QUESTION)) for token in tokens]
        await make_invitation(actors[0], "first@example.com")
        for each in heard:
            await each.until(lambda it: len(it.changes) == 1)
        await until(lambda: represented(bus) == len(actors))
        yield heard, tokens


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while True:
            if is_so():
                return
            await asyncio.sleep(0.005)


async def end(token: str) -> None:
    caller = await find_caller(token)
    assert caller
    await end_session(caller.session_id)


async def test_an_event_is_executed_once_for_all(place: tuple[str, EventBus], executions: list[object]) -> None:
    admin = await make_admin()
    async with crowd(place, [admin] * 3) as (heard, _):
        executions.clear()
        await make_invitation(admin, "ada@example.com")
        for each in heard:
            await each.until(lambda it: len(it.changes) == 2)
            assert each.changes[1]["invitation"] == {"email": "ada@example.com", "viewerCanRevoke": True}
        assert len(executions) == 1
        assert represented(place[1]) == 3


async def test_members_with_other_rights_get_their_own_answer(place: tuple[str, EventBus]) -> None:
    admin = await make_admin()
    analyst = await make_member(admin.organization_id, Role.ANALYST)
    async with crowd(place, [admin, analyst]) as (heard, _):
        await make_invitation(admin, "ada@example.com")
        for each, may_revoke in zip(heard, (True, False), strict=True):
            await each.until(lambda it: len(it.changes) == 2)
            assert each.changes[1]["invitation"]["viewerCanRevoke"] is may_revoke


async def test_who_has_signed_out_is_told_so_and_the_others_go_on(place: tuple[str, EventBus]) -> None:
    admin = await make_admin()
    async with crowd(place, [admin, admin]) as (heard, tokens):
        await end(tokens[0])
        await make_invitation(admin, "ada@example.com")
        await heard[0].until(lambda it: it.has_ended)
        assert heard[0].codes == ["UNAUTHENTICATED"]
        assert len(heard[0].changes) == 1
        await heard[1].until(lambda it: len(it.changes) == 2)


async def test_who_has_signed_out_is_let_go_without_any_event(place: tuple[str, EventBus]) -> None:
    admin = await make_admin()
    async with crowd(place, [admin, admin]) as (heard, tokens):
        await end(tokens[0])
        place[1]._nudge()
        await heard[0].until(lambda it: it.has_ended)
        assert heard[0].codes == ["UNAUTHENTICATED"]
        assert not heard[1].has_ended


async def test_a_role_that_changed_counts_from_the_next_event_on(place: tuple[str, EventBus]) -> None:
    admin = await make_admin()
    other = await make_member(admin.organization_id, Role.ADMIN)
    async with crowd(place, [admin, other]) as (heard, _):
        await update_member_role(admin, other.membership_id, Role.ANALYST)
        await make_invitation(admin, "ada@example.com")
        for each, may_revoke in zip(heard, (True, False), strict=True):
            await each.until(lambda it: len(it.changes) == 2)
            assert each.changes[1]["invitation"]["viewerCanRevoke"] is may_revoke


async def test_a_slow_socket_hears_of_it_by_itself(
    place: tuple[str, EventBus], monkeypatch: pytest.MonkeyPatch
) -> None:
    admin = await make_admin()
    async with crowd(place, [admin, admin]) as (heard, _):
        monkeypatch.setattr(WebSocketAdapter, "send_nowait", lambda self, text: False)
        await make_invitation(admin, "ada@example.com")
        for each in heard:
            await each.until(lambda it: len(it.changes) == 2)


async def test_a_crowd_that_fails_leaves_nobody_behind(
    place: tuple[str, EventBus], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(self: SharedSubscription, occurrence: object) -> None:
        raise ValueError("a fault")

    admin = await make_admin()
    async with crowd(place, [admin, admin]) as (heard, _):
        monkeypatch.setattr(SharedSubscription, "_told", fail)
        await make_invitation(admin, "ada@example.com")
        for each in heard:
            await each.until(lambda it: len(it.changes) == 2)


async def test_who_leaves_takes_nothing_away_from_the_others(place: tuple[str, EventBus]) -> None:
    admin = await make_admin()
    url, bus = place
    async with crowd(place, [admin]) as (heard, tokens):
        async with over_socket(url, tokens[0], QUESTION) as other:
            await make_invitation(admin, "second@example.com")
            await other.change(kind="CREATED")
            await until(lambda: represented(bus) == 2)
        await until(lambda: represented(bus) == 1)
        await make_invitation(admin, "third@example.com")
        await heard[0].until(lambda it: len(it.changes) == 3)


async def test_a_stream_is_answered_by_itself(place: tuple[str, EventBus]) -> None:
    admin = await make_admin()
    async with over_stream(place[0], await token_of(admin), QUESTION) as heard:
        await make_invitation(admin)
        await heard.until(lambda it: len(it.changes) == 1)
        await make_invitation(admin)
        await heard.until(lambda it: len(it.changes) == 2)
        assert represented(place[1]) == 0
