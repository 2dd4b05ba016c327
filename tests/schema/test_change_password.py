"""Choosing a new password while signed in: what it takes, what it ends, and who is told."""

import asyncio
from email import message_from_bytes, policy
from typing import Any

import pytest

from app.database.sql import rows
from app.users.sessions import start_session
from tests.support.audit_entries import audit_of
from tests.support.factories import PASSWORD, make_admin, make_member, make_organization, make_user, token_of
from tests.support.graphql_client import Api, ApiError, codes
from tests.support.graphql_operations import CHANGE_PASSWORD, ME, REQUEST_PASSWORD_RESET, RESET_PASSWORD, SIGN_IN
from tests.support.in_process_email_worker import EmailWorker
from tests.support.people import ADA_EMAIL

NEW_PASSWORD = "quite another long password"


async def change(api: Api, token: str | None, current: str = PASSWORD, new: str = NEW_PASSWORD) -> dict[str, Any]:
    return await api.change(CHANGE_PASSWORD, token, currentPassword=current, newPassword=new)


async def sign_in(api: Api, password: str, *, bearer: bool = True) -> list[str]:
    return codes(await api.change(SIGN_IN, email=ADA_EMAIL, password=password, bearer=bearer))


async def kinds() -> list[str]:
    return [each["kind"] for each in await rows("SELECT kind FROM account_events ORDER BY created_at, id")]


class TestChangePassword:
    async def test_the_new_one_is_good_from_now_on_and_the_old_one_no_more(self, api: Api) -> None:
        user_id = await make_user(ADA_EMAIL)
        answer = await change(api, await start_session(user_id, None))
        assert answer["errors"] == []
        assert answer["viewer"] is not None
        assert await sign_in(api, PASSWORD) == ["INVALID_CREDENTIALS"]
        assert await sign_in(api, NEW_PASSWORD) == []
        (entry,) = await audit_of(user_id)
        assert (entry["action"], entry["actor_user_id"], entry["changes"]) == ("user.password_changed", user_id, {})
        assert (await kinds())[0] == "password_changed"

    async def test_every_other_session_ends_and_this_one_goes_on(self, api: Api) -> None:
        admin, stranger = await make_admin(), await make_admin()
        other = await make_member(await make_organization(), user_id=admin.user_id)
        here, there, elsewhere = await token_of(admin), await token_of(admin), await token_of(other)
        foreign = await token_of(stranger)
        assert codes(await change(api, here)) == []
        assert [(await api.ask(ME, each)) is not None for each in (here, there, elsewhere, foreign)] == [
            True,
            False,
            False,
            True,
        ]

    async def test_links_that_could_reset_it_end_too(self, api: Api, email_worker: EmailWorker) -> None:
        token = await start_session(await make_user(ADA_EMAIL), None)
        await api.change(REQUEST_PASSWORD_RESET, email=ADA_EMAIL)
        await email_worker.deliver()
        link = email_worker.newest_token(ADA_EMAIL)
        assert codes(await change(api, token)) == []
        answer = await api.change(RESET_PASSWORD, token=link, password="a third and longer password")
        assert codes(answer) == ["INVALID_TOKEN"]
        assert await sign_in(api, NEW_PASSWORD) == []

    async def test_the_account_s_address_is_told(self, api: Api, email_worker: EmailWorker) -> None:
        token = await start_session(await make_user(ADA_EMAIL, "Ada Lovelace"), None)
        await change(api, token)
        assert await email_worker.deliver() == 1
        (taken,) = email_worker.server.taken
        message = message_from_bytes(taken.content, policy=policy.default)
        text = message.get_body(("plain",))
        assert text is not None
        assert (message["To"], message["Subject"]) == (ADA_EMAIL, "Your Senturo password was changed")
        assert "knew the old one or can read your email" in text.get_content()

    async def test_this_browser_stays_a_known_one(self, api: Api, limit: Any) -> None:
        limit(sign_ins_per_address="1/1h")
        await make_user(ADA_EMAIL)
        await sign_in(api, PASSWORD, bearer=False)
        assert codes(await change(api, None)) == []
        # A stranger in the same network uses the account's limit up.
        device = next(cookie for cookie in api.http.cookies.jar if cookie.name == "device")
        api.http.cookies.clear()
        assert [await sign_in(api, "wrong password") for _ in range(2)][-1] == ["RATE_LIMITED"]
        api.http.cookies.set(device.name, device.value or "", domain=device.domain)
        assert await sign_in(api, NEW_PASSWORD) == []


class TestRefusals:
    async def test_a_wrong_current_password_changes_nothing(self, api: Api) -> None:
        user_id = await make_user(ADA_EMAIL)
        token, other = [await start_session(user_id, None) for _ in range(2)]
        (error,) = (await change(api, token, current="not the current password"))["errors"]
        assert (error["code"], error["path"]) == ("INVALID_CREDENTIALS", ["currentPassword"])
        assert error["message"] == "This is not your current password."
        assert await api.ask(ME, other) is not None
        assert await sign_in(api, PASSWORD) == []
        assert (await kinds())[0] == "sign_in_refused"

    async def test_guessing_the_current_one_is_limited_together_with_signing_in(self, api: Api, limit: Any) -> None:
        limit(sign_ins_per_address="3/1h")
        token = await start_session(await make_user(ADA_EMAIL), None)
        tried = [codes(await change(api, token, current=f"guess number {n}")) for n in range(2)]
        tried += [await sign_in(api, "guess number 3"), codes(await change(api, token, current=PASSWORD))]
        assert tried == [["INVALID_CREDENTIALS"]] * 3 + [["RATE_LIMITED"]]
        assert await sign_in(api, PASSWORD) == ["RATE_LIMITED"]

    @pytest.mark.parametrize(
        ("new", "code"),
        [
            ("", "REQUIRED"),
            ("x" * 1025, "TOO_LONG"),
            ("too short", "WEAK_PASSWORD"),
            ("password1234", "WEAK_PASSWORD"),
            ("Ada Lovelace", "WEAK_PASSWORD"),
            (ADA_EMAIL, "WEAK_PASSWORD"),
        ],
    )
    async def test_a_new_password_is_held_to_the_one_rule(self, api: Api, new: str, code: str) -> None:
        token = await start_session(await make_user(ADA_EMAIL, "Ada Lovelace"), None)
        (error,) = (await change(api, token, new=new))["errors"]
        assert (error["code"], error["path"]) == (code, ["newPassword"])
        assert await sign_in(api, PASSWORD) == []

    async def test_of_two_at_once_one_is_done(self, api: Api) -> None:
        user_id = await make_user(ADA_EMAIL)
        tokens = [await start_session(user_id, None) for _ in range(2)]
        news = ["the first of two long passwords", "the second of two long passwords"]
        answers = await asyncio.gather(
            *(change(api, token, new=new) for token, new in zip(tokens, news, strict=True)), return_exceptions=True
        )
        done = [isinstance(each, dict) and not each["errors"] for each in answers]
        assert sorted(done) == [False, True]
        assert await sign_in(api, news[done.index(True)]) == []

    async def test_signed_out_nobody_may(self, api: Api) -> None:
        with pytest.raises(ApiError) as refused:
            await change(api, None)
        assert refused.value.code == "UNAUTHENTICATED"
