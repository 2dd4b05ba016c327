"""The same request under the same key is done once and answered alike; a refusal is decided again."""

import asyncio
from typing import Any

import pytest

from app.database.sql import rows, value
from app.idempotency.actions import forget_old_keys
from app.organizations.roles import Role
from tests.support.factories import (
    global_id,
    make_admin,
    make_group,
    make_invitation,
    make_member,
    make_organization,
    token_of,
)
from tests.support.graphql_client import Api, codes
from tests.support.graphql_operations import INVITE, RESEND, REVOKE

ADA: dict[str, Any] = {"email": "ada@example.com", "role": "ANALYST", "idempotencyKey": "key 1"}


class TestInvite:
    async def test_the_second_request_is_answered_like_the_first(self, api: Api) -> None:
        token = await token_of(await make_admin())
        first = await api.change(INVITE, token, **ADA)
        assert first["errors"] == []
        assert await api.change(INVITE, token, **ADA) == first
        assert await value("SELECT count(*) FROM invitations") == 1
        assert await value("SELECT count(*) FROM deliveries") == 1

    async def test_another_spelling_and_order_is_the_same_input(self, api: Api) -> None:
        admin = await make_admin()
        token = await token_of(admin)
        groups = [global_id("Group", await make_group(admin.organization_id)) for _ in range(2)]
        first = await api.change(INVITE, token, **ADA, groupIds=groups)
        again = await api.change(INVITE, token, **{**ADA, "email": " ADA@Example.com"}, groupIds=groups[::-1])
        assert again == first

    @pytest.mark.parametrize("change", [{"email": "bob@example.com"}, {"role": "REMOTE"}])
    async def test_another_input_under_the_key_is_refused(self, api: Api, change: dict[str, str]) -> None:
        token = await token_of(await make_admin())
        await api.change(INVITE, token, **ADA)
        (error,) = (await api.change(INVITE, token, **{**ADA, **change}))["errors"]
        assert (error["code"], error["path"]) == ("IDEMPOTENCY_KEY_REUSED", ["idempotencyKey"])

    async def test_of_ten_at_once_one_is_done_and_all_are_answered_with_it(self, api: Api) -> None:
        token = await token_of(await make_admin())
        answers = await asyncio.gather(*(api.change(INVITE, token, **ADA) for _ in range(10)))
        assert [answer["errors"] for answer in answers] == [[]] * 10
        assert len({answer["invitation"]["id"] for answer in answers}) == 1
        assert await value("SELECT count(*) FROM invitations") == 1

    async def test_a_refusal_is_decided_again(self, api: Api) -> None:
        admin = await make_admin()
        token = await token_of(admin)
        made = await make_invitation(admin, ADA["email"])
        assert codes(await api.change(INVITE, token, **ADA)) == ["ALREADY_INVITED"]
        await api.change(REVOKE, token, invitationIds=[global_id("Invitation", made)])
        assert codes(await api.change(INVITE, token, **ADA)) == []

    async def test_the_answer_shows_what_has_become_of_it_since(self, api: Api) -> None:
        token = await token_of(await make_admin())
        first = await api.change(INVITE, token, **ADA)
        await api.change(REVOKE, token, invitationIds=[first["invitation"]["id"]])
        again = await api.change(INVITE, token, **ADA)
        assert (again["invitation"]["id"], again["invitation"]["status"]) == (first["invitation"]["id"], "REVOKED")

    async def test_a_key_belongs_to_one_person_in_one_organization(self, api: Api) -> None:
        admin = await make_admin()
        await api.change(INVITE, await token_of(admin), **ADA)
        colleague = await make_member(admin.organization_id)
        elsewhere = await make_member(await make_organization(), user_id=admin.user_id)
        assert codes(await api.change(INVITE, await token_of(colleague), **ADA)) == ["ALREADY_INVITED"]
        assert codes(await api.change(INVITE, await token_of(elsewhere), **ADA)) == []

    async def test_who_may_not_invite_any_more_is_answered_nothing_new(self, api: Api) -> None:
        admin = await make_admin()
        token = await token_of(admin)
        await rows("UPDATE memberships SET role = $1", Role.REMOTE)
        assert codes(await api.change(INVITE, token, **ADA)) == ["NOT_PERMITTED"]
        assert await value("SELECT count(*) FROM idempotency_keys") == 0

    async def test_after_a_day_the_key_is_free(self, api: Api) -> None:
        token = await token_of(await make_admin())
        await api.change(INVITE, token, **ADA)
        await rows("UPDATE idempotency_keys SET created_at = now() - interval '25 hours'")
        assert codes(await api.change(INVITE, token, **{**ADA, "email": "bob@example.com"})) == []
        await rows("UPDATE idempotency_keys SET created_at = now() - interval '25 hours'")
        await forget_old_keys()
        assert await value("SELECT count(*) FROM idempotency_keys") == 0

    @pytest.mark.parametrize(
        ("key", "code"), [("", "REQUIRED"), ("a\0b", "REQUIRED"), ("k" * 256, "TOO_LONG"), ("k" * 50_000, "TOO_LONG")]
    )
    async def test_a_key_is_of_1_to_255_visible_characters(self, api: Api, key: str, code: str) -> None:
        (error,) = (await api.change(INVITE, await token_of(await make_admin()), **{**ADA, "idempotencyKey": key}))[
            "errors"
        ]
        assert (error["code"], error["path"]) == (code, ["idempotencyKey"])

    @pytest.mark.parametrize("key", ["k" * 255, "💥" * 255, "'; --", "%", " "])
    async def test_a_key_may_hold_anything_visible(self, api: Api, key: str) -> None:
        token = await token_of(await make_admin())
        first = await api.change(INVITE, token, **{**ADA, "idempotencyKey": key})
        assert first["errors"] == []
        assert await api.change(INVITE, token, **{**ADA, "idempotencyKey": key}) == first


class TestResend:
    async def test_of_two_requests_one_is_done(self, api: Api) -> None:
        admin = await make_admin()
        token = await token_of(admin)
        asked = [global_id("Invitation", await make_invitation(admin)) for _ in range(2)]
        first, again = [await api.change(RESEND, token, invitationIds=asked, idempotencyKey="once") for _ in range(2)]
        assert (again, first["errors"]) == (first, [])
        assert await value("SELECT max(generation) FROM invitations") == 2

    async def test_of_ten_at_once_one_is_done_and_all_are_answered_with_it(self, api: Api) -> None:
        admin = await make_admin()
        token = await token_of(admin)
        asked = {"invitationIds": [global_id("Invitation", await make_invitation(admin))], "idempotencyKey": "once"}
        answers = await asyncio.gather(*(api.change(RESEND, token, **asked) for _ in range(10)))
        assert answers == [answers[0]] * 10
        assert answers[0]["errors"] == []
        assert await value("SELECT generation FROM invitations") == 2
        assert await value("SELECT count(*) FROM deliveries") == 2

    async def test_with_a_refusal_among_them_it_is_decided_again(self, api: Api) -> None:
        admin = await make_admin()
        token = await token_of(admin)
        asked = [global_id("Invitation", await make_invitation(admin)), global_id("Invitation", admin.user_id)]
        for _ in range(2):
            assert codes(await api.change(RESEND, token, invitationIds=asked, idempotencyKey="once")) == ["NOT_FOUND"]
        assert await value("SELECT count(*) FROM idempotency_keys") == 0

    async def test_other_ids_under_the_key_are_refused(self, api: Api) -> None:
        admin = await make_admin()
        token = await token_of(admin)
        first, second = [global_id("Invitation", await make_invitation(admin)) for _ in range(2)]
        await api.change(RESEND, token, invitationIds=[first], idempotencyKey="once")
        answer = await api.change(RESEND, token, invitationIds=[second], idempotencyKey="once")
        assert codes(answer) == ["IDEMPOTENCY_KEY_REUSED"]

    async def test_a_key_of_another_mutation_is_another_key(self, api: Api) -> None:
        token = await token_of(await make_admin())
        made = await api.change(INVITE, token, **ADA)
        answer = await api.change(RESEND, token, invitationIds=[made["invitation"]["id"]], idempotencyKey="key 1")
        assert answer["errors"] == []
