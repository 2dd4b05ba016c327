"""Files whose lines are one quoted cell each, as a spreadsheet writes a list that was pasted into column A."""

import pytest

from tests.schema.test_bulk_invite import UPLOAD, show, upload_file
from tests.support.bulk_uploads import work
from tests.support.factories import make_admin, make_group, token_of
from tests.support.graphql_client import Api, codes, nodes
from tests.support.spreadsheets import data, xlsx

NESTED = {
    "commas": '"Email,Role,Groups"\n"ada@example.com,Analyst,Paris"\n"grace@example.com,Boss,"\n',
    "semicolons": '"Email;Role;Groups"\r\n"ada@example.com;Analyst;Paris"\r\n"grace@example.com;Boss;"\r\n',
    "tabs": '"Email\tRole\tGroups"\n"ada@example.com\tAnalyst\tParis"\n"grace@example.com\tBoss\t"\n',
    "quoted groups": '"Email,Role,Groups"\n"ada@example.com,Analyst,""Paris; paris"""\n"grace@example.com,Boss,"\n',
    "empty columns": '"Email,Role,Groups",\n"ada@example.com,Analyst,Paris",\n"grace@example.com,Boss,",\n',
    "a title": '"Our people"\n"Email,Role,Groups"\n"ada@example.com,Analyst,Paris"\n"grace@example.com,Boss,"\n',
}


@pytest.mark.parametrize("shape", NESTED)
async def test_the_cells_within_the_cell_are_read(api: Api, shape: str) -> None:
    admin = await make_admin()
    await make_group(admin.organization_id, "Paris")
    token = await token_of(admin)
    payload = await api.change(UPLOAD, token, source={"csv": NESTED[shape]})
    assert payload["errors"] == []
    await work()
    shown = await show(api, token, payload["bulkInvite"]["id"])
    first = 3 if shape == "a title" else 2
    assert [(row["line"], row["email"], row["role"], row["status"]) for row in nodes(shown["rows"])] == [
        (first, "ada@example.com", "Analyst", "VALID"),
        (first + 1, "grace@example.com", "Boss", "ERROR"),
    ]
    assert shown["ignoredColumns"] == []


async def test_columns_that_are_not_used_are_left_out_of_the_cell(api: Api) -> None:
    token = await token_of(await make_admin())
    csv = '"Email,Phone,Role"\n"ada@example.com,123,Analyst"\n'
    payload = await api.change(UPLOAD, token, source={"csv": csv})
    assert payload["errors"] == []
    await work()
    shown = await show(api, token, payload["bulkInvite"]["id"])
    assert (shown["ignoredColumns"], shown["validRows"]) == (["Phone"], 1)


async def test_what_is_wrong_comes_as_a_file_with_usual_cells(api: Api) -> None:
    token = await token_of(await make_admin())
    payload = await api.change(UPLOAD, token, source={"csv": NESTED["commas"]})
    await work()
    shown = await show(api, token, payload["bulkInvite"]["id"])
    response = await api.http.get(shown["problemsCsvUrl"], headers={"authorization": f"Bearer {token}"})
    header, _, row = response.text.splitlines()
    assert header == '\ufeff"Email","Role","Groups","Problem"'
    assert row.startswith('"grace@example.com","Boss","","There is no role')


async def test_a_file_that_is_nested_in_some_lines_alone_is_told_where(api: Api) -> None:
    token = await token_of(await make_admin())
    csv = '"Email,Role,Groups"\n"ada@example.com,Analyst,"\ngrace@example.com,Analyst,\n'
    payload = await api.change(UPLOAD, token, source={"csv": csv})
    assert payload["errors"] == []
    await work()
    shown = await show(api, token, payload["bulkInvite"]["id"])
    assert [(row["email"], row["role"]) for row in nodes(shown["rows"])] == [
        ("ada@example.com", "Analyst"),
        ("grace@example.com", "Analyst"),
    ]


async def test_a_cell_without_an_end_within_a_cell_is_an_error_of_its_line(api: Api) -> None:
    token = await token_of(await make_admin())
    csv = '"Email,Role,Groups"\n"ada@example.com,Analyst,""Paris"\n'
    payload = await api.change(UPLOAD, token, source={"csv": csv})
    assert codes(payload) == ["INVALID_CSV"]
    assert "line 2" in payload["errors"][0]["message"]


@pytest.mark.parametrize("beside", [{}, {"C": " "}], ids=["alone", "beside an empty cell"])
async def test_a_list_in_column_a_of_a_sheet_is_read(api: Api, beside: dict[str, str]) -> None:
    admin = await make_admin()
    await make_group(admin.organization_id, "Paris")
    await make_group(admin.organization_id, "Rome")
    token = await token_of(admin)
    rows = {
        1: {"A": "Our people"},
        2: {"A": "Email,Role,Groups"},
        3: {"A": "ada@example.com,Analyst,&quot;Paris; Rome&quot;", **beside},
        5: {"A": "grace@example.com,Boss,"},
    }
    payload = await upload_file(api, token, xlsx(data(rows)), "people.xlsx")
    assert payload["errors"] == []
    await work()
    shown = await show(api, token, payload["bulkInvite"]["id"])
    assert (shown["status"], shown["totalRows"]) == ("READY", 2)
    assert [(row["line"], row["email"], row["groups"], row["status"]) for row in nodes(shown["rows"])] == [
        (3, "ada@example.com", ["Paris", "Rome"], "VALID"),
        (5, "grace@example.com", [], "ERROR"),
    ]
