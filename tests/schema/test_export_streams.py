"""Lists of any length are streamed, for as long as somebody who may read them takes them."""

import asyncio

import asyncpg
import pytest
from starlette.applications import Starlette

from app.exports import csv_pages
from app.members.actions import update_member_role
from app.organizations.roles import Role
from app.web import exports
from tests.support.downloads import ACTIVITY, INVITED, emails, stream
from tests.support.executed_statements import ExecutedStatements
from tests.support.factories import (
    make_admin,
    make_invitation,
    make_member,
    token_of,
)
from tests.support.graphql_client import Api
from tests.support.sessions import sign_out


class TestLength:
    async def test_it_is_read_page_by_page_and_each_row_once(
        self, api: Api, executed: ExecutedStatements, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(csv_pages, "PAGE_ROWS", 2)
        admin = await make_admin()
        for number in range(5):
            await make_invitation(admin, f"{number}@example.com")
        executed.clear()
        assert await emails(api, admin, INVITED, order="EMAIL") == ["0", "1", "2", "3", "4"]
        assert len(executed.matching(r"FROM invitations i\b.* LIMIT 3")) == 3

    async def test_between_two_pages_it_holds_no_connection(
        self, app: Starlette, database: None, migrated: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(csv_pages, "PAGE_ROWS", 1)
        admin = await make_admin()
        for _ in range(3):
            await make_invitation(admin)
        token = await token_of(admin)
        watcher = await asyncpg.connect(migrated)
        busy: list[int] = []

        async def look(_: bytes) -> None:
            busy.append(
                await watcher.fetchval(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state <> 'idle'"
                    " AND pid <> pg_backend_pid()"
                )
            )

        sent = await stream(app, INVITED, token, look)
        await watcher.close()
        assert busy == [0, 0, 0]
        assert sent[-1] == {"type": "http.response.body", "body": b"", "more_body": False}

    async def test_the_end_of_the_session_ends_it_before_the_next_page(
        self, app: Starlette, database: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(csv_pages, "PAGE_ROWS", 1)
        monkeypatch.setattr(exports, "CHECK_SECONDS", 0)
        admin = await make_admin()
        for _ in range(3):
            await make_invitation(admin)
        token = await token_of(admin)
        sent = await stream(app, INVITED, token, lambda _: sign_out(token))
        assert [each["type"] for each in sent] == ["http.response.start", "http.response.body"]
        assert sent[-1]["more_body"], "a file that broke off looks complete"

    async def test_whoever_may_not_read_it_any_more_gets_no_more(
        self, app: Starlette, database: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(csv_pages, "PAGE_ROWS", 1)
        monkeypatch.setattr(exports, "CHECK_SECONDS", 0)
        admin = await make_admin()
        await make_member(admin.organization_id)
        for _ in range(4):
            await make_invitation(admin)

        async def demote(_: bytes) -> None:
            await update_member_role(admin, admin.membership_id, Role.REMOTE)

        sent = await stream(app, ACTIVITY, await token_of(admin), demote)
        bodies = [each for each in sent if each["type"] == "http.response.body"]
        assert len(bodies) == 2  # the one read with the rights of before, as the first
        assert bodies[-1]["more_body"]

    async def test_it_ends_when_the_client_leaves(
        self, app: Starlette, database: None, executed: ExecutedStatements, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(csv_pages, "PAGE_ROWS", 1)
        admin = await make_admin()
        for _ in range(3):
            await make_invitation(admin)
        left = asyncio.Event()

        async def take_no_more(_: bytes) -> None:
            try:
                await asyncio.Event().wait()
            finally:
                left.set()

        token = await token_of(admin)
        executed.clear()
        sent = await stream(app, INVITED, token, take_no_more, leaves=True)
        assert left.is_set()
        assert len(sent) == 2
        assert len(executed.matching(r"FROM invitations i\b.* LIMIT 2")) == 1
