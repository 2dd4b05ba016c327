"""The rows of a list that have problems, as a file to fix and upload again."""

import csv
import io
from uuid import UUID

import pytest

from app.bulk_invites.actions import Upload, create_bulk_invite
from app.bulk_invites.csv.reader import RowsFile
from app.bulk_invites.row_edits import update_row
from app.bulk_invites.uploaded_file import BytesContent
from app.database.sql import rows
from app.organizations.actor import Actor
from app.organizations.roles import Role
from tests.support.bulk_uploads import lines, rows_of, validated, work
from tests.support.factories import global_id, make_admin, make_group, make_member, token_of
from tests.support.graphql_client import Api, error_code

URL = "query ($id: ID!) { bulkInvite(id: $id) { problemsCsvUrl } }"


async def download(api: Api, actor: Actor, bulk_invite_id: UUID, delimiter: str = ",") -> list[list[str]]:
    token = await token_of(actor)
    url = (await api.ask(URL, token, id=global_id("BulkInvite", bulk_invite_id)))["problemsCsvUrl"]
    response = await api.http.get(url, headers={"authorization": f"Bearer {token}"})
    assert (response.status_code, response.headers["content-type"]) == (200, "text/csv; charset=utf-8")
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=delimiter))


class TestProblemsCsv:
    async def test_it_has_the_used_columns_in_their_order_and_the_problem(self, api: Api) -> None:
        admin = await make_admin()
        text = "Name;Role;Email\nAda;Analyst;ada@example.com\nEve;Boss;eve@example.com\nBob;Analyst\n"
        header, eve, bob = await download(api, admin, await validated(admin, text), ";")
        assert header == ["Role", "Email", "Problem"]
        assert eve[:2] == ["Boss", "eve@example.com"]
        assert eve[2].startswith('There is no role "Boss".')
        assert bob == ["Analyst", "", "Enter an email address."]

    @pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
    async def test_cells_are_separated_as_the_uploaders_spreadsheet_takes_them_apart(
        self, api: Api, delimiter: str
    ) -> None:
        admin = await make_admin()
        text = "Email,Role,Groups\nada@example.com,Analyst,A\n".replace(",", delimiter)
        written = ";" if delimiter == ";" else ","
        _, ada = await download(api, admin, await validated(admin, text), written)
        assert ada[:3] == ["ada@example.com", "Analyst", "A"]

    async def test_cells_without_a_column_stand_behind_the_problem(self, api: Api) -> None:
        admin = await make_admin()
        text = "Email,Role,Problem\nada@example.com,Analyst,old,Paris\n"
        header, ada = await download(api, admin, await validated(admin, text))
        assert header == ["Email", "Role", "Problem"]
        assert (ada[2].startswith("This line has more cells"), ada[3:]) == (True, ["Paris"])

    @pytest.mark.parametrize(
        ("delimiter", "encoding"), [(",", "utf-8"), (",", "utf-8-sig"), (";", "cp1252"), ("\t", "utf-16")]
    )
    async def test_fixed_saved_by_a_spreadsheet_and_uploaded_again_it_is_good(
        self, api: Api, delimiter: str, encoding: str
    ) -> None:
        admin = await make_admin()
        await make_group(admin.organization_id, "Köln")
        await make_group(admin.organization_id, "=Paris")
        text = 'Email,Role,Groups,Name\n=ada@example.com,Boss,"=Paris; Köln","-Ada ""A."" L"\n'
        records = await download(api, admin, await validated(admin, text))
        assert records[1][0].startswith("'=")
        records[1][1] = "Analyst"
        again = io.StringIO()
        csv.writer(again, delimiter=delimiter).writerows(records)
        bulk_invite_id = await validated(admin, again.getvalue().encode(encoding))
        (ada,) = await rows_of(bulk_invite_id)
        assert (ada.email, ada.status, ada.groups) == ("=ada@example.com", "valid", ("=Paris", "Köln"))

    async def test_formulas_are_neutralised_and_read_as_they_were(self, api: Api) -> None:
        admin = await make_admin()
        text = "Email,Role,Groups\n=1+1,Boss,\"=cmd|' /C calc'!A0\"\n+tag@example.com,@SUM(A1),-2\n"
        _, first, second = await download(api, admin, await validated(admin, text))
        assert [first[0], first[2]] == ["'=1+1", "'=cmd|' /C calc'!A0"]
        assert second[:3] == ["'+tag@example.com", "'@SUM(A1)", "'-2"]

    @pytest.mark.parametrize("delimiter", [",", ";"])
    @pytest.mark.parametrize("hidden", ["x;=1+1;y", "x,=1+1,y", 'x;""=1+1"";y', "x\n=1+1", "x\t+1+1", "x; =1+1"])
    async def test_no_spreadsheet_computes_a_part_of_a_cell_whatever_it_splits_lines_at(
        self, api: Api, delimiter: str, hidden: str
    ) -> None:
        admin = await make_admin()
        text = f'Email,Role,Groups\n"{hidden}","{hidden}","{hidden}"\n'.replace('","', f'"{delimiter}"')
        text = text.replace("Email,Role,Groups", f"Email{delimiter}Role{delimiter}Groups")
        token = await token_of(admin)
        url = f"/bulk-invites/{await validated(admin, text)}/problems.csv"
        written = (await api.http.get(url, headers={"authorization": f"Bearer {token}"})).text
        for other in ",;|\t":
            cells = [cell for line in csv.reader(io.StringIO(written), delimiter=other) for cell in line]
            assert not [cell for cell in cells if cell.lstrip(' "').startswith(("=", "+", "-", "@"))]

    async def test_every_cell_is_quoted(self, api: Api) -> None:
        admin = await make_admin()
        token = await token_of(admin)
        url = f"/bulk-invites/{await validated(admin, lines(['nobody,,']))}/problems.csv"
        response = await api.http.get(url, headers={"authorization": f"Bearer {token}"})
        header, row, _ = response.content.decode("utf-8-sig").split("\r\n")
        assert header == '"Email","Role","Groups","Problem"'
        assert row.startswith('"nobody","","","')

    async def test_rows_fixed_in_place_come_as_they_are_now(self, api: Api) -> None:
        admin = await make_admin()
        bulk_invite_id = await validated(admin, "Name,Email,Role\nAda,nobody,Boss,surplus\n")
        (found,) = await rows_of(bulk_invite_id)
        await update_row(admin, found.id, "ada@example.com", "Chief", [])
        _, ada = await download(api, admin, bulk_invite_id)
        assert (ada[:2], len(ada)) == (["ada@example.com", "Chief"], 3)

    async def test_rows_that_came_as_rows_have_the_usual_columns(self, api: Api) -> None:
        admin = await make_admin()
        content = BytesContent(RowsFile.write([["nobody", "Analyst", "A", "B"]]))
        bulk_invite_id = await create_bulk_invite(admin, Upload(content, is_csv=False), is_reviewed=True)
        await work()
        header, nobody = await download(api, admin, bulk_invite_id)
        assert (header, nobody[:3]) == (["Email", "Role", "Groups", "Problem"], ["nobody", "Analyst", "A; B"])

    async def test_it_is_for_the_organizations_members_alone(self, api: Api) -> None:
        bulk_invite_id = await validated(await make_admin(), lines(["nobody,,"]))
        path = f"/bulk-invites/{bulk_invite_id}/problems.csv"
        refused = await api.http.get(path)
        assert (refused.status_code, error_code(refused)) == (401, "UNAUTHENTICATED")
        assert refused.headers["www-authenticate"].startswith("Bearer ")
        headers = {"authorization": f"Bearer {await token_of(await make_admin())}"}
        refused = await api.http.get(path, headers=headers)
        assert (refused.status_code, error_code(refused)) == (404, "NOT_FOUND")

    @pytest.mark.parametrize("role", [Role.INVESTIGATOR, Role.ANALYST, Role.BROADCASTER, Role.REMOTE])
    async def test_it_is_not_for_members_who_invite_nobody(self, api: Api, role: Role) -> None:
        admin = await make_admin()
        path = f"/bulk-invites/{await validated(admin, lines(['nobody,,']))}/problems.csv"
        member = await make_member(admin.organization_id, role)
        headers = {"authorization": f"Bearer {await token_of(member)}"}
        response = await api.http.get(path, headers=headers)
        assert response.status_code == 403
        assert "nobody" not in response.text

    async def test_who_uploaded_it_reads_it_also_when_they_invite_nobody_any_more(self, api: Api) -> None:
        admin = await make_admin()
        path = f"/bulk-invites/{await validated(admin, lines(['nobody,,']))}/problems.csv"
        headers = {"authorization": f"Bearer {await token_of(admin)}"}
        await rows("UPDATE memberships SET role = 'remote'")
        assert (await api.http.get(path, headers=headers)).status_code == 200

    async def test_a_file_that_is_gone_leaves_the_header(self, api: Api) -> None:
        admin = await make_admin()
        bulk_invite_id = await validated(admin, lines(["nobody,,"]))
        await rows("UPDATE bulk_invites SET purged_at = now()")
        assert await download(api, admin, bulk_invite_id) == [["Email", "Role", "Groups", "Problem"]]
