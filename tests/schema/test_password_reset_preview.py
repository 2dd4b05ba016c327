"""What the page of a password-reset link knows before it asks for a password."""

from uuid import UUID

import pytest

from app.database.sql import rows, value
from app.links import Purpose, make_token
from app.settings import get_settings
from tests.schema.test_password_reset import NEW_PASSWORD, asked_for, assert_refused
from tests.support.changed_rate_limits import Limit
from tests.support.factories import link_token, make_admin, make_invitation, make_user
from tests.support.graphql_client import Api, ApiError
from tests.support.graphql_operations import RESET_PASSWORD
from tests.support.in_process_email_worker import EmailWorker
from tests.support.people import ADA_EMAIL

PREVIEW_RESET = "query ($token: String!) { passwordResetPreview(token: $token) { status } }"


class TestPreview:
    async def test_a_link_is_valid_until_it_is_used(self, api: Api, email_worker: EmailWorker) -> None:
        await make_user(ADA_EMAIL)
        token = await asked_for(api, email_worker)
        for _ in range(3):
            assert await api.ask(PREVIEW_RESET, token=f" {token}\n") == {"status": "VALID"}
        assert await api.change(RESET_PASSWORD, token=token, password=NEW_PASSWORD) == {"errors": []}
        assert await api.ask(PREVIEW_RESET, token=token) == {"status": "USED"}

    async def test_it_says_what_choosing_a_password_would(self, api: Api, email_worker: EmailWorker) -> None:
        """The earlier links of the hour stay good until one of them is used; then the next link replaces them all."""
        await make_user(ADA_EMAIL)
        first = await asked_for(api, email_worker)
        second = await asked_for(api, email_worker)
        assert [await api.ask(PREVIEW_RESET, token=each) for each in (first, second)] == [{"status": "VALID"}] * 2
        assert await api.change(RESET_PASSWORD, token=first, password=NEW_PASSWORD) == {"errors": []}
        assert [await api.ask(PREVIEW_RESET, token=each) for each in (first, second)] == [{"status": "USED"}] * 2
        await assert_refused(api, second)
        assert await email_worker.deliver() == 1  # the password was changed
        third = await asked_for(api, email_worker)
        assert await api.ask(PREVIEW_RESET, token=third) == {"status": "VALID"}
        assert await api.ask(PREVIEW_RESET, token=second) == {"status": "INVALID"}

    async def test_its_hour_ends(self, api: Api, email_worker: EmailWorker) -> None:
        await make_user(ADA_EMAIL)
        token = await asked_for(api, email_worker)
        await rows("UPDATE password_resets SET expires_at = now() - interval '1 second'")
        assert await api.ask(PREVIEW_RESET, token=token) == {"status": "EXPIRED"}
        await assert_refused(api, token)

    async def test_what_is_no_link_is_invalid_whoever_has_an_account(self, api: Api, email_worker: EmailWorker) -> None:
        await make_user(ADA_EMAIL)
        token = await asked_for(api, email_worker)
        parts = token.split(".")
        reset_id = await value("SELECT id FROM password_resets")
        nonce = await value("SELECT nonce FROM password_resets")
        keys = get_settings().secret_keys
        for wrong in (
            "",
            "null",
            "a" * 50_000,
            token[:-1],
            ".".join([*parts[:3], str(int(parts[3]) + 1), parts[4]]),
            make_token(keys, Purpose.PASSWORD_RESET, reset_id, int(parts[3]) + 1, nonce),
            make_token(keys, Purpose.INVITATION, reset_id, int(parts[3]), nonce),
            make_token(keys, Purpose.PASSWORD_RESET, UUID(int=7), 1, nonce),
            await link_token(await make_invitation(await make_admin())),
        ):
            assert await api.ask(PREVIEW_RESET, token=wrong) == {"status": "INVALID"}

    async def test_guesses_are_limited_and_a_link_is_no_guess(
        self, api: Api, email_worker: EmailWorker, limit: Limit
    ) -> None:
        limit(tokens_per_network="2/1h")
        await make_user(ADA_EMAIL)
        token = await asked_for(api, email_worker)
        for _ in range(2):
            await api.ask(PREVIEW_RESET, token=f"{token}x")
        with pytest.raises(ApiError) as raised:
            await api.ask(PREVIEW_RESET, token=f"{token}x")
        assert raised.value.code == "RATE_LIMITED"
        assert await api.ask(PREVIEW_RESET, token=token) == {"status": "VALID"}

    async def test_over_get_it_is_refused(self, api: Api) -> None:
        response = await api.http.get("/graphql", params={"query": '{ passwordResetPreview(token: "x") { status } }'})
        assert response.json()["errors"][0]["extensions"]["code"] == "BAD_REQUEST"
