import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.bulk_invites.actions import MAX_FILENAME
from app.organizations.roles import Role
from tests.support.bulk_uploads import lines, now, raise_limit, upload, validated, work
from tests.support.factories import global_id, make_admin, make_group, make_member, token_of
from tests.support.graphql_client import PREFLIGHT, Api, ApiError, codes, nodes

FIELDS = """
fragment All on BulkInvite {
  id status filename encoding defaultRole defaultGroups { name }
  ignoredColumns startedAt finishedAt totalRows processedRows validRows warningRows errorRows
  invitedRows skippedRows emailsSent emailsFailed emailsWaiting progress sequence rowsPerSecond secondsRemaining
  requestedBy { name } failureReason { code message ... on TooManyRows { rowCount limit } } problemsCsvUrl
  rows(first: 100) { totalCount edges { node {
    id line email role groups status problems { code severity message path suggestion } invitation { email status }
  } } }
}
"""
ERRORS = "errors { __typename code message path ... on TooManyRows { rowCount limit } }"
UPLOAD = (
    FIELDS
    + f"mutation ($input: BulkInviteInput!) {{ bulkInvite(input: $input) {{ bulkInvite {{ ...All }} {ERRORS} }} }}"
)
SEND = (
    FIELDS
    + "mutation ($input: SendBulkInviteInput!)"
    + f"{{ sendBulkInvite(input: $input) {{ bulkInvite {{ ...All }} {ERRORS} }} }}"
)
UPDATE = f"""
mutation ($input: UpdateBulkInviteRowInput!) {{
  updateBulkInviteRow(input: $input) {{ row {{ email status }} bulkInvite {{ validRows errorRows }} {ERRORS} }}
}}
"""
REMOVE = f"""
mutation ($input: RemoveBulkInviteRowInput!) {{
  removeBulkInviteRow(input: $input) {{ bulkInvite {{ totalRows }} {ERRORS} }}
}}
"""
CANCEL = f"""
mutation ($input: CancelBulkInviteInput!) {{ cancelBulkInvite(input: $input) {{ bulkInvite {{ status }} {ERRORS} }} }}
"""
SHOW = FIELDS + "query ($id: ID!) { bulkInvite(id: $id) { ...All } }"


async def upload_file(api: Api, token: str, content: bytes, name: str = "people.csv") -> dict[str, Any]:
    operations = {"query": UPLOAD, "variables": {"input": {"source": {"file": None}}}}
    response = await api.http.post(
        "/graphql",
        data={"operations": json.dumps(operations), "map": json.dumps({"0": ["variables.input.source.file"]})},
        files={"0": (name, content, "text/csv")},
        headers=PREFLIGHT | {"authorization": f"Bearer {token}"},
    )
    payload: dict[str, Any] = response.json()["data"]["bulkInvite"]
    return payload


async def show(api: Api, token: str, bulk_invite_id: str) -> dict[str, Any]:
    shown: dict[str, Any] = await api.ask(SHOW, token, id=bulk_invite_id)
    return shown


class TestBulkInvite:
    @pytest.mark.parametrize("source", ["csv", "rows", "file"])
    async def test_a_list_comes_as_a_file_as_text_or_as_rows(self, api: Api, source: str) -> None:
        admin = await make_admin()
        await make_group(admin.organization_id, "Paris")
        token = await token_of(admin)
        text = lines(["ada@example.com,Analyst,Paris", "nobody,Boss,"])
        if source == "file":
            payload = await upload_file(api, token, text.encode())
        else:
            rows = [
                {"email": "ada@example.com", "role": "Analyst", "groups": ["Paris"]},
                {"email": "nobody", "role": "Boss"},
            ]
            payload = await api.change(UPLOAD, token, source={source: text if source == "csv" else rows})
        assert payload["errors"] == []
        assert payload["bulkInvite"]["status"] == "VALIDATING"
        await work()
        shown = await show(api, token, payload["bulkInvite"]["id"])
        assert (shown["status"], shown["totalRows"], shown["validRows"], shown["errorRows"]) == ("READY", 2, 1, 1)
        assert shown["filename"] == ("people.csv" if source == "file" else None)
        assert shown["requestedBy"] == {"name": "Grace Hopper"}
        good, bad = nodes(shown["rows"])
        assert (good["groups"], good["problems"], good["invitation"]) == (["Paris"], [], None)
        assert [problem["code"] for problem in bad["problems"]] == ["INVALID_EMAIL", "INVALID_ROLE"]
        assert bad["problems"][1]["path"] == ["role"]
        assert bad["problems"][1]["severity"] == "ERROR"

    async def test_columns_that_mean_nothing_are_a_warning_about_the_file(self, api: Api) -> None:
        token = await token_of(await make_admin())
        text = "Email,Phone,Role\nada@example.com,1,Analyst\n"
        payload = await api.change(UPLOAD, token, source={"csv": text})
        await work()
        shown = await show(api, token, payload["bulkInvite"]["id"])
        assert (shown["ignoredColumns"], shown["validRows"]) == (["Phone"], 1)

    async def test_rows_get_the_default_role_and_groups(self, api: Api) -> None:
        admin = await make_admin()
        token = await token_of(admin)
        group_id = global_id("Group", await make_group(admin.organization_id, "Paris"))
        source = {"csv": "Email\nada@example.com\n"}
        payload = await api.change(UPLOAD, token, source=source, defaultRole="ANALYST", defaultGroupIds=[group_id])
        await work()
        shown = await show(api, token, payload["bulkInvite"]["id"])
        assert (shown["validRows"], shown["encoding"]) == (1, "UTF-8")
        assert (shown["defaultRole"], shown["defaultGroups"]) == ("ANALYST", [{"name": "Paris"}])
        payload = await api.change(UPLOAD, token, source=source, defaultGroupIds=[global_id("Group", admin.user_id)])
        assert [(error["code"], error["path"]) for error in payload["errors"]] == [
            ("UNKNOWN_GROUP", ["defaultGroupIds", "0"])
        ]
        payload = await api.change(UPLOAD, token, source=source, defaultGroupIds=[group_id] * 501)
        assert [(error["code"], error["path"]) for error in payload["errors"]] == [("TOO_LONG", ["defaultGroupIds"])]

    @pytest.mark.parametrize("role", [Role.INVESTIGATOR, Role.ANALYST, Role.BROADCASTER, Role.REMOTE])
    async def test_rows_are_not_for_members_who_invite_nobody(self, api: Api, role: Role) -> None:
        admin = await make_admin()
        bulk_invite_id = global_id("BulkInvite", await validated(admin, lines(["a@example.com,Analyst,"])))
        (row,) = nodes((await show(api, await token_of(admin), bulk_invite_id))["rows"])
        token = await token_of(await make_member(admin.organization_id, role))
        with pytest.raises(ApiError) as caught:
            await show(api, token, bulk_invite_id)
        assert caught.value.code == "FORBIDDEN"
        node = "query ($id: ID!) { node(id: $id) { ... on BulkInviteRow { email } ... on BulkInvite { validRows } } }"
        assert await api.ask(node, token, id=row["id"]) is None
        assert await api.ask(node, token, id=bulk_invite_id) == {"validRows": 1}

    async def test_a_list_takes_its_way_to_the_end(self, api: Api) -> None:
        admin = await make_admin()
        token = await token_of(admin)
        text = lines(["ada@gmial.com,Analyst,", "nobody,Analyst,", "grace@example.com,Analyst,"])
        payload = await api.change(UPLOAD, token, source={"csv": text})
        bulk_invite_id = payload["bulkInvite"]["id"]
        await work()
        typo, broken, _ = nodes((await show(api, token, bulk_invite_id))["rows"])
        assert (typo["status"], typo["problems"][0]["suggestion"]) == ("WARNING", "ada@gmail.com")
        fixed = await api.change(UPDATE, token, rowId=broken["id"], email="eve@example.com", role="ANALYST")
        assert fixed == {
            "row": {"email": "eve@example.com", "status": "VALID"},
            "bulkInvite": {"validRows": 2, "errorRows": 0},
            "errors": [],
        }
        removed = await api.change(REMOVE, token, rowId=typo["id"])
        assert removed["bulkInvite"] == {"totalRows": 2}
        sent = await api.change(SEND, token, bulkInviteId=bulk_invite_id, idempotencyKey="once")
        assert sent["bulkInvite"]["status"] == "SENDING"
        await work()
        shown = await show(api, token, bulk_invite_id)
        assert (shown["status"], shown["invitedRows"], shown["emailsWaiting"]) == ("COMPLETED", 2, 2)
        assert [row["invitation"]["status"] for row in nodes(shown["rows"])] == ["PENDING", "PENDING"]
        listed = await api.ask(
            "query ($id: ID!) { invitedUsers(filter: {bulkInviteId: $id}) { edges { node { bulkInvite { id } } } } }",
            token,
            id=bulk_invite_id,
        )
        assert {node["bulkInvite"]["id"] for node in nodes(listed)} == {bulk_invite_id}
        canceled = await api.change(CANCEL, token, bulkInviteId=bulk_invite_id, revokePending=True)
        assert canceled["bulkInvite"] == {"status": "COMPLETED"}
        revoked = nodes((await show(api, token, bulk_invite_id))["rows"])
        assert {row["invitation"]["status"] for row in revoked} == {"REVOKED"}

    async def test_too_many_people_are_refused_with_their_number(self, api: Api) -> None:
        token = await token_of(await make_admin())
        text = lines(f"p{number}@example.com,Analyst," for number in range(101))
        payload = await api.change(UPLOAD, token, source={"csv": text})
        assert payload["bulkInvite"] is None
        (error,) = payload["errors"]
        assert (error["__typename"], error["rowCount"], error["limit"]) == ("TooManyRows", 101, 100)
        assert "split into multiple files (max 100 users each)" in error["message"]

    async def test_a_long_file_says_by_its_failure_that_it_has_too_many_people(self, api: Api) -> None:
        admin = await make_admin()
        bulk_invite_id = await validated(admin, lines(f"p{number}@example.com,Analyst," for number in range(50_000)))
        shown = await show(api, await token_of(admin), global_id("BulkInvite", bulk_invite_id))
        assert shown["status"] == "FAILED"
        assert (shown["failureReason"]["code"], shown["failureReason"]["rowCount"]) == ("TOO_MANY_ROWS", 50_000)

    async def test_a_raised_limit_lets_more_in(self, api: Api) -> None:
        admin = await make_admin()
        await raise_limit(admin.organization_id, 150)
        text = lines(f"p{number}@example.com,Analyst," for number in range(150))
        assert (await now(admin, await validated(admin, text))).valid_rows == 150

    async def test_another_format_is_refused_with_what_to_do(self, api: Api) -> None:
        token = await token_of(await make_admin())
        payload = await upload_file(api, token, b"PK\x03\x04\0\0word/document.xml", "people.csv")
        assert codes(payload) == ["INVALID_CSV"]
        assert "This is an Office document, which cannot be read." in payload["errors"][0]["message"]
        assert payload["errors"][0]["path"] == ["source"]

    async def test_a_workbook_that_cannot_be_read_says_so_by_its_failure(self, api: Api) -> None:
        token = await token_of(await make_admin())
        payload = await upload_file(api, token, b"PK\x03\x04\0\0xl/workbook.xml", "people.csv")
        assert payload["errors"] == []
        await work()
        shown = await show(api, token, payload["bulkInvite"]["id"])
        assert (shown["status"], shown["failureReason"]["code"]) == ("FAILED", "INVALID_CSV")
        assert "This workbook is damaged" in shown["failureReason"]["message"]

    @pytest.mark.parametrize("source", [{}, {"csv": "a", "rows": []}, {"csv": None}])
    async def test_exactly_one_source_is_given(self, api: Api, source: dict[str, Any]) -> None:
        with pytest.raises(ApiError) as caught:
            await api.change(UPLOAD, await token_of(await make_admin()), source=source)
        assert caught.value.code == "BAD_USER_INPUT"

    async def test_who_manages_nobody_uploads_nothing(self, api: Api) -> None:
        token = await token_of(await make_member((await make_admin()).organization_id, Role.ANALYST))
        payload = await api.change(UPLOAD, token, source={"csv": "Email\na@example.com"})
        assert codes(payload) == ["NOT_PERMITTED"]

    async def test_what_cannot_be_sent_is_said(self, api: Api) -> None:
        admin = await make_admin()
        token = await token_of(admin)
        waiting = global_id("BulkInvite", await upload(admin, lines(["a@example.com,Analyst,"])))
        assert codes(await api.change(SEND, token, bulkInviteId=waiting)) == ["NOT_READY"]
        hopeless = global_id("BulkInvite", await validated(admin, lines(["nobody,Analyst,"])))
        assert codes(await api.change(SEND, token, bulkInviteId=hopeless)) == ["NOTHING_TO_SEND"]

    async def test_what_is_somebody_elses_does_not_exist(self, api: Api) -> None:
        admin = await make_admin()
        bulk_invite_id = global_id("BulkInvite", await validated(admin, lines(["a@example.com,Analyst,"])))
        (row,) = nodes((await show(api, await token_of(admin), bulk_invite_id))["rows"])
        token = await token_of(await make_admin())
        assert await api.ask(SHOW, token, id=bulk_invite_id) is None
        assert await api.ask("query ($id: ID!) { node(id: $id) { id } }", token, id=row["id"]) is None
        for payload in (
            await api.change(SEND, token, bulkInviteId=bulk_invite_id),
            await api.change(CANCEL, token, bulkInviteId=bulk_invite_id),
            await api.change(UPDATE, token, rowId=row["id"], email="x@example.com", role="ADMIN"),
            await api.change(REMOVE, token, rowId=row["id"]),
        ):
            assert codes(payload) == ["NOT_FOUND"]

    async def test_lists_and_rows_are_found_by_their_ids_and_in_order(self, api: Api) -> None:
        admin = await make_admin()
        token = await token_of(admin)
        first, second = [global_id("BulkInvite", await validated(admin, lines(["nobody,,"]))) for _ in range(2)]
        listed = await api.ask("{ bulkInvites(first: 5) { totalCount edges { node { id } } } }", token)
        assert ([node["id"] for node in nodes(listed)], listed["totalCount"]) == ([second, first], 2)
        (row,) = nodes((await show(api, token, first))["rows"])
        query = "query ($id: ID!) { node(id: $id) { ... on BulkInviteRow { line } ... on BulkInvite { errorRows } } }"
        assert await api.ask(query, token, id=row["id"]) == {"line": 2}
        assert await api.ask(query, token, id=first) == {"errorRows": 1}

    async def test_rows_are_picked_by_their_state(self, api: Api) -> None:
        admin = await make_admin()
        people = ["a@example.com,Analyst,", "nobody,,", "b@example.com,Admin,", "c@example.com,Analyst,"]
        bulk_invite_id = await validated(admin, lines(people))
        query = """
        query ($id: ID!, $statuses: [BulkInviteRowStatus!]) {
          bulkInvite(id: $id) { rows(statuses: $statuses, first: 2) { totalCount edges { node { line } } } }
        }
        """
        token, shown_id = await token_of(admin), global_id("BulkInvite", bulk_invite_id)
        for statuses, expected in ((["ERROR", "WARNING"], [3, 4]), (["VALID"], [2, 5]), ([], [2, 3])):
            found = (await api.ask(query, token, id=shown_id, statuses=statuses))["rows"]
            assert [node["line"] for node in nodes(found)] == expected

    async def test_a_filename_is_only_shown(self, api: Api) -> None:
        token = await token_of(await make_admin())
        payload = await upload_file(
            api, token, lines(["a@example.com,Analyst,"]).encode(), "C:\\x\\" + "l\u202eö" * 500
        )
        name = payload["bulkInvite"]["filename"]
        assert name.startswith("lölö")
        assert len(name) == MAX_FILENAME

    async def test_the_template_untouched_invites_nobody(self, api: Api) -> None:
        admin = await make_admin()
        token = await token_of(admin)
        template = await api.ask("{ csvTemplate { filename content maxRows } }", token)
        assert (template["filename"], template["maxRows"]) == ("invite-users-template.csv", 100)
        payload = await api.change(UPLOAD, token, source={"csv": template["content"]}, review=False)
        await work()
        shown = await show(api, token, payload["bulkInvite"]["id"])
        assert (shown["status"], shown["invitedRows"], shown["errorRows"]) == ("COMPLETED", 0, 2)

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
    @given(content=st.binary(max_size=300) | st.text().map(lambda text: f"Email,Role\n{text}".encode()))
    async def test_any_bytes_get_a_coded_answer(self, api: Api, content: bytes) -> None:
        token = await self._token()
        payload = await upload_file(api, token, content)
        if payload["errors"]:
            assert set(codes(payload)) <= {"INVALID_CSV", "TOO_MANY_ROWS"}
            return
        await work()
        shown = await show(api, token, payload["bulkInvite"]["id"])
        assert shown["status"] == "READY"
        assert shown["totalRows"] == shown["validRows"] + shown["warningRows"] + shown["errorRows"]
        assert shown["totalRows"] == shown["rows"]["totalCount"]

    async def _token(self) -> str:
        return await token_of(await make_admin())
