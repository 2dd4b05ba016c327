"""What a downloaded list is: its name, its cells, and what becomes of it when it is uploaded."""

from datetime import UTC, datetime

import pytest

from app.database.sql import rows, value
from app.organizations.actor import Actor
from app.organizations.roles import Role
from tests.support.bulk_uploads import rows_of, validated
from tests.support.downloads import ACTIVITY, ALL, CURRENT, INVITED, download, get
from tests.support.factories import (
    make_admin,
    make_group,
    make_invitation,
    make_member,
)
from tests.support.graphql_client import Api


class TestFiles:
    @pytest.mark.parametrize("path", ALL)
    async def test_the_name_says_whose_what_and_when(self, api: Api, path: str) -> None:
        admin = await make_admin()
        slug = await value("SELECT slug FROM organizations WHERE id = $1", admin.organization_id)
        before = datetime.now(UTC)
        response = await get(api, admin, path)
        name, _, extension = path.removeprefix("/exports/").partition(".")
        days = {f"{day:%Y-%m-%d}" for day in (before, datetime.now(UTC))}
        assert response.headers["content-disposition"] in {
            f'attachment; filename="{slug}-{name}-{day}.{extension}"' for day in days
        }
        assert response.headers["cache-control"] == "no-store"

    @pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
    async def test_no_spreadsheet_computes_a_cell(self, api: Api, sign: str) -> None:
        admin = await make_admin()
        await rows("UPDATE users SET name = $1", f"{sign}cmd|' /C calc'!A0")
        await make_invitation(Actor(**{**vars(admin), "name": f"{sign}1+1"}))
        for path in (CURRENT, INVITED, ACTIVITY):
            cells = [cell for record in await download(api, admin, path) for cell in record]
            assert any(cell.startswith(f"'{sign}") for cell in cells)
            assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]

    async def test_uploaded_again_every_address_role_and_group_is_what_it_was(self, api: Api) -> None:
        admin = await make_admin()
        names = ["=Paris", "+Rome", "@home", "-1", "'quoted", 'in "marks"', "a, b", "Köln", "'=x", "Group"]
        groups = {name: await make_group(admin.organization_id, name) for name in names}
        people = ["=ada@example.com", "+tag@example.com", "o'hara@example.com", "élan@example.com", "-x@example.com"]
        for number, email in enumerate(people):
            own = list(groups.values())[: number * 2]
            await make_member(admin.organization_id, list(Role)[number], own, email=email, name="=1+1")
            await make_invitation(admin, f"{email}.example", list(Role)[number], own)
        there = await make_admin()
        for name in names:
            await make_group(there.organization_id, name)
        for path in (CURRENT, INVITED):
            content = (await get(api, admin, path)).content
            uploaded = await rows_of(await validated(there, content))
            assert {row.email: row.status for row in uploaded if row.status not in {"valid", "warning"}} == {}
            read = {row.email: (row.role, set(row.groups)) for row in uploaded}
            for number, email in enumerate(people):
                expected = (list(Role)[number].label, set(names[: number * 2]))
                assert read[email if path == CURRENT else f"{email}.example"] == expected
