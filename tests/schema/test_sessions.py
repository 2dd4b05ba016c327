"""Where an account is signed in, and ending that from elsewhere."""

from typing import Any
from uuid import uuid4

import httpx2
import pytest
from starlette.applications import Starlette

from app.database.sql import rows
from app.organizations.roles import Role
from app.settings import Settings
from app.users import queries
from app.users.sessions import hash_token, start_session
from tests.support.factories import (
    PASSWORD,
    global_id,
    link_token,
    make_admin,
    make_invitation,
    make_member,
    make_organization,
    make_user,
    token_of,
)
from tests.support.graphql_client import Api, ApiError
from tests.support.graphql_operations import ACCEPT, END_SESSION, ME, SESSIONS, SIGN_IN
from tests.support.people import ADA_BEARER, ADA_EMAIL

NODE = "query ($id: ID!) { node(id: $id) { __typename ... on Session { network isCurrent } } }"


async def sessions(api: Api, token: str | None) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = (await api.ask(SESSIONS, token))["sessions"]
    return listed


async def own_id(api: Api, token: str) -> str:
    (current,) = [each["id"] for each in await sessions(api, token) if each["isCurrent"]]
    return str(current)


class TestSessions:
    async def test_are_listed_with_where_they_were_signed_in_this_one_first(
        self, database: None, app: Starlette, settings: Settings
    ) -> None:
        await make_user(ADA_EMAIL)
        tokens = []
        for host, agent in (("203.0.113.7", "Mozilla/5.0 Firefox/140.0"), ("2001:db8:1:2:3::4", "curl/8.5\t x")):
            transport = httpx2.ASGITransport(app, client=(host, 1))
            async with httpx2.AsyncClient(
                transport=transport, base_url=settings.public_url, headers={"user-agent": agent}
            ) as client:
                answer = await Api(client).change(SIGN_IN, email=ADA_EMAIL, password=PASSWORD, bearer=True)
                tokens.append(answer["sessionToken"])
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=settings.public_url) as client:
            this, other = await sessions(Api(client), tokens[0])
        assert (this["network"], this["userAgent"], this["isCurrent"]) == (
            "203.0.113.7",
            "Mozilla/5.0 Firefox/140.0",
            True,
        )
        assert (other["network"], other["userAgent"], other["isCurrent"]) == ("2001:db8:1:2::", "curl/8.5 x", False)
        assert other["createdAt"] > this["createdAt"]
        assert (this["lastUsedAt"], other["lastUsedAt"]) == (None, None)

    async def test_that_an_acceptance_begins_has_them_too(self, api: Api) -> None:
        link = await link_token(await make_invitation(await make_admin(), ADA_EMAIL))
        api.http.headers["user-agent"] = "Mozilla/5.0 Safari"
        token = (await api.change(ACCEPT, token=link, **ADA_BEARER))["sessionToken"]
        (session,) = await sessions(api, token)
        assert (session["network"], session["userAgent"]) == ("127.0.0.1", "Mozilla/5.0 Safari")

    async def test_of_earlier_versions_expired_ones_and_other_people_s_do_no_harm(self, api: Api) -> None:
        user_id = await make_user()
        token, expired = [await start_session(user_id, None) for _ in range(2)]
        await start_session(await make_user(), None)
        session_id = await own_id(api, expired)
        await rows("UPDATE sessions SET expires_at = now() WHERE token_hash = $1", hash_token(expired))
        (session,) = await sessions(api, token)
        assert session["id"] != session_id
        assert (session["network"], session["userAgent"]) == (None, None)

    async def test_are_as_many_as_a_page_shows_at_most(self, api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(queries, "MAX_SESSIONS", 3)
        user_id = await make_user()
        tokens = [await start_session(user_id, None) for _ in range(5)]
        listed = await sessions(api, tokens[0])
        assert [each["isCurrent"] for each in listed] == [True, False, False]

    async def test_are_nodes_of_their_owner_alone(self, api: Api) -> None:
        ada, eve = [await start_session(await make_user(), None, network="203.0.113.7") for _ in range(2)]
        session_id = await own_id(api, ada)
        assert await api.ask(NODE, ada, id=session_id) == {
            "__typename": "Session",
            "network": "203.0.113.7",
            "isCurrent": True,
        }
        assert await api.ask(NODE, eve, id=session_id) is None
        assert await api.ask(NODE, None, id=session_id) is None


class TestEndSession:
    async def test_one_ends_at_once_whatever_organization_it_is_in(self, api: Api) -> None:
        admin = await make_admin()
        elsewhere = await make_member(await make_organization(), Role.REMOTE, user_id=admin.user_id)
        token, other = await token_of(admin), await token_of(elsewhere)
        answer = await api.change(END_SESSION, token, sessionId=await own_id(api, other))
        assert answer["errors"] == []
        assert [each["isCurrent"] for each in answer["viewer"]["sessions"]] == [True]
        assert await api.ask(ME, other) is None
        assert await api.ask(ME, token) is not None
        (event,) = await rows("SELECT kind, user_id, session_id IS NOT NULL AS names_one FROM account_events")
        assert event == {"kind": "session_ended", "user_id": admin.user_id, "names_one": True}

    async def test_everywhere_else_leaves_this_one(self, api: Api) -> None:
        admin, stranger = await make_admin(), await make_admin()
        token, *others = [await token_of(admin) for _ in range(4)]
        foreign = await token_of(stranger)
        answer = await api.change(END_SESSION, token, everywhereElse=True)
        assert [each["isCurrent"] for each in answer["viewer"]["sessions"]] == [True]
        assert [await api.ask(ME, each) for each in others] == [None] * 3
        assert await api.ask(ME, foreign) is not None
        again = await api.change(END_SESSION, token, everywhereElse=True)
        assert (again["errors"], len(again["viewer"]["sessions"])) == ([], 1)
        (event,) = await rows("SELECT kind, session_id FROM account_events")
        assert event == {"kind": "session_ended", "session_id": None}

    async def test_this_one_is_like_signing_out(self, api: Api) -> None:
        await make_user(ADA_EMAIL)
        await api.change(SIGN_IN, email=ADA_EMAIL, password=PASSWORD)
        (session,) = await sessions(api, None)
        answer = await api.change(END_SESSION, None, sessionId=session["id"])
        assert answer == {"viewer": None, "errors": []}
        assert "session" not in {cookie.name for cookie in api.http.cookies.jar}
        assert await api.ask(ME) is None

    async def test_another_person_s_does_not_exist(self, api: Api) -> None:
        admin = await make_admin()
        colleague = await token_of(await make_member(admin.organization_id))
        token = await token_of(admin)
        for asked in (await own_id(api, colleague), global_id("Session", uuid4()), global_id("Member", uuid4()), "?"):
            (error,) = (await api.change(END_SESSION, token, sessionId=asked))["errors"]
            assert (error["code"], error["path"]) == ("NOT_FOUND", ["sessionId"])
        assert await api.ask(ME, colleague) is not None

    @pytest.mark.parametrize("everywhere", [True, False, None], ids=["both", "neither", "nothing"])
    async def test_takes_exactly_one_of_the_two(self, api: Api, everywhere: bool | None) -> None:
        token = await token_of(await make_admin())
        given = {"everywhereElse": everywhere, "sessionId": await own_id(api, token) if everywhere else None}
        with pytest.raises(ApiError) as refused:
            await api.change(END_SESSION, token, **given)
        assert refused.value.code == "BAD_USER_INPUT"

    async def test_signed_out_nobody_may(self, api: Api) -> None:
        with pytest.raises(ApiError) as refused:
            await api.change(END_SESSION, None, everywhereElse=True)
        assert refused.value.code == "UNAUTHENTICATED"
