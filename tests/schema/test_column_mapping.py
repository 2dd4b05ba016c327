"""Files whose columns somebody has to map, through the API."""

from typing import Any
from uuid import uuid4

import pytest

from app.database.sql import rows
from app.organizations.actor import Actor
from app.organizations.roles import Role
from schema.api.bounds import MAX_LIST
from tests.support.bulk_uploads import work
from tests.support.executed_statements import ExecutedStatements
from tests.support.factories import global_id, make_admin, make_group, make_member, token_of
from tests.support.graphql_client import Api, ApiError, codes, nodes

COLUMNS = "columns { position header samples meaning }"
UPLOAD = """
mutation ($input: BulkInviteInput!) {
  bulkInvite(input: $input) { bulkInvite { id status } errors { code message } }
}
"""
MAP = f"""
mutation ($input: MapBulkInviteColumnsInput!) {{
  mapBulkInviteColumns(input: $input) {{
    bulkInvite {{ status defaultRole defaultGroups {{ name }} totalRows {COLUMNS} }} errors {{ code message path }}
  }}
}}
"""
FAILURE = "query ($id: ID!) { bulkInvite(id: $id) { failureReason { message } } }"
SHOW = f"query ($id: ID!) {{ bulkInvite(id: $id) {{ status totalRows validRows ignoredColumns {COLUMNS} }} }}"
MAY = "query ($id: ID!) { bulkInvite(id: $id) { viewerCanMapColumns } }"
WAITING = """
{
  waiting: bulkInvites(filter: {statuses: [MAPPING]}) { totalCount edges { node { id columns { meaning } } } }
  ready: bulkInvites(filter: {statuses: [READY]}) { totalCount }
  unfinished: bulkInvites(filter: {unfinished: true}) { totalCount }
}
"""
PEOPLE = "Kontakt,Funktion,Ort\nada@example.com,Analyst,Paris\neve@example.com,Remote,\n"


async def uploaded(api: Api, actor: Actor, csv: str = PEOPLE, **options: Any) -> str:
    options = {"source": {"csv": csv}, "mapping": "ASK"} | options
    payload = await api.change(UPLOAD, await token_of(actor), **options)
    assert payload["errors"] == []
    await work()
    found: str = payload["bulkInvite"]["id"]
    return found


class TestMapping:
    async def test_a_file_waits_for_a_mapping(self, api: Api) -> None:
        admin = await make_admin()
        token, bulk_invite_id = await token_of(admin), await uploaded(api, admin)
        shown = await api.ask(SHOW, token, id=bulk_invite_id)
        assert (shown["status"], shown["totalRows"], shown["ignoredColumns"]) == ("MAPPING", 2, [])
        assert shown["columns"] == [
            {
                "position": 0,
                "header": "Kontakt",
                "samples": ["ada@example.com", "eve@example.com"],
                "meaning": "EMAIL",
            },
            {"position": 1, "header": "Funktion", "samples": ["Analyst", "Remote"], "meaning": "ROLE"},
            {"position": 2, "header": "Ort", "samples": ["Paris"], "meaning": None},
        ]
        group_id = global_id("Group", await make_group(admin.organization_id, "Rome"))
        payload = await api.change(
            MAP, token, bulkInviteId=bulk_invite_id, email=0, defaultRole="REMOTE", defaultGroupIds=[group_id]
        )
        assert payload["errors"] == []
        mapped = payload["bulkInvite"]
        assert (mapped["status"], mapped["defaultRole"], mapped["defaultGroups"]) == (
            "VALIDATING",
            "REMOTE",
            [{"name": "Rome"}],
        )
        assert [each["meaning"] for each in mapped["columns"]] == ["EMAIL", None, None]
        await work()
        shown = await api.ask(SHOW, token, id=bulk_invite_id)
        assert (shown["status"], shown["validRows"], shown["ignoredColumns"]) == ("READY", 2, ["Funktion", "Ort"])

    async def test_refusing_is_the_default(self, api: Api) -> None:
        token = await token_of(await make_admin())
        for options in ({}, {"mapping": "REFUSE"}, {"mapping": None}):
            payload = await api.change(UPLOAD, token, source={"csv": PEOPLE}, **options)
            assert codes(payload) == ["INVALID_CSV"]

    async def test_lists_that_wait_are_found(self, api: Api) -> None:
        admin = await make_admin()
        bulk_invite_id = await uploaded(api, admin)
        await uploaded(api, admin, "Email,Role\na@example.com,Analyst\n")
        found = await api(WAITING, await token_of(admin))
        assert [each["id"] for each in nodes(found["waiting"])] == [bulk_invite_id]
        assert [found[each]["totalCount"] for each in ("waiting", "ready", "unfinished")] == [1, 1, 2]

    async def test_rows_have_no_columns_to_map(self, api: Api) -> None:
        token = await token_of(await make_admin())
        source = {"rows": [{"email": "a@example.com", "role": "Analyst"}]}
        payload = await api.change(UPLOAD, token, source=source, mapping="ASK")
        bulk_invite_id = payload["bulkInvite"]["id"]
        await work()
        shown = await api.ask(SHOW, token, id=bulk_invite_id)
        assert (shown["status"], shown["columns"]) == ("READY", [])
        assert codes(await api.change(MAP, token, bulkInviteId=bulk_invite_id, email=0, role=1)) == ["NOT_READY"]

    async def test_columns_of_many_lists_are_read_by_one_statement(
        self, api: Api, executed: ExecutedStatements
    ) -> None:
        admin = await make_admin()
        for _ in range(3):
            await uploaded(api, admin)
        asked = "{ bulkInvites(first: 3) { edges { node { columns { header } } } } }"
        executed.clear()
        found = nodes((await api(asked, await token_of(admin)))["bulkInvites"])
        assert [len(each["columns"]) for each in found] == [3, 3, 3]
        assert len(executed.matching("SELECT id, columns FROM bulk_invites")) == 1


class TestRefusals:
    @pytest.mark.parametrize(
        ("mapping", "code", "path"),
        [
            ({"email": -1, "role": 1}, "OUT_OF_RANGE", ["email"]),
            ({"email": 3, "role": 1}, "OUT_OF_RANGE", ["email"]),
            ({"email": 2**31 - 1, "role": 1}, "OUT_OF_RANGE", ["email"]),
            ({"email": 0, "role": -(2**31)}, "OUT_OF_RANGE", ["role"]),
            ({"email": 0, "role": 0}, "OUT_OF_RANGE", ["role"]),
            ({"email": 0, "role": 1, "groups": 1}, "OUT_OF_RANGE", ["groups"]),
            ({"email": 0}, "REQUIRED", ["defaultRole"]),
            ({"email": 0, "defaultRole": "ADMIN", "defaultGroupIds": ["x"]}, "UNKNOWN_GROUP", ["defaultGroupIds", "0"]),
            ({"email": 0, "role": 1, "defaultGroupIds": ["x"] * (MAX_LIST + 1)}, "TOO_LONG", ["defaultGroupIds"]),
        ],
    )
    async def test_what_cannot_be_meant_is_said_with_its_field(
        self, api: Api, mapping: dict[str, Any], code: str, path: list[str]
    ) -> None:
        admin = await make_admin()
        token, bulk_invite_id = await token_of(admin), await uploaded(api, admin)
        payload = await api.change(MAP, token, bulkInviteId=bulk_invite_id, **mapping)
        assert payload["bulkInvite"] is None
        assert [(each["code"], each["path"]) for each in payload["errors"]] == [(code, path)]
        assert (await api.ask(SHOW, token, id=bulk_invite_id))["status"] == "MAPPING"

    @pytest.mark.parametrize("mapping", [{"email": 2**31}, {"email": "0"}, {"email": 0.5}, {"email": None}, {}])
    async def test_what_is_no_position_is_bad_input(self, api: Api, mapping: dict[str, Any]) -> None:
        token = await token_of(await make_admin())
        with pytest.raises(ApiError) as raised:
            await api.change(MAP, token, bulkInviteId=global_id("BulkInvite", uuid4()), role=1, **mapping)
        assert raised.value.code == "BAD_USER_INPUT"

    async def test_whoever_may_not_change_it_reads_and_changes_nothing(self, api: Api) -> None:
        admin = await make_admin()
        rome = await make_group(admin.organization_id, "Rome")
        bulk_invite_id = await uploaded(api, admin)
        manager = await make_member(admin.organization_id, Role.GROUP_ADMIN, [rome])
        reader = await make_member(admin.organization_id, Role.ANALYST)
        for actor, code in ((manager, "NOT_PERMITTED"), (reader, "NOT_PERMITTED"), (await make_admin(), "NOT_FOUND")):
            payload = await api.change(MAP, await token_of(actor), bulkInviteId=bulk_invite_id, email=0, role=1)
            assert codes(payload) == [code]
        with pytest.raises(ApiError) as raised:
            await api.ask(SHOW, await token_of(reader), id=bulk_invite_id)
        assert raised.value.code == "FORBIDDEN"
        shown = await api.ask(SHOW, await token_of(manager), id=bulk_invite_id)
        assert [(each["header"], each["samples"]) for each in shown["columns"]] == [
            ("Kontakt", ["ada@example.com", "eve@example.com"]),
            ("Funktion", ["Analyst", "Remote"]),
            ("Ort", []),
        ]

    async def test_the_caller_is_told_who_may(self, api: Api) -> None:
        admin = await make_admin()
        manager = await make_member(admin.organization_id, Role.GROUP_ADMIN, [await make_group(admin.organization_id)])
        asked = await uploaded(api, admin)
        other = await uploaded(api, admin, "Email,Role\na@example.com,Analyst\n", mapping="REFUSE")
        people = {"rows": [{"email": "a@example.com", "role": "Analyst"}]}
        named = await uploaded(api, admin, source=people)
        for actor, bulk_invite_id, may in (
            (admin, asked, True),
            (manager, asked, False),
            (admin, other, False),
            (admin, named, False),
        ):
            shown = await api.ask(MAY, await token_of(actor), id=bulk_invite_id)
            assert shown == {"viewerCanMapColumns": may}

    async def test_a_sheet_that_a_worker_has_read_is_mapped_like_any_file(self, api: Api) -> None:
        admin = await make_admin()
        bulk_invite_id = await uploaded(api, admin)
        await rows("UPDATE bulk_invites SET sheet = 'People', sheets = '{People,Other}'")
        token = await token_of(admin)
        mapping = {"email": 0, "role": 1, "hasHeader": False}
        assert (await api.change(MAP, token, bulkInviteId=bulk_invite_id, **mapping))["errors"] == []
        await work()
        assert (await api.ask(SHOW, token, id=bulk_invite_id))["totalRows"] == 3


async def test_a_sheet_may_be_named_in_any_characters(api: Api) -> None:
    token = await token_of(await make_admin())
    source = {"csv": "<table><tr><td>Email<tr><td>ada@example.com</table>"}
    payload = await api.change(UPLOAD, token, source=source, sheet="a\0b\u202e")
    assert payload["errors"] == []
    await work()
    shown = await api.ask(FAILURE, token, id=payload["bulkInvite"]["id"])
    assert shown["failureReason"]["message"].startswith('There is no sheet "a\ufffdb')
