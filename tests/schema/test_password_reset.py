"""Choosing a new password through a link: who gets one, what it is good for, and what it ends."""

import asyncio
import time
from email import message_from_bytes, policy
from uuid import UUID

import pytest

from app.authentication import password_check, password_reset
from app.database.sql import rows, value
from app.jobs import SEND_EMAILS
from app.links import Purpose, make_token
from app.settings import get_settings
from app.users.passwords import verify_password
from tests.support.audit_entries import audit_of
from tests.support.factories import PASSWORD, link_token, make_admin, make_invitation, make_user
from tests.support.graphql_client import Api, codes
from tests.support.graphql_operations import ACCEPT, ME, REQUEST_PASSWORD_RESET, RESET_PASSWORD, SIGN_IN
from tests.support.in_process_email_worker import EmailWorker
from tests.support.people import ADA_EMAIL
from tests.support.published_events import hear
from tests.support.sessions import sessions_of
from tests.support.smtp_script import reply

NEW_PASSWORD = "quite another long password"


async def asked_for(api: Api, email_worker: EmailWorker, email: str = ADA_EMAIL) -> str:
    """The token of a new link, out of its email."""
    await rows("UPDATE password_resets SET requested_at = now() - interval '1 minute'")
    assert await api.change(REQUEST_PASSWORD_RESET, email=email) == {"errors": []}
    assert await email_worker.deliver() == 1
    return email_worker.newest_token(email)


async def deliveries() -> list[str]:
    found = await rows("SELECT status FROM deliveries WHERE kind = 'password_reset' ORDER BY created_at, id")
    return [each["status"] for each in found]


async def assert_refused(api: Api, token: str) -> None:
    answer = await api.change(RESET_PASSWORD, token=token, password=NEW_PASSWORD)
    (error,) = answer["errors"]
    assert (error["code"], error["path"]) == ("INVALID_TOKEN", ["token"])
    assert "ask for a new link" in error["message"]


async def sign_in(api: Api, password: str) -> str | None:
    token: str | None = (await api.change(SIGN_IN, email=ADA_EMAIL, password=password, bearer=True))["sessionToken"]
    return token


class TestRequest:
    @pytest.mark.parametrize("email", [ADA_EMAIL, "nobody@example.com"], ids=["an account", "nobody"])
    async def test_is_answered_alike_and_not_before_its_time(self, api: Api, email: str) -> None:
        await make_user(ADA_EMAIL)
        started = time.monotonic()
        for _ in range(2):
            assert await api.change(REQUEST_PASSWORD_RESET, email=email) == {"errors": []}
        assert time.monotonic() - started >= 2 * password_reset.ANSWER_SECONDS
        assert len(await deliveries()) == (email == ADA_EMAIL)

    @pytest.mark.parametrize(("email", "code"), [("", "REQUIRED"), ("ada", "INVALID_EMAIL"), ("a" * 255, "TOO_LONG")])
    async def test_for_what_is_no_address_is_refused(self, api: Api, email: str, code: str) -> None:
        (error,) = (await api.change(REQUEST_PASSWORD_RESET, email=email))["errors"]
        assert (error["code"], error["path"]) == (code, ["email"])

    async def test_is_possible_for_an_account_that_no_new_one_could_be_called(self, api: Api) -> None:
        user_id = await make_user(ADA_EMAIL)
        await rows("UPDATE users SET email = $2, email_key = $2 WHERE id = $1", user_id, "o\u2019brien@example.com")
        assert await api.change(REQUEST_PASSWORD_RESET, email="O\u2019Brien@example.com") == {"errors": []}
        assert await deliveries() == ["queued"]


class TestTheEmail:
    async def test_is_queued_once_and_wakes_the_email_worker(self, api: Api) -> None:
        user_id = await make_user(ADA_EMAIL)
        with hear() as heard:
            await api.change(REQUEST_PASSWORD_RESET, email=" ADA@Example.com ")
        assert heard.wake_ups == [SEND_EMAILS]
        assert heard.events == []
        assert await deliveries() == ["queued"]
        (entry,) = await audit_of(user_id)
        assert (entry["action"], entry["actor_name"]) == ("user.password_reset_requested", ADA_EMAIL)

    async def test_names_the_account_and_leads_to_the_page_for_a_new_password(
        self, api: Api, email_worker: EmailWorker
    ) -> None:
        await make_user(ADA_EMAIL, "Ada Lovelace")
        token = await asked_for(api, email_worker)
        (taken,) = email_worker.server.taken
        message = message_from_bytes(taken.content, policy=policy.default)
        text = message.get_body(("plain",))
        assert text is not None
        assert (message["To"], message["Subject"]) == (ADA_EMAIL, "Choose a new password for Senturo")
        assert message["Auto-Submitted"] == "auto-generated"
        assert "Hello Ada Lovelace," in text.get_content()
        assert f"{get_settings().public_url}/reset-password#{token}" in text.get_content().splitlines()
        assert await deliveries() == ["sent"]

    async def test_leads_there_whatever_host_the_request_names(self, api: Api, email_worker: EmailWorker) -> None:
        await make_user(ADA_EMAIL)
        api.http.headers.update({"Host": "evil.example", "X-Forwarded-Host": "evil.example"})
        await asked_for(api, email_worker)
        assert email_worker.newest_link(ADA_EMAIL).startswith(f"{get_settings().public_url}/reset-password#")

    async def test_is_not_queued_again_within_a_minute_however_often_it_is_asked_for(self, api: Api) -> None:
        await make_user(ADA_EMAIL)
        await asyncio.gather(*(api.change(REQUEST_PASSWORD_RESET, email=ADA_EMAIL) for _ in range(5)))
        assert await deliveries() == ["queued"]
        await rows("UPDATE password_resets SET requested_at = now() - interval '59 seconds'")
        await api.change(REQUEST_PASSWORD_RESET, email=ADA_EMAIL)
        assert await deliveries() == ["queued"]

    async def test_still_waiting_gives_way_to_a_newer_one(self, api: Api, email_worker: EmailWorker) -> None:
        await make_user(ADA_EMAIL)
        await api.change(REQUEST_PASSWORD_RESET, email=ADA_EMAIL)
        await asked_for(api, email_worker)
        assert await deliveries() == ["canceled", "sent"]

    @pytest.mark.parametrize("moment", ["expires_at", "used_at"])
    async def test_whose_link_is_of_no_use_any_more_is_not_sent(
        self, api: Api, email_worker: EmailWorker, moment: str
    ) -> None:
        await make_user(ADA_EMAIL)
        await api.change(REQUEST_PASSWORD_RESET, email=ADA_EMAIL)
        await rows(f"UPDATE password_resets SET {moment} = now()")
        await email_worker.deliver()
        assert (email_worker.server.taken, await deliveries()) == ([], ["canceled"])

    async def test_is_tried_again_with_the_same_link_like_any_other(self, api: Api, email_worker: EmailWorker) -> None:
        user_id = await make_user(ADA_EMAIL)
        email_worker.server.on("rcpt", reply(451), times=1)
        await api.change(REQUEST_PASSWORD_RESET, email=ADA_EMAIL)
        await email_worker.deliver()
        assert await deliveries() == ["deferred"]
        await rows("UPDATE deliveries SET due_at = now()")
        await email_worker.deliver()
        assert await deliveries() == ["sent"]
        answer = await api.change(RESET_PASSWORD, token=email_worker.newest_token(ADA_EMAIL), password=NEW_PASSWORD)
        assert codes(answer) == []
        assert len(await audit_of(user_id)) == 2

    async def test_leaves_nothing_in_the_database_that_its_link_could_be_made_from(
        self, api: Api, email_worker: EmailWorker
    ) -> None:
        await make_user(ADA_EMAIL)
        token = await asked_for(api, email_worker)
        mac = token.rpartition(".")[2]
        for table in ("password_resets", "deliveries", "delivery_attempts", "audit_entries", "users"):
            for found in await rows(f"SELECT to_jsonb(t)::text AS row FROM {table} t"):
                assert mac not in found["row"]


class TestResetPassword:
    async def test_the_new_password_is_good_and_the_old_one_is_not(self, api: Api, email_worker: EmailWorker) -> None:
        await make_user(ADA_EMAIL)
        answer = await api.change(RESET_PASSWORD, token=await asked_for(api, email_worker), password=NEW_PASSWORD)
        assert answer == {"errors": []}
        assert await sign_in(api, PASSWORD) is None
        assert await sign_in(api, NEW_PASSWORD) is not None

    async def test_ends_every_session_and_starts_none(self, api: Api, email_worker: EmailWorker) -> None:
        user_id = await make_user(ADA_EMAIL)
        tokens = [await sign_in(api, PASSWORD) for _ in range(2)]
        assert len(await sessions_of(user_id)) == 2
        await api.change(RESET_PASSWORD, token=await asked_for(api, email_worker), password=NEW_PASSWORD)
        assert await sessions_of(user_id) == []
        assert [await api.ask(ME, token) for token in tokens] == [None, None]
        assert await api.ask(ME) is None

    async def test_asked_for_by_somebody_signed_in_leaves_that_session_alone(
        self, api: Api, email_worker: EmailWorker
    ) -> None:
        user_id = await make_user(ADA_EMAIL)
        own, other = await sign_in(api, PASSWORD), await sign_in(api, PASSWORD)
        await api.change(RESET_PASSWORD, own, token=await asked_for(api, email_worker), password=NEW_PASSWORD)
        assert len(await sessions_of(user_id)) == 1
        assert (await api.ask(ME, own))["user"]["email"] == ADA_EMAIL
        assert await api.ask(ME, other) is None

    async def test_leaves_other_peoples_sessions_alone(self, api: Api, email_worker: EmailWorker) -> None:
        await make_user(ADA_EMAIL)
        stranger = await make_user("eve@example.com")
        await api.change(SIGN_IN, email="eve@example.com", password=PASSWORD, bearer=True)
        await api.change(RESET_PASSWORD, token=await asked_for(api, email_worker), password=NEW_PASSWORD)
        assert len(await sessions_of(stranger)) == 1

    async def test_is_kept_in_the_audit_without_the_password(self, api: Api, email_worker: EmailWorker) -> None:
        user_id = await make_user(ADA_EMAIL)
        await api.change(RESET_PASSWORD, token=await asked_for(api, email_worker), password=NEW_PASSWORD)
        entry = (await audit_of(user_id))[-1]
        assert (entry["action"], entry["actor_user_id"], entry["organization_id"]) == (
            "user.password_reset",
            user_id,
            None,
        )
        assert entry["changes"] == {}

    @pytest.mark.parametrize(
        ("password", "code"),
        [("", "REQUIRED"), ("short", "WEAK_PASSWORD"), (ADA_EMAIL, "WEAK_PASSWORD"), ("x" * 1025, "TOO_LONG")],
    )
    async def test_a_password_that_is_refused_consumes_nothing(
        self, api: Api, email_worker: EmailWorker, password: str, code: str
    ) -> None:
        await make_user(ADA_EMAIL)
        token = await asked_for(api, email_worker)
        (error,) = (await api.change(RESET_PASSWORD, token=token, password=password))["errors"]
        assert (error["code"], error["path"]) == (code, ["password"])
        assert codes(await api.change(RESET_PASSWORD, token=token, password=NEW_PASSWORD)) == []


class TestTheLink:
    async def test_is_good_once(self, api: Api, email_worker: EmailWorker) -> None:
        await make_user(ADA_EMAIL)
        token = await asked_for(api, email_worker)
        answers = await asyncio.gather(
            *(api.change(RESET_PASSWORD, token=token, password=f"{NEW_PASSWORD} {number}") for number in range(4))
        )
        assert sorted(codes(answer) for answer in answers) == [[], *[["INVALID_TOKEN"]] * 3]
        await assert_refused(api, token)

    async def test_is_good_for_an_hour(self, api: Api, email_worker: EmailWorker) -> None:
        await make_user(ADA_EMAIL)
        token = await asked_for(api, email_worker)
        lifetime = await value("SELECT extract(epoch FROM expires_at - requested_at)::int FROM password_resets")
        assert lifetime == 3600
        await rows("UPDATE password_resets SET expires_at = now()")
        await assert_refused(api, token)

    async def test_is_good_beside_a_newer_one_until_either_is_used(self, api: Api, email_worker: EmailWorker) -> None:
        """A stranger who keeps asking does not keep ending the link that the owner has just opened."""
        await make_user(ADA_EMAIL)
        older, newer = await asked_for(api, email_worker), await asked_for(api, email_worker)
        assert codes(await api.change(RESET_PASSWORD, token=older, password=NEW_PASSWORD)) == []
        await assert_refused(api, newer)
        await email_worker.deliver()
        newest = await asked_for(api, email_worker)
        for used_up in (older, newer):
            await assert_refused(api, used_up)
        assert codes(await api.change(RESET_PASSWORD, token=newest, password=f"{NEW_PASSWORD} 2")) == []

    async def test_is_good_for_an_hour_also_where_a_newer_one_is_good_for_longer(
        self, api: Api, email_worker: EmailWorker
    ) -> None:
        await make_user(ADA_EMAIL)
        await asked_for(api, email_worker)
        found = await rows("SELECT id, nonce, generation FROM password_resets")
        keys, reset_id, nonce = get_settings().secret_keys, found[0]["id"], found[0]["nonce"]
        old = make_token(keys, Purpose.PASSWORD_RESET, reset_id, found[0]["generation"] - 62, nonce)
        await assert_refused(api, old)

    async def test_opens_nothing_else_and_nothing_else_opens_it(self, api: Api, email_worker: EmailWorker) -> None:
        await make_user(ADA_EMAIL)
        token = await asked_for(api, email_worker)
        assert codes(await api.change(ACCEPT, token=token, name="Ada", password=NEW_PASSWORD)) == ["INVALID_TOKEN"]
        await assert_refused(api, await link_token(await make_invitation(await make_admin())))

    async def test_forged_mangled_or_of_nobody_is_refused(self, api: Api, email_worker: EmailWorker) -> None:
        await make_user(ADA_EMAIL)
        token = await asked_for(api, email_worker)
        found = await rows("SELECT id, nonce FROM password_resets")
        reset_id: UUID = found[0]["id"]
        keys = get_settings().secret_keys
        for forged in (
            "",
            token[:-1],
            f"{token[:-1]}{'A' if token[-1] != 'A' else 'B'}",
            make_token(keys, Purpose.INVITATION, reset_id, 1, found[0]["nonce"]),
            make_token(keys, Purpose.PASSWORD_RESET, reset_id, 2, found[0]["nonce"]),
            make_token(keys, Purpose.PASSWORD_RESET, reset_id, 1, b"another nonce..."),
            make_token(keys, Purpose.PASSWORD_RESET, UUID(int=7), 1, found[0]["nonce"]),
        ):
            await assert_refused(api, forged)
        assert codes(await api.change(RESET_PASSWORD, token=token, password=NEW_PASSWORD)) == []


class TestAnOldPasswordOnItsWay:
    async def test_starts_no_session_that_outlives_the_reset(
        self, api: Api, email_worker: EmailWorker, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Verifying takes a while: the reset comes in between."""
        user_id = await make_user(ADA_EMAIL)
        token = await asked_for(api, email_worker)

        async def verify_while_it_is_reset(password: str, password_hash: str | None) -> bool:
            is_right = await verify_password(password, password_hash)
            await password_reset.reset_password(token, NEW_PASSWORD)
            return is_right

        with monkeypatch.context() as patched:
            patched.setattr(password_check, "verify_password", verify_while_it_is_reset)
            answer = await api.change(SIGN_IN, email=ADA_EMAIL, password=PASSWORD, bearer=True)
        assert codes(answer) == ["INVALID_CREDENTIALS"]
        assert await sessions_of(user_id) == []
