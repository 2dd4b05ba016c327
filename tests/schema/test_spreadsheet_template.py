"""The template of bulk invites as a workbook to download."""

from io import BytesIO
from uuid import UUID

import httpx2
import pytest
from python_calamine import CalamineWorkbook

from app.bulk_invites.csv import template as csv_template
from app.bulk_invites.spreadsheets.template import LISTS, MEDIA_TYPE
from app.organizations.actor import Actor
from app.organizations.roles import Role
from schema.api.bulk_invites.csv_template import TEMPLATE_PATH
from tests.support.downloads import get
from tests.support.factories import make_admin, make_group, make_member, token_of
from tests.support.graphql_client import Api, error_code

URL = "{ csvTemplate { spreadsheetUrl } }"


def sheets(response: httpx2.Response) -> dict[str, list[list[object]]]:
    workbook = CalamineWorkbook.from_filelike(BytesIO(response.content))
    return {name: list(map(list, workbook.get_sheet_by_name(name).to_python())) for name in workbook.sheet_names}


async def offered(api: Api, actor: Actor) -> tuple[list[object], list[object]]:
    """Returns the roles and the groups that the actor's template has to choose from."""
    response = await get(api, actor, TEMPLATE_PATH)
    assert response.status_code == 200
    records = sheets(response)[LISTS]
    columns = [[record[place] for record in records if len(record) > place and record[place]] for place in (0, 1)]
    return columns[0], columns[1]


async def make_groups(actor: Actor, *names: str) -> list[UUID]:
    return [await make_group(actor.organization_id, name) for name in names]


class TestDownload:
    async def test_its_address_is_in_the_api(self, api: Api) -> None:
        admin = await make_admin()
        url = (await api.ask(URL, await token_of(admin)))["spreadsheetUrl"]
        assert url.endswith(TEMPLATE_PATH)
        response = await get(api, admin, url)
        header, *examples = sheets(response)["Invite users"]
        assert (tuple(header), [tuple(each) for each in examples]) == (
            csv_template.HEADER,
            list(csv_template.EXAMPLES),
        )

    async def test_browsers_save_it_by_its_name_and_keep_no_copy(self, api: Api) -> None:
        headers = (await get(api, await make_admin(), TEMPLATE_PATH)).headers
        assert headers["content-type"] == MEDIA_TYPE
        assert headers["content-disposition"] == 'attachment; filename="invite-users-template.xlsx"'
        assert (headers["cache-control"], headers["x-content-type-options"]) == ("no-store", "nosniff")

    async def test_head_says_what_get_would(self, api: Api) -> None:
        admin = await make_admin()
        asked = await get(api, admin, TEMPLATE_PATH, method="HEAD")
        length = len((await get(api, admin, TEMPLATE_PATH)).content)
        assert (asked.status_code, asked.headers["content-length"]) == (200, str(length))

    async def test_nothing_can_be_posted_to_it(self, api: Api) -> None:
        response = await get(api, await make_admin(), TEMPLATE_PATH, method="POST")
        assert (response.status_code, error_code(response)) == (405, "METHOD_NOT_ALLOWED")


class TestWhatItOffers:
    async def test_an_admin_chooses_from_all_roles_and_groups_by_name(self, api: Api) -> None:
        admin = await make_admin()
        await make_groups(admin, "Rome", "=1+1", "paris", "Köln")
        await make_groups(await make_admin(), "Elsewhere")
        assert await offered(api, admin) == ([role.label for role in Role], ["=1+1", "Köln", "paris", "Rome"])

    async def test_a_group_admin_chooses_from_what_they_may_give(self, api: Api) -> None:
        admin = await make_admin()
        groups = await make_groups(admin, "Rome", "Paris", "Köln")
        group_admin = await make_member(admin.organization_id, Role.GROUP_ADMIN, groups[:2])
        roles, names = await offered(api, group_admin)
        assert (set(roles), names) == ({role.label for role in Role} - {"Admin"}, ["Paris", "Rome"])

    async def test_a_group_admin_without_groups_has_nothing_to_choose(self, api: Api) -> None:
        admin = await make_admin()
        await make_groups(admin, "Rome")
        assert await offered(api, await make_member(admin.organization_id, Role.GROUP_ADMIN)) == ([], [])


class TestRefusals:
    async def test_it_is_for_people_who_are_signed_in(self, api: Api) -> None:
        refused = await api.http.get(TEMPLATE_PATH)
        assert (refused.status_code, error_code(refused)) == (401, "UNAUTHENTICATED")
        assert refused.headers["www-authenticate"].startswith("Bearer ")

    @pytest.mark.parametrize("role", [Role.INVESTIGATOR, Role.ANALYST, Role.BROADCASTER, Role.REMOTE])
    async def test_it_is_not_for_members_who_invite_nobody(self, api: Api, role: Role) -> None:
        admin = await make_admin()
        await make_groups(admin, "Rome")
        refused = await get(api, await make_member(admin.organization_id, role), TEMPLATE_PATH)
        assert (refused.status_code, error_code(refused)) == (403, "FORBIDDEN")
        assert "Rome" not in refused.text
