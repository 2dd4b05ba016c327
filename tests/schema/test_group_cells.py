"""Groups and roles in the spellings of people's own lists, in files, rows and edits."""

from typing import Any

import pytest

from tests.schema.test_bulk_invite import UPDATE, UPLOAD, show
from tests.schema.test_bulk_mass_edits import REPLACE
from tests.support.bulk_uploads import lines, work
from tests.support.factories import make_admin, make_group, token_of
from tests.support.graphql_client import Api, nodes

GROUPS = ("Paris Office", "Rome", "Smith, Jones & Co", "A-1", "A 1")
UPDATE_GROUPS = UPDATE.replace("row { email status }", "row { groups status problems { message suggestion } }")


async def session(api: Api) -> str:
    admin = await make_admin()
    for name in GROUPS:
        await make_group(admin.organization_id, name)
    return await token_of(admin)


async def reviewed(api: Api, token: str, source: dict[str, Any]) -> dict[str, Any]:
    payload = await api.change(UPLOAD, token, source=source)
    assert payload["errors"] == []
    await work()
    return await show(api, token, payload["bulkInvite"]["id"])


@pytest.mark.parametrize("kind", ["csv", "rows"])
@pytest.mark.parametrize(
    ("cell", "groups"),
    [
        ("paris-office", ["paris-office"]),
        ("Paris\u00a0 office; ROME", ["Paris\u00a0 office", "ROME"]),
        ("paris_office, rome", ["paris_office", "rome"]),
        ("Smith, Jones & Co", ["Smith, Jones & Co"]),
        ("SMITH, Jones & Co|Rome", ["SMITH, Jones & Co", "Rome"]),
        ("a-1; A\u3000 1", ["a-1", "A\u3000 1"]),
    ],
)
async def test_a_cell_names_groups_in_any_spelling(api: Api, kind: str, cell: str, groups: list[str]) -> None:
    token = await session(api)
    source: dict[str, dict[str, Any]] = {
        "csv": {"csv": lines([f'ada@example.com,group-admin,"{cell}"'])},
        "rows": {"rows": [{"email": "ada@example.com", "role": "GROUP\u202fADMIN", "groups": [cell]}]},
    }
    (row,) = nodes((await reviewed(api, token, source[kind]))["rows"])
    assert row["groups"] == groups
    # Which groups a Group Admin gets is right; that the role is powerful remains to be said.
    assert [problem["code"] for problem in row["problems"]] == ["INVALID_ROLE"]
    assert row["status"] == "WARNING"


async def test_what_two_groups_may_be_is_never_guessed(api: Api) -> None:
    token = await session(api)
    (row,) = nodes((await reviewed(api, token, {"csv": lines(["ada@example.com,Analyst,a_1"])}))["rows"])
    (problem,) = row["problems"]
    assert (problem["code"], row["groups"]) == ("UNKNOWN_GROUP", ["a_1"])
    assert problem["message"].startswith('There is no group "a_1" in your organization.')


async def test_a_role_in_another_language_is_suggested_and_not_taken(api: Api) -> None:
    token = await session(api)
    (row,) = nodes((await reviewed(api, token, {"csv": lines(["ada@example.com,Administrateur,"])}))["rows"])
    (problem,) = row["problems"]
    assert (row["status"], problem["code"], problem["suggestion"]) == ("ERROR", "INVALID_ROLE", "Admin")
    assert problem["message"] == 'There is no role "Administrateur". Did you mean Admin?'


async def test_edits_of_a_row_and_of_many_take_cells_apart_alike(api: Api) -> None:
    token = await session(api)
    text = lines(["ada@example.com,Analyst,Nowhere", "bob@example.com,Analyst,Nowhere; Rome"])
    shown = await reviewed(api, token, {"csv": text})
    first, second = nodes(shown["rows"])
    assert (first["groups"], second["groups"]) == (["Nowhere"], ["Nowhere", "Rome"])
    edited = await api.change(
        UPDATE_GROUPS, token, rowId=first["id"], email=first["email"], role="Analyst", groups=["Nowhere; paris-office"]
    )
    assert (edited["row"]["groups"], edited["row"]["status"]) == (["Nowhere", "paris-office"], "ERROR")
    change = {"bulkInviteId": shown["id"], "column": "GROUPS", "from": "Nowhere", "to": "Smith, Jones & Co; Rome"}
    replaced = await api.change(REPLACE, token, **change)
    assert (replaced["changedCount"], replaced["bulkInvite"]["validRows"]) == (2, 2)
    assert [row["groups"] for row in nodes((await show(api, token, shown["id"]))["rows"])] == [
        ["Smith, Jones & Co", "Rome", "paris-office"],
        ["Smith, Jones & Co", "Rome"],
    ]
    assert (await api.change(REPLACE, token, **change))["changedCount"] == 0


async def test_a_group_that_was_created_is_found_for_all_rows_that_name_it_in_any_spelling(api: Api) -> None:
    admin = await make_admin()
    token = await token_of(admin)
    cells = ["Field Ops", "field-ops", "FIELD\u00a0\u2013 OPS", "Rome; field_ops", "Field Opera"]
    text = lines([f'{number}@example.com,Analyst,"{cell}"' for number, cell in enumerate(cells)])
    shown = await reviewed(api, token, {"csv": text})
    change = {"bulkInviteId": shown["id"], "column": "GROUPS", "from": "Field Ops", "to": "Field Ops"}
    assert (await api.change(REPLACE, token, **change))["changedCount"] == 0
    await make_group(admin.organization_id, "field ops")
    replaced = await api.change(REPLACE, token, **change)
    assert (replaced["changedCount"], replaced["bulkInvite"]["validRows"]) == (4, 3)
    rows = nodes((await show(api, token, shown["id"]))["rows"])
    assert [[problem["message"].split('"')[1] for problem in row["problems"]] for row in rows] == [
        [],
        [],
        [],
        ["Rome"],
        ["Field Opera"],
    ]
    assert (await api.change(REPLACE, token, **change))["changedCount"] == 0
