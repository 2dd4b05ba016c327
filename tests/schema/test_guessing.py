"""Guessing a password: what it costs the stranger, and that it keeps no owner out."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from email import message_from_bytes, policy
from typing import Any

import httpx2
import pytest
from starlette.applications import Starlette

from app.audit.account_events import KEPT_DAYS, forget_old_account_events
from app.authentication.known_devices import MOST_ACCOUNTS, find_device, remember_device
from app.database.ids import uuid7
from app.database.sql import rows, value
from app.errors import RateLimited
from app.settings import Settings, get_settings
from app.users.hashing_slots import HashingSlots
from app.users.passwords import hashing_slots
from tests.support.factories import PASSWORD, link_token, make_admin, make_invitation, make_user
from tests.support.graphql_client import Api, codes
from tests.support.graphql_operations import ACCEPT, ME, REQUEST_PASSWORD_RESET, RESET_PASSWORD, SIGN_IN
from tests.support.in_process_email_worker import EmailWorker
from tests.support.waiting import PATIENCE_SECONDS

EMAIL = "ada@example.com"
NEW_PASSWORD = "quite another long password"
At = Callable[[str], Any]


@pytest.fixture
async def at(database: None, app: Starlette, settings: Settings) -> At:
    """`async with at("203.0.113.7") as api:` a browser in that network."""

    @asynccontextmanager
    async def client(host: str) -> AsyncIterator[Api]:
        transport = httpx2.ASGITransport(app, client=(host, 1))
        async with httpx2.AsyncClient(transport=transport, base_url=settings.public_url) as http:
            yield Api(http)

    return client


async def sign_in(api: Api, password: str = "a wrong password", *, bearer: bool = True) -> list[str]:
    return codes(await api.change(SIGN_IN, email=EMAIL, password=password, bearer=bearer))


async def events() -> list[tuple[str, str]]:
    found = await rows("SELECT kind, network FROM account_events ORDER BY created_at, id")
    return [(each["kind"], each["network"]) for each in found]


class TestAStranger:
    async def test_who_guesses_does_not_keep_the_owner_out_elsewhere(self, at: At, limit: Any) -> None:
        limit(sign_ins_per_address="3/1h")
        await make_user(EMAIL)
        async with at("203.0.113.7") as stranger, at("198.51.100.1") as owner:
            tried = [await sign_in(stranger) for _ in range(4)]
            assert tried == [["INVALID_CREDENTIALS"]] * 3 + [["RATE_LIMITED"]]
            assert await sign_in(stranger, PASSWORD) == ["RATE_LIMITED"]
            assert await sign_in(owner, PASSWORD) == []

    async def test_who_guesses_from_everywhere_meets_the_limit_of_the_account(self, at: At, limit: Any) -> None:
        limit(sign_ins_per_account="2/1h")
        await make_user(EMAIL)
        told = []
        for number in range(3):
            async with at(f"203.0.113.{number}") as stranger:
                told += await sign_in(stranger)
        assert told == ["INVALID_CREDENTIALS"] * 2 + ["RATE_LIMITED"]

    async def test_who_asks_for_resets_does_not_keep_the_owner_from_asking(self, at: At, limit: Any) -> None:
        limit(password_resets_per_address="1/1h")
        await make_user(EMAIL)
        async with at("203.0.113.7") as stranger, at("198.51.100.1") as owner:
            asked = [codes(await stranger.change(REQUEST_PASSWORD_RESET, email=EMAIL)) for _ in range(2)]
            assert asked == [[], ["RATE_LIMITED"]]
            assert codes(await owner.change(REQUEST_PASSWORD_RESET, email=EMAIL)) == []

    async def test_from_many_networks_fills_no_mailbox(self, at: At, limit: Any) -> None:
        limit(password_resets_per_address="1/1h")
        await make_user(EMAIL)
        for number in range(4):
            await rows("UPDATE password_resets SET requested_at = now() - interval '2 minutes'")
            async with at(f"203.0.113.{number}") as stranger:
                assert codes(await stranger.change(REQUEST_PASSWORD_RESET, email=EMAIL)) == []
        assert await value("SELECT count(*) FROM deliveries WHERE kind = 'password_reset'") == 2


class TestAKnownDevice:
    async def test_passes_in_the_very_network_of_the_stranger(self, at: At, limit: Any) -> None:
        limit(sign_ins_per_address="2/1h", sign_ins_per_network="2/1h", sign_ins_per_account="2/1h")
        await make_user(EMAIL)
        async with at("203.0.113.7") as browser, at("203.0.113.7") as stranger:
            assert await sign_in(browser, PASSWORD, bearer=False) == []
            assert [await sign_in(stranger) for _ in range(3)][-1] == ["RATE_LIMITED"]
            assert await sign_in(stranger, PASSWORD) == ["RATE_LIMITED"]
            assert await sign_in(browser, PASSWORD, bearer=False) == []

    async def test_has_a_limit_of_its_own(self, at: At, limit: Any) -> None:
        limit(sign_ins_per_address="2/1h")
        await make_user(EMAIL)
        async with at("203.0.113.7") as browser:
            await sign_in(browser, PASSWORD, bearer=False)
            tried = [await sign_in(browser) for _ in range(3)]
            assert tried == [["INVALID_CREDENTIALS"]] * 2 + [["RATE_LIMITED"]]

    async def test_is_one_that_accepted_an_invitation(self, api: Api) -> None:
        token = await link_token(await make_invitation(await make_admin(), EMAIL))
        assert codes(await api.change(ACCEPT, token=token, name="Ada", password=NEW_PASSWORD)) == []
        assert "device" in {cookie.name for cookie in api.http.cookies.jar}

    def test_is_known_to_its_account_and_password_alone(self) -> None:
        ada, eve = uuid7(), uuid7()
        cookie = remember_device("", ada, "hash")
        assert find_device(cookie, ada, "hash") is not None
        assert find_device(cookie, eve, "hash") is None
        assert find_device(cookie, ada, "another hash") is None
        assert find_device(f"{cookie[:-1]}{'A' if cookie[-1] != 'A' else 'E'}", ada, "hash") is None
        assert find_device("~~v1.x~", ada, "hash") is None

    def test_knows_the_accounts_used_last(self) -> None:
        accounts = [uuid7() for _ in range(MOST_ACCOUNTS + 2)]
        cookie = ""
        for account in accounts:
            cookie = remember_device(cookie, account, "hash")
        known = [find_device(cookie, account, "hash") is not None for account in accounts]
        assert known == [False] * 2 + [True] * MOST_ACCOUNTS
        again = remember_device(cookie, accounts[3], "hash")
        assert find_device(again, accounts[3], "hash") == find_device(cookie, accounts[3], "hash")


class TestAReset:
    async def test_lets_its_network_through_also_without_cookies(
        self, at: At, limit: Any, email_worker: EmailWorker
    ) -> None:
        limit(sign_ins_per_address="2/1h", sign_ins_per_account="2/1h")
        await make_user(EMAIL)
        async with at("203.0.113.7") as stranger, at("198.51.100.1") as owner:
            await owner.change(REQUEST_PASSWORD_RESET, email=EMAIL)
            await email_worker.deliver()
            token = email_worker.newest_token(EMAIL)
            assert codes(await owner.change(RESET_PASSWORD, token=token, password=NEW_PASSWORD)) == []
            owner.http.cookies.clear()
            assert [await sign_in(stranger) for _ in range(3)][-1] == ["RATE_LIMITED"]
            assert await sign_in(owner, NEW_PASSWORD) == []

    async def test_clears_what_was_counted(self, at: At, limit: Any, email_worker: EmailWorker) -> None:
        limit(sign_ins_per_account="1/1h")
        await make_user(EMAIL)
        async with at("203.0.113.7") as stranger, at("198.51.100.1") as owner, at("192.0.2.3") as elsewhere:
            await sign_in(stranger)
            assert await sign_in(elsewhere, PASSWORD) == ["RATE_LIMITED"]
            await owner.change(REQUEST_PASSWORD_RESET, email=EMAIL)
            await email_worker.deliver()
            token = email_worker.newest_token(EMAIL)
            await owner.change(RESET_PASSWORD, token=token, password=NEW_PASSWORD)
            assert await sign_in(elsewhere, NEW_PASSWORD) == []

    async def test_is_told_to_the_owner_by_email(self, api: Api, email_worker: EmailWorker) -> None:
        await make_user(EMAIL, "Ada Lovelace")
        await api.change(REQUEST_PASSWORD_RESET, email=EMAIL)
        await email_worker.deliver()
        await api.change(RESET_PASSWORD, token=email_worker.newest_token(EMAIL), password=NEW_PASSWORD)
        assert await email_worker.deliver() == 1
        message = message_from_bytes(email_worker.server.taken[-1].content, policy=policy.default)
        text = message.get_body(("plain",))
        assert text is not None
        assert (message["To"], message["Subject"]) == (EMAIL, "Your Senturo password was changed")
        assert f"{get_settings().public_url}/forgot-password" in text.get_content().splitlines()
        assert "It was not you?" in text.get_content()


class TestManyAtOnce:
    @pytest.fixture(autouse=True)
    def patience(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A busy machine hashes sixty passwords in more time than anybody would wait."""
        monkeypatch.setattr(hashing_slots, "_seconds", PATIENCE_SECONDS)

    async def test_sixty_with_the_right_password_are_no_attack(self, api: Api, limit: Any) -> None:
        limit(sign_ins_per_address="1/1h", sign_ins_per_network="1/1h", sign_ins_per_account="1/1h")
        await make_user(EMAIL)
        assert await asyncio.gather(*(sign_in(api, PASSWORD) for _ in range(60))) == [[]] * 60

    async def test_of_wrong_ones_no_more_are_let_through(self, api: Api, limit: Any) -> None:
        limit(sign_ins_per_address="3/1h")
        await make_user(EMAIL)
        told = await asyncio.gather(*(sign_in(api) for _ in range(40)))
        assert told.count(["INVALID_CREDENTIALS"]) == 3


class TestHashingSlots:
    async def test_networks_take_turns(self) -> None:
        slots, order = HashingSlots(1, 100, 30.0), []

        async def hashed(network: str) -> None:
            async with slots.slot(network):
                order.append(network)
                await asyncio.sleep(0)

        await asyncio.gather(*(hashed("greedy") for _ in range(20)), hashed("other"))
        assert order.index("other") <= 2
        assert len(order) == 21

    async def test_nobody_waits_for_ever_and_no_slot_is_lost(self) -> None:
        slots = HashingSlots(1, 1, 0.01)
        async with slots.slot("a"):
            waiting = await asyncio.gather(*(slots._acquire("a") for _ in range(3)), return_exceptions=True)
        assert [type(each) for each in waiting] == [RateLimited] * 3
        async with slots.slot("a"):
            pass


class TestEvents:
    async def test_are_recorded_and_logged_without_addresses(
        self, at: At, limit: Any, caplog: pytest.LogCaptureFixture
    ) -> None:
        limit(sign_ins_per_address="1/1h")
        user_id = await make_user(EMAIL)
        caplog.set_level(logging.INFO)
        async with at("203.0.113.7") as stranger, at("198.51.100.1") as owner:
            for _ in range(2):
                await sign_in(stranger)
            await sign_in(owner, PASSWORD)
        expected = [
            ("sign_in_refused", "203.0.113.7"),
            ("sign_in_locked_out", "203.0.113.7"),
            ("signed_in", "198.51.100.1"),
        ]
        assert await events() == expected
        assert {each["user_id"] for each in await rows("SELECT user_id FROM account_events")} == {user_id}
        assert await value("SELECT session_id FROM account_events WHERE kind = 'signed_in'") == await value(
            "SELECT id FROM sessions"
        )
        logged = [each for each in caplog.records if hasattr(each, "network")]
        assert [(each.message, each.network) for each in logged] == expected
        assert EMAIL not in "".join(str(vars(each)) for each in logged)

    async def test_of_a_flood_fill_no_table(self, api: Api, limit: Any) -> None:
        limit(sign_ins_per_address="off")
        await make_user(EMAIL)
        await asyncio.gather(*(sign_in(api) for _ in range(15)))
        assert len(await events()) == 10

    async def test_about_unknown_addresses_are_recorded_alike(self, api: Api) -> None:
        await sign_in(api)
        assert await events() == [("sign_in_refused", "127.0.0.1")]
        assert await value("SELECT user_id FROM account_events") is None

    async def test_that_are_old_are_deleted(self, api: Api) -> None:
        await sign_in(api)
        await sign_in(api)
        first = await value("SELECT id FROM account_events ORDER BY id LIMIT 1")
        await rows(
            "UPDATE account_events SET created_at = now() - make_interval(days => $2) WHERE id = $1",
            first,
            KEPT_DAYS + 1,
        )
        assert await forget_old_account_events() is False
        assert len(await events()) == 1


class TestTheSessionOfTheCookie:
    async def test_ends_when_another_one_takes_its_place(self, api: Api) -> None:
        await make_user(EMAIL)
        await sign_in(api, PASSWORD, bearer=False)
        old = api.http.cookies.get("session")
        assert await sign_in(api, PASSWORD, bearer=False) == []
        assert api.http.cookies.get("session") != old
        assert await api.ask(ME, old) is None
        assert await value("SELECT count(*) FROM sessions") == 1

    async def test_goes_on_where_a_bearer_client_signs_in(self, api: Api) -> None:
        await make_user(EMAIL)
        await sign_in(api, PASSWORD, bearer=False)
        await sign_in(api, PASSWORD)
        assert await value("SELECT count(*) FROM sessions") == 2
