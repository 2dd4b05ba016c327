"""Signing in and out, and what the signed-in see of themselves."""

from typing import Any

import pytest
from argon2 import Parameters, PasswordHasher, extract_parameters

from app.database.sql import rows, value
from app.organizations.roles import Role
from app.users.passwords import hash_password
from app.users.sessions import start_session
from tests.support.factories import (
    PASSWORD,
    global_id,
    make_admin,
    make_group,
    make_invitation,
    make_member,
    make_organization,
    make_user,
    token_of,
)
from tests.support.graphql_client import Api, ApiError, codes
from tests.support.graphql_operations import ME, SIGN_IN, SIGN_OUT


class TestSignIn:
    @pytest.mark.parametrize("email", ["ada@bücher.example", " ADA@BÜCHER.example ", "Ada@xn--bcher-kva.example"])
    async def test_any_spelling_of_the_address_signs_in(self, api: Api, email: str) -> None:
        await make_member(await make_organization(), email="ada@bücher.example", name="Ada")
        answer = await api.change(SIGN_IN, email=email, password=PASSWORD, bearer=True)
        assert (answer["errors"], answer["viewer"]["user"]["name"]) == ([], "Ada")
        assert await api.ask(ME, answer["sessionToken"]) == answer["viewer"]

    async def test_without_bearer_there_is_a_cookie_and_no_token(self, api: Api) -> None:
        admin = await make_admin()
        answer = await api.change(SIGN_IN, email=admin.email, password=PASSWORD)
        assert answer["sessionToken"] is None
        assert {cookie.name for cookie in api.http.cookies.jar} == {"session", "device"}
        assert all(cookie.has_nonstandard_attr("HttpOnly") for cookie in api.http.cookies.jar)
        assert (await api.ask(ME))["user"]["email"] == admin.email

    async def test_with_bearer_there_is_no_cookie(self, api: Api) -> None:
        admin = await make_admin()
        await api.change(SIGN_IN, email=admin.email, password=PASSWORD, bearer=True)
        assert not list(api.http.cookies.jar)

    async def test_a_password_typed_on_another_keyboard_is_the_same(self, api: Api) -> None:
        user_id = await make_user("ada@example.com")
        composed, decomposed = "Zo\u00eb likes long walks", "Zoe\u0308 likes long walks"
        await rows("UPDATE users SET password_hash = $2 WHERE id = $1", user_id, await hash_password(composed))
        assert codes(await api.change(SIGN_IN, email="ada@example.com", password=decomposed, bearer=True)) == []

    async def test_it_is_the_organization_used_last(self, api: Api) -> None:
        first, second = await make_organization("First"), await make_organization("Second")
        member = await make_member(first, email="ada@example.com")
        await make_member(second, user_id=member.user_id)
        for organization_id, name in ((first, "First"), (second, "Second")):
            await rows("UPDATE users SET last_organization_id = $1", organization_id)
            answer = await api.change(SIGN_IN, email="ada@example.com", password=PASSWORD, bearer=True)
            assert answer["viewer"]["organization"]["name"] == name
            assert [each["name"] for each in answer["viewer"]["organizations"]] == ["First", "Second"]

    async def test_it_is_another_one_where_the_last_is_gone(self, api: Api) -> None:
        member = await make_member(await make_organization("First"), email="ada@example.com")
        await rows("UPDATE users SET last_organization_id = $1", await make_organization("Left"))
        answer = await api.change(SIGN_IN, email=member.email, password=PASSWORD, bearer=True)
        assert answer["viewer"]["organization"]["name"] == "First"


class TestARefusedSignIn:
    async def test_known_and_unknown_addresses_are_answered_alike_after_the_same_work(
        self, api: Api, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        work: list[Parameters] = []
        verify = PasswordHasher.verify

        def counted(hasher: PasswordHasher, password_hash: str, password: str) -> bool:
            work.append(extract_parameters(password_hash))
            return verify(hasher, password_hash, password)

        monkeypatch.setattr(PasswordHasher, "verify", counted)
        await make_member(await make_organization(), email="ada@example.com")
        answers = [
            await api.http.post(
                "/graphql",
                json={"query": SIGN_IN, "variables": {"input": {"email": email, "password": "not the right one"}}},
            )
            for email in ("ada@example.com", "nobody@example.com", "no address", "")
        ]
        assert len({answer.content for answer in answers}) == 1
        assert answers[0].json()["data"]["signIn"]["errors"][0]["code"] == "INVALID_CREDENTIALS"
        assert work == [work[0]] * 4
        assert not any("set-cookie" in answer.headers for answer in answers)

    @pytest.mark.parametrize("password", ["", " ", "\0", PASSWORD.upper(), f"{PASSWORD} ", PASSWORD[:-1], "x" * 50_000])
    async def test_a_wrong_password_of_any_kind(self, api: Api, password: str) -> None:
        admin = await make_admin()
        answer = await api.change(SIGN_IN, email=admin.email, password=password, bearer=True)
        assert (codes(answer), answer["viewer"], answer["sessionToken"]) == (["INVALID_CREDENTIALS"], None, None)
        assert await value("SELECT count(*) FROM sessions") == 0


class TestSession:
    async def test_signing_out_ends_it_at_once_and_no_other(self, api: Api) -> None:
        admin = await make_admin()
        first, second = await token_of(admin), await token_of(admin)
        assert await api.ask(SIGN_OUT, first) == {"errors": []}
        assert await api.ask(ME, first) is None
        assert await api.ask(ME, second) is not None

    async def test_signing_out_signed_out_is_unauthenticated(self, api: Api) -> None:
        with pytest.raises(ApiError) as raised:
            await api.ask(SIGN_OUT)
        assert raised.value.code == "UNAUTHENTICATED"

    async def test_a_session_too_old_is_none(self, api: Api) -> None:
        token = await token_of(await make_admin())
        await rows("UPDATE sessions SET expires_at = now()")
        assert await api.ask(ME, token) is None

    async def test_what_is_kept_of_it_is_no_key_to_it(self, api: Api) -> None:
        token = await token_of(await make_admin())
        kept: bytes = await value("SELECT token_hash FROM sessions")
        assert await api.ask(ME, kept.hex()) is None
        assert await api.ask(ME, token) is not None


class TestViewer:
    async def test_is_null_signed_out(self, api: Api) -> None:
        assert await api.ask(ME) is None

    @pytest.mark.parametrize(
        ("role", "assignable"),
        [
            (Role.ADMIN, ["ADMIN", "GROUP_ADMIN", "INVESTIGATOR", "ANALYST", "BROADCASTER", "REMOTE"]),
            (Role.GROUP_ADMIN, ["GROUP_ADMIN", "INVESTIGATOR", "ANALYST", "BROADCASTER", "REMOTE"]),
            (Role.INVESTIGATOR, []),
            (Role.ANALYST, []),
            (Role.BROADCASTER, []),
            (Role.REMOTE, []),
        ],
    )
    async def test_knows_the_roles_to_give(self, api: Api, role: Role, assignable: list[str]) -> None:
        organization_id = await make_organization()
        member = await make_member(organization_id, role, [await make_group(organization_id)])
        viewer = await api.ask(ME, await token_of(member))
        assert (viewer["assignableRoles"], viewer["canInvite"]) == (assignable, bool(assignable))

    async def test_sees_the_invitations_that_wait_for_the_own_address(self, api: Api) -> None:
        session = await start_session(await make_user("ADA@bücher.example"), None)
        made = await make_invitation(await make_admin(), "ada@xn--bcher-kva.example")
        await make_invitation(await make_admin(), "somebody.else@example.com")
        viewer: dict[str, Any] = await api.ask(ME, session)
        assert (viewer["member"], viewer["organization"], viewer["organizations"]) == (None, None, [])
        assert (viewer["canInvite"], viewer["assignableRoles"], viewer["isOperator"]) == (False, [], False)
        assert [each["id"] for each in viewer["waitingInvitations"]] == [global_id("Invitation", made)]
