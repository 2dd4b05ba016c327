"""What must be nowhere but in the email and in the hands of its reader: tokens, passwords, sessions."""

import asyncio
import base64
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from redis.asyncio.client import Monitor, Redis

from app.database.sql import rows, value
from app.pubsub.after_commit import dispatch_with
from app.pubsub.redis import RedisDispatcher
from app.runtime import connect_redis
from app.settings import Settings
from tests.support.factories import PASSWORD, make_member, make_organization
from tests.support.graphql_client import Api
from tests.support.graphql_operations import ACCEPT, CREATE_INVITATION_LINK, INVITE, PREVIEW, RESEND, SIGN_IN
from tests.support.in_process_email_worker import open_email_worker
from tests.support.waiting import PATIENCE_SECONDS

NEW_PASSWORD = "correct horse battery staple"
THE_END = "the end of the test"


@asynccontextmanager
async def telling_redis(settings: Settings) -> AsyncIterator[list[str]]:
    """Passes on events and wake-ups as every process does; notes each command that Redis gets."""
    redis = connect_redis(settings)
    listener = Redis.from_url(settings.redis_url.get_secret_value())
    commands: list[str] = []
    dispatcher = RedisDispatcher(redis)

    async def note(monitor: Monitor) -> None:
        async for heard in monitor.listen():
            if THE_END in heard["command"]:
                return
            commands.append(heard["command"])

    async with listener.monitor() as monitor:
        noting = asyncio.create_task(note(monitor))
        dispatching = asyncio.create_task(dispatcher.run())
        stop = dispatch_with(dispatcher)
        yield commands
        stop()
        await dispatcher.join()
        dispatching.cancel()
        await redis.echo(THE_END)
        await asyncio.wait_for(noting, PATIENCE_SECONDS)
    await redis.flushdb()
    for client in (redis, listener):
        await client.aclose(close_connection_pool=True)


async def everything_stored() -> str:
    """Every row of every table as text."""
    tables = await rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    texts = [
        await value(f'SELECT string_agg(t::text, chr(10)) FROM "{table["tablename"]}" t') or "" for table in tables
    ]
    return "\n".join(texts)


async def test_no_table_log_line_or_redis_command_holds_a_secret(
    api: Api, settings: Settings, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, "tortoise")
    admin = await make_member(await make_organization(), email="grace@example.com")
    async with telling_redis(settings) as commands, open_email_worker() as email_worker:
        session = (await api.change(SIGN_IN, email=admin.email, password=PASSWORD, bearer=True))["sessionToken"]
        made = await api.change(INVITE, session, email="ada@example.com", role="ANALYST", idempotencyKey="one")
        await email_worker.deliver()
        first = email_worker.newest_token("ada@example.com")
        await api.change(RESEND, session, invitationIds=[made["invitation"]["id"]])
        await email_worker.deliver()
        token = email_worker.newest_token("ada@example.com")
        copied = await api.change(CREATE_INVITATION_LINK, session, invitationId=made["invitation"]["id"])
        await api.ask(PREVIEW, token=token)
        await api.change(ACCEPT, token=f"{token}x", name="Ada", password=NEW_PASSWORD)
        await api.change(SIGN_IN, email=admin.email, password="a wrong password, mistyped")
        accepted = await api.change(ACCEPT, token=token, name="Ada", password=NEW_PASSWORD, bearer=True)
    assert accepted["errors"] == []

    written = capfd.readouterr()
    places = {
        "a table": await everything_stored(),
        "a log line": f"{caplog.text}\n{written.out}\n{written.err}",
        "Redis": "\n".join(commands),
    }
    macs = [each.rpartition(".")[2] for each in (first, token, copied["url"])]
    secrets = {
        *macs,
        *(base64.urlsafe_b64decode(f"{mac}=").hex() for mac in macs),
        PASSWORD,
        NEW_PASSWORD,
        "a wrong password, mistyped",
        session,
        accepted["sessionToken"],
        session.removeprefix("ses_"),
    }
    assert "ada@example.com" in places["a table"]
    assert "INSERT INTO" in places["a log line"]
    assert "send_emails" in places["Redis"]
    assert [(secret, place) for secret in secrets for place, text in places.items() if secret in text] == []


async def test_redis_hears_of_ids_and_of_no_addresses(api: Api, settings: Settings) -> None:
    admin = await make_member(await make_organization("Acme Devices"), email="grace@example.com")
    async with telling_redis(settings) as commands:
        session = (await api.change(SIGN_IN, email=admin.email, password=PASSWORD, bearer=True))["sessionToken"]
        await api.change(INVITE, session, email="wilhelmina@example.com", role="ANALYST")
    heard = "\n".join(commands)
    assert "send_emails" in heard
    # Words that random ids and keys, in hexadecimal or base64, do not hold by chance.
    assert [word for word in ("@example.com", "wilhelmina", "Acme Devices", "grace@") if word in heard] == []
