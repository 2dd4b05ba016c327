"""Rows with problems of files whose columns can be mapped: before and after the file is deleted."""

import csv
import io
from uuid import UUID

import pytest

from app.bulk_invites.actions import cancel_bulk_invite, send_bulk_invite
from app.bulk_invites.chunks import CHUNK_ROWS
from app.bulk_invites.review import problems_csv
from app.organizations.actor import Actor
from app.organizations.roles import Role
from tests.support.bulk_uploads import rows_of, validated, work
from tests.support.column_mapping import map_file, mapping_due
from tests.support.factories import make_admin, token_of
from tests.support.graphql_client import Api


async def download(api: Api, actor: Actor, bulk_invite_id: UUID, delimiter: str = ",") -> list[list[str]]:
    headers = {"authorization": f"Bearer {await token_of(actor)}"}
    response = await api.http.get(f"/bulk-invites/{bulk_invite_id}/problems.csv", headers=headers)
    assert response.status_code == 200
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=delimiter))


class TestProblemsCsv:
    @pytest.mark.parametrize("delimiter", [",", ";"])
    async def test_it_is_the_same_after_the_file_is_deleted(self, api: Api, delimiter: str) -> None:
        admin = await make_admin()
        text = "Role,Note,Email,Groups\nBoss,x,ada@example.com,Rome|Oslo\nAnalyst,,eve@example.com,\nBoss,,=1+1,\n"
        bulk_invite_id = await validated(admin, text.replace(",", delimiter), asks_for_columns=True)
        before = await download(api, admin, bulk_invite_id, delimiter)
        await send_bulk_invite(admin, bulk_invite_id)
        await work()
        after = await download(api, admin, bulk_invite_id, delimiter)
        assert before[0] == after[0] == ["Role", "Email", "Groups", "Problem"]
        assert [each[:2] for each in after[1:]] == [each[:2] for each in before[1:]]
        assert [each[:2] for each in after[1:]] == [["Boss", "ada@example.com"], ["Boss", "'=1+1"]]
        assert after[1][2] == "Rome; Oslo"
        assert [each[3:] for each in after] == [each[3:] for each in before]

    @pytest.mark.parametrize("text", ["Who,What\nada@example.com,Boss\n", "ada@example.com,Boss\n"])
    async def test_it_names_columns_so_that_they_are_understood_without_a_mapping(self, api: Api, text: str) -> None:
        admin = await make_admin()
        bulk_invite_id = await mapping_due(admin, text)
        await map_file(admin, bulk_invite_id, 0, 1)
        await work()
        reviewed = await download(api, admin, bulk_invite_id)
        assert [each[:2] for each in reviewed] == [["Email", "Role"], ["ada@example.com", "Boss"]]
        await cancel_bulk_invite(admin, bulk_invite_id, revoke_pending=False)
        assert await download(api, admin, bulk_invite_id) == reviewed
        again = io.StringIO()
        csv.writer(again).writerows(reviewed)
        (ada,) = await rows_of(await validated(admin, again.getvalue()))
        assert (ada.email, ada.role) == ("ada@example.com", "Boss")

    async def test_cells_without_a_column_are_there_as_long_as_the_file(self, api: Api) -> None:
        admin = await make_admin()
        bulk_invite_id = await validated(admin, "Email,Role\nada@example.com,Analyst,Paris\n", asks_for_columns=True)
        assert (await download(api, admin, bulk_invite_id))[1][3:] == ["Paris"]
        await cancel_bulk_invite(admin, bulk_invite_id, revoke_pending=False)
        assert (await download(api, admin, bulk_invite_id))[1][3:] == []

    async def test_before_a_mapping_there_are_no_rows(self, api: Api) -> None:
        admin = await make_admin()
        bulk_invite_id = await mapping_due(admin, "Who,What\nada@example.com,Boss\n")
        nothing = [["Email", "Role", "Groups", "Problem"]]
        assert await download(api, admin, bulk_invite_id) == nothing
        await cancel_bulk_invite(admin, bulk_invite_id, revoke_pending=False)
        assert await download(api, admin, bulk_invite_id) == nothing

    async def test_many_rows_come_in_several_pieces(self, api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(problems_csv, "CHUNK_ROWS", CHUNK_ROWS // 1000)
        admin = await make_admin()
        people = "".join(f"p{number}@example.com\n" for number in range(10))
        bulk_invite_id = await mapping_due(admin, f"Email\n{people}")
        await map_file(admin, bulk_invite_id, 0, role=Role.ANALYST)
        await work()
        assert len(await download(api, admin, bulk_invite_id)) == 1
        bulk_invite_id = await validated(
            admin, f"Email,Role\n{people.replace('com', 'com,Boss')}", asks_for_columns=True
        )
        await cancel_bulk_invite(admin, bulk_invite_id, revoke_pending=False)
        found = await download(api, admin, bulk_invite_id)
        assert [each[0] for each in found[1:]] == [f"p{number}@example.com" for number in range(10)]
