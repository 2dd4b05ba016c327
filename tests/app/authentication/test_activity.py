"""When members were last active is written beside their requests: seldom, for nobody to wait for."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from uuid import UUID

import httpx2
import pytest

from app.authentication import activity
from app.authentication.activity import MOST_NOTED, ActivityWriter
from app.authentication.caller import find_caller
from app.database.outages import DatabaseUnavailable
from app.database.sql import rows, value
from app.occasional_log import OccasionalLog
from app.organizations.actor import Actor
from tests.support.executed_statements import ExecutedStatements
from tests.support.factories import make_admin, token_of
from tests.support.graphql_client import Api
from tests.support.product_processes import web_process
from tests.support.row_locks import LockQueue
from tests.support.subscription_client import over_socket
from tests.support.waiting import PATIENCE_SECONDS, until

ME = "{ viewer { member { name lastActiveAt } } }"
MEMBERS = "subscription { currentUsersChanged { kind } }"


@pytest.fixture
async def admin(database: None) -> Actor:
    return await make_admin()


@pytest.fixture
async def token(admin: Actor) -> str:
    return await token_of(admin)


@pytest.fixture
def writer() -> Iterator[ActivityWriter]:
    """Notes what requests of this process do, and writes when it is told to."""
    writer = ActivityWriter()
    activity._writers.append(writer)
    yield writer
    activity._writers.remove(writer)


async def last_used() -> object:
    return await value("SELECT last_used_at FROM sessions")


async def last_active(admin: Actor) -> object:
    return await value("SELECT last_active_at FROM memberships WHERE id = $1", admin.membership_id)


async def test_a_session_s_first_use_is_written_and_no_other_for_an_hour(
    admin: Actor, token: str, writer: ActivityWriter
) -> None:
    await find_caller(token)
    await writer.write()
    used, active = await last_used(), await last_active(admin)
    assert used
    assert active
    await find_caller(token)
    assert not writer.session_ids | writer.membership_ids
    await rows("UPDATE sessions SET last_used_at = last_used_at - interval '59 minutes'")
    await find_caller(token)
    assert not writer.session_ids
    await rows("UPDATE sessions SET last_used_at = last_used_at - interval '1 minute'")
    await find_caller(token)
    assert len(writer.session_ids) == 1
    await writer.write()
    assert await last_used() >= used  # type: ignore[operator]  # a time
    assert await last_active(admin) == active


async def test_a_member_s_first_request_of_a_day_is_written_and_no_other(
    admin: Actor, token: str, writer: ActivityWriter
) -> None:
    today = await value("SELECT date_trunc('day', now(), 'UTC')")
    await rows("UPDATE memberships SET last_active_at = $1", today)
    await find_caller(token)
    assert not writer.membership_ids
    await rows("UPDATE memberships SET last_active_at = $1::timestamptz - interval '1 microsecond'", today)
    await find_caller(token)
    assert writer.membership_ids == {admin.membership_id}
    await writer.write()
    assert await value("SELECT last_active_at >= $1 FROM memberships", today)


async def test_requests_write_nothing(
    api: Api, token: str, writer: ActivityWriter, executed: ExecutedStatements
) -> None:
    executed.clear()
    for _ in range(3):
        await api(ME, token)
    assert not executed.matching("UPDATE|INSERT|FOR ")
    assert len(writer.session_ids) == len(writer.membership_ids) == 1


async def test_many_who_were_there_are_written_together(
    admin: Actor, writer: ActivityWriter, executed: ExecutedStatements
) -> None:
    for _ in range(5):
        await find_caller(await token_of(admin))
    executed.clear()
    await writer.write()
    assert len(executed.matching("UPDATE")) == 2
    assert await value("SELECT count(*) FROM sessions WHERE last_used_at IS NOT NULL") == 5
    executed.clear()
    await writer.write()
    assert not list(executed)


async def test_sessions_that_are_over_are_not_used(admin: Actor, token: str, writer: ActivityWriter) -> None:
    await rows("UPDATE sessions SET expires_at = now()")
    assert await find_caller(token) is None
    assert await find_caller("ses_unknown") is None
    assert not writer.session_ids | writer.membership_ids


async def test_a_row_that_somebody_holds_is_left_to_the_next_request(
    admin: Actor, token: str, writer: ActivityWriter, lock_queue: LockQueue
) -> None:
    await lock_queue.lock("SELECT FROM memberships WHERE id = $1 FOR SHARE", admin.membership_id)
    await find_caller(token)
    await writer.write()
    assert await last_used()
    assert await last_active(admin) is None
    await lock_queue.let_go()
    await find_caller(token)
    await writer.write()
    assert await last_active(admin)


async def test_what_was_written_meanwhile_is_not_written_again(
    admin: Actor, token: str, writer: ActivityWriter
) -> None:
    await find_caller(token)
    await rows("UPDATE memberships SET last_active_at = now()")
    written = await last_active(admin)
    await writer.write()
    assert await last_active(admin) == written


@pytest.mark.parametrize("error", [DatabaseUnavailable("away"), RuntimeError("wrong")])
async def test_a_write_that_fails_ends_nothing(
    token: str, error: Exception, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    writer = ActivityWriter(pause_seconds=0)
    failed = asyncio.Event()

    async def fail(*_: object) -> None:
        failed.set()
        raise error

    monkeypatch.setattr(activity, "outages", OccasionalLog(activity.logger, "activity_not_written"))
    async with writer.writing():
        with monkeypatch.context() as failing:
            failing.setattr(activity, "rows", fail)
            await find_caller(token)
            async with asyncio.timeout(PATIENCE_SECONDS):
                await failed.wait()
        await find_caller(token)
        await until(last_used)
    assert [each.getMessage() for each in caplog.records if each.name == activity.__name__] == ["activity_not_written"]


def test_no_more_is_noted_than_a_process_can_keep() -> None:
    writer = ActivityWriter()
    for number in range(MOST_NOTED + 10):
        writer.note(UUID(int=number), None)
    assert len(writer.session_ids) == MOST_NOTED


@pytest.fixture
async def web(database: None, environment: Mapping[str, str]) -> AsyncIterator[str]:
    with web_process(environment) as url:
        yield url


async def test_a_web_process_writes_it_for_requests_and_for_sockets(web: str) -> None:
    first, second = await make_admin(), await make_admin()
    async with httpx2.AsyncClient(base_url=web) as client, over_socket(web, await token_of(second), MEMBERS):
        api = Api(client)
        await api(ME, await token_of(first))

        async def is_written() -> bool:
            return (
                await value(
                    """
                SELECT (SELECT count(*) FROM memberships WHERE last_active_at IS NOT NULL) = 2
                   AND (SELECT count(*) FROM sessions WHERE last_used_at IS NOT NULL) = 2
                """
                )
                is True
            )

        await until(is_written)
        assert (await api.ask(ME, await token_of(first)))["member"]["lastActiveAt"]
