"""Many rows of a bulk invite, edited through the API, and what a review shows of them."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.bulk_invites import mass_edit_actions
from app.bulk_invites.actions import cancel_bulk_invite, send_bulk_invite
from app.bulk_invites.problem_groups import MAX_VALUE
from app.database.sql import rows
from app.organizations.actor import Actor
from app.organizations.roles import Role
from schema.api.bounds import MAX_LIST
from tests.support.bulk_uploads import lines, rows_of, validated, work
from tests.support.factories import global_id, make_admin, make_group, make_member, token_of
from tests.support.graphql_client import Api, ApiError, codes, nodes

CHANGED = "changedCount bulkInvite { status validRows warningRows errorRows totalRows sequence } errors { code path }"
REPLACE = (
    f"mutation ($input: ReplaceBulkInviteValuesInput!) {{ replaceBulkInviteValues(input: $input) {{ {CHANGED} }} }}"
)
SUGGESTIONS = (
    "mutation ($input: ApplyBulkInviteSuggestionsInput!)"
    f"{{ applyBulkInviteSuggestions(input: $input) {{ {CHANGED} }} }}"
)
REMOVE = f"mutation ($input: RemoveBulkInviteRowsInput!) {{ removeBulkInviteRows(input: $input) {{ {CHANGED} }} }}"
UPDATE = f"mutation ($input: UpdateBulkInviteRowsInput!) {{ updateBulkInviteRows(input: $input) {{ {CHANGED} }} }}"
REVIEW = """
query (
  $id: ID!, $statuses: [BulkInviteRowStatus!], $code: UserErrorCode, $severity: Severity, $column: ColumnMeaning
  $value: String, $order: BulkInviteRowOrder
) {
  bulkInvite(id: $id) {
    problemGroups { code severity column value valueCount suggestion rowCount }
    rows(
      statuses: $statuses, problemCode: $code, problemSeverity: $severity, problemColumn: $column
      problemValue: $value, order: $order
    ) { totalCount totalCountIsExact edges { node { line problems { value } } } }
  }
}
"""
HISTORY = """
query ($filter: BulkInviteFilter) {
  bulkInvites(filter: $filter) { totalCount edges { node { id status filename createdAt requestedBy { name } } } }
}
"""
PEOPLE = ["a@example.com,Analist,", "b@gmial.com,Analyst,Kiosk", "c@example.com,Admin,", "nobody,Analist,"]


async def reviewed(admin: Actor) -> str:
    await make_group(admin.organization_id, "Kiosks")
    return global_id("BulkInvite", await validated(admin, lines(PEOPLE)))


def changed(payload: dict[str, Any]) -> tuple[int, ...]:
    """How many rows changed, and how many are valid, have warnings, have errors."""
    found = payload["bulkInvite"]
    assert payload["errors"] == []
    return (payload["changedCount"], found["validRows"], found["warningRows"], found["errorRows"])


class TestMassEdits:
    async def test_a_list_is_repaired(self, api: Api) -> None:
        admin = await make_admin()
        token, bulk_invite_id = await token_of(admin), await reviewed(admin)
        of_it = {"bulkInviteId": bulk_invite_id}
        replaced = await api.change(REPLACE, token, **of_it, column="ROLE", **{"from": " Analist "}, to="Analyst")
        assert changed(replaced) == (2, 1, 1, 2)
        assert changed(await api.change(SUGGESTIONS, token, **of_it, problemCode="UNKNOWN_GROUP")) == (1, 1, 2, 1)
        assert changed(await api.change(SUGGESTIONS, token, **of_it)) == (1, 2, 1, 1)
        assert changed(await api.change(REMOVE, token, **of_it, statuses=["ERROR"])) == (1, 2, 1, 0)
        assert changed(await api.change(UPDATE, token, **of_it, all=True, role="REMOTE")) == (3, 3, 0, 0)
        assert changed(await api.change(UPDATE, token, **of_it, statuses=["VALID"], role="REMOTE")) == (0, 3, 0, 0)

    async def test_chosen_rows_are_edited(self, api: Api) -> None:
        admin = await make_admin()
        token, bulk_invite_id = await token_of(admin), await validated(admin, lines(PEOPLE))
        group_id = global_id("Group", await make_group(admin.organization_id, "Paris"))
        ids = [global_id("BulkInviteRow", each.id) for each in await rows_of(bulk_invite_id)]
        of_it = {"bulkInviteId": global_id("BulkInvite", bulk_invite_id)}
        unknown = [global_id("BulkInviteRow", uuid4()), "nonsense"]
        updated = await api.change(
            UPDATE, token, **of_it, rowIds=[*ids[:2], *unknown], role="ANALYST", groupIds=[group_id]
        )
        assert changed(updated) == (2, 1, 2, 1)
        assert changed(await api.change(REMOVE, token, **of_it, rowIds=[ids[3], *unknown])) == (1, 1, 2, 0)
        assert changed(await api.change(REMOVE, token, **of_it, rowIds=[ids[3]])) == (0, 1, 2, 0)

    async def test_rows_of_a_problem_group_are_edited(self, api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(mass_edit_actions, "REQUEST_ROWS", 1)
        admin = await make_admin()
        people = [*(f"p{each}@example.com,Analist," for each in range(4)), *PEOPLE]
        token, bulk_invite_id = await token_of(admin), await validated(admin, lines(people))
        of_it = {"bulkInviteId": global_id("BulkInvite", bulk_invite_id)}
        analists = {"code": "INVALID_ROLE", "severity": "ERROR", "column": "ROLE", "value": "Analist"}
        payload = await api.change(UPDATE, token, **of_it, problem=analists, role="REMOTE")
        assert (payload["changedCount"], payload["bulkInvite"]["status"]) == (6, "VALIDATING")
        await work()
        assert [each.role for each in await rows_of(bulk_invite_id)] == [*["Remote"] * 5, "Analyst", "Admin", "Remote"]
        powerful = {"code": "INVALID_ROLE", "severity": "WARNING"}
        assert (await api.change(REMOVE, token, **of_it, problem=powerful))["changedCount"] == 1
        addresses = {"code": "INVALID_EMAIL"}
        assert (await api.change(REMOVE, token, **of_it, problem=addresses))["changedCount"] == 2
        await work()
        assert {each.email for each in await rows_of(bulk_invite_id)} == {
            "a@example.com",
            *(f"p{each}@example.com" for each in range(4)),
        }

    async def test_a_long_list_is_validated_meanwhile(self, api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(mass_edit_actions, "REQUEST_ROWS", 1)
        admin = await make_admin()
        token, of_it = await token_of(admin), {"bulkInviteId": await reviewed(admin)}
        payload = await api.change(UPDATE, token, **of_it, all=True, role="REMOTE")
        assert (payload["changedCount"], payload["bulkInvite"]["status"]) == (4, "VALIDATING")
        assert codes(await api.change(UPDATE, token, **of_it, all=True, role="ANALYST")) == ["NOT_READY"]
        await work()
        assert changed(await api.change(UPDATE, token, **of_it, all=True, role="REMOTE")) == (0, 2, 0, 2)

    async def test_what_cannot_be_done_is_said(self, api: Api) -> None:
        admin = await make_admin()
        token, of_it = await token_of(admin), {"bulkInviteId": await reviewed(admin)}
        long = "x" * (MAX_VALUE + 1)
        unknown = global_id("Group", uuid4())
        for mutation, arguments, code, path in (
            (UPDATE, {"all": True}, "REQUIRED", ["role"]),
            (UPDATE, {"all": True, "groupIds": [unknown]}, "UNKNOWN_GROUP", ["groupIds", "0"]),
            (UPDATE, {"role": "REMOTE", "rowIds": ["x"] * (MAX_LIST + 1)}, "TOO_LONG", ["rowIds"]),
            (REPLACE, {"column": "ROLE", "from": long, "to": ""}, "TOO_LONG", ["from"]),
            (REPLACE, {"column": "ROLE", "from": "", "to": long}, "TOO_LONG", ["to"]),
            (REMOVE, {"problem": {"code": "INVALID_ROLE", "value": long}}, "TOO_LONG", ["problem"]),
        ):
            payload = await api.change(mutation, token, **of_it, **arguments)
            assert (payload["changedCount"], payload["bulkInvite"]) == (0, None)
            assert [(error["code"], error["path"]) for error in payload["errors"]] == [(code, path)], arguments

    @pytest.mark.parametrize(
        ("mutation", "arguments"),
        [
            (REMOVE, {}),
            (REMOVE, {"rowIds": [], "statuses": ["ERROR"]}),
            (REMOVE, {"problem": {"code": "REQUIRED"}, "statuses": ["ERROR"]}),
            (UPDATE, {"role": "REMOTE"}),
            (UPDATE, {"role": "REMOTE", "all": False}),
            (UPDATE, {"role": "REMOTE", "all": True, "statuses": ["ERROR"]}),
        ],
    )
    async def test_which_rows_is_said_in_exactly_one_way(
        self, api: Api, mutation: str, arguments: dict[str, Any]
    ) -> None:
        admin = await make_admin()
        token, bulk_invite_id = await token_of(admin), await reviewed(admin)
        with pytest.raises(ApiError, match="exactly one") as raised:
            await api.change(mutation, token, bulkInviteId=bulk_invite_id, **arguments)
        assert raised.value.code == "BAD_USER_INPUT"

    async def test_who_may_not_edit_a_list_changes_nothing(self, api: Api) -> None:
        admin = await make_admin()
        group = await make_group(admin.organization_id)
        of_it = {"bulkInviteId": await reviewed(admin)}
        manager = await make_member(admin.organization_id, Role.GROUP_ADMIN, [group])
        reader = await make_member(admin.organization_id, Role.ANALYST)
        edits: tuple[tuple[str, dict[str, Any]], ...] = (
            (REPLACE, {"column": "ROLE", "from": "Analist", "to": "Analyst"}),
            (SUGGESTIONS, {}),
            (REMOVE, {"statuses": ["ERROR"]}),
            (UPDATE, {"all": True, "role": "REMOTE"}),
        )
        for actor, code in ((manager, "NOT_PERMITTED"), (reader, "NOT_PERMITTED"), (await make_admin(), "NOT_FOUND")):
            token = await token_of(actor)
            for mutation, arguments in edits:
                assert codes(await api.change(mutation, token, **of_it, **arguments)) == [code]


class TestReview:
    async def ask(self, api: Api, admin: Actor, bulk_invite_id: str, **arguments: object) -> dict[str, Any]:
        found: dict[str, Any] = await api.ask(REVIEW, await token_of(admin), id=bulk_invite_id, **arguments)
        return found

    async def test_problems_are_grouped_and_each_group_shows_its_rows(self, api: Api) -> None:
        admin = await make_admin()
        bulk_invite_id = await reviewed(admin)
        groups = (await self.ask(api, admin, bulk_invite_id))["problemGroups"]
        assert groups[0] == {
            "code": "INVALID_ROLE",
            "severity": "ERROR",
            "column": "ROLE",
            "value": "Analist",
            "valueCount": 1,
            "suggestion": "Analyst",
            "rowCount": 2,
        }
        for group in groups:
            filters = {name: group[name] for name in ("code", "severity", "column", "value")}
            found = (await self.ask(api, admin, bulk_invite_id, **filters))["rows"]
            assert found["totalCount"] == group["rowCount"] == len(nodes(found)), group

    async def test_rows_come_with_the_worst_first_and_name_what_is_wrong_in_a_cell(self, api: Api) -> None:
        admin = await make_admin()
        bulk_invite_id = await reviewed(admin)
        found = nodes((await self.ask(api, admin, bulk_invite_id, order="SEVERITY"))["rows"])
        assert [each["line"] for each in found] == [2, 3, 5, 4]
        assert found[1]["problems"] == [{"value": None}, {"value": "Kiosk"}]

    async def test_a_value_is_no_longer_than_one_can_be(self, api: Api) -> None:
        admin = await make_admin()
        with pytest.raises(ApiError) as raised:
            await self.ask(api, admin, await reviewed(admin), value="x" * (MAX_VALUE + 1))
        assert raised.value.code == "BAD_USER_INPUT"

    @pytest.mark.parametrize("place", ["abc", "9" * 30, "-1", ""])
    @pytest.mark.parametrize("order", ["LINE", "SEVERITY"])
    async def test_a_cursor_that_no_page_had_is_refused_or_finds_what_it_says(
        self, api: Api, order: str, place: str
    ) -> None:
        admin = await make_admin()
        query = """
        query ($id: ID!, $order: BulkInviteRowOrder, $after: String) {
          bulkInvite(id: $id) { rows(order: $order, after: $after) { edges { node { line } } pageInfo { endCursor } } }
        }
        """
        variables = {"id": await reviewed(admin), "order": order}
        token = await token_of(admin)
        cursor = (await api.ask(query, token, **variables))["rows"]["pageInfo"]["endCursor"]
        label, *_ = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        variables["after"] = urlsafe_b64encode(json.dumps([label, place, str(uuid4())]).encode()).decode()
        if place == "-1":
            assert len(nodes((await api.ask(query, token, **variables))["rows"])) == 4
            return
        with pytest.raises(ApiError) as raised:
            await api.ask(query, token, **variables)
        assert raised.value.code == "BAD_USER_INPUT"

    async def test_what_a_file_says_of_people_is_for_those_who_may_invite(self, api: Api) -> None:
        admin = await make_admin()
        bulk_invite_id = await reviewed(admin)
        reader = await make_member(admin.organization_id, Role.ANALYST)
        with pytest.raises(ApiError) as raised:
            await api.ask(
                "query ($id: ID!) { bulkInvite(id: $id) { problemGroups { value } } }",
                await token_of(reader),
                id=bulk_invite_id,
            )
        assert raised.value.code == "FORBIDDEN"


class TestHistory:
    async def make(self, admin: Actor) -> dict[str, UUID]:
        made = {}
        for name in ("ready", "canceled", "waiting", "sent"):
            made[name] = await validated(admin, lines([f"{name}@example.com,Remote,"]))
        await cancel_bulk_invite(admin, made["canceled"], revoke_pending=False)
        for name in ("waiting", "sent"):
            await send_bulk_invite(admin, made[name])
            await work()
        await rows("UPDATE bulk_invites SET emails_waiting = 0, emails_settled = true WHERE id = $1", made["sent"])
        return made

    @pytest.mark.parametrize(
        ("filters", "expected"),
        [
            (None, ["sent", "waiting", "canceled", "ready"]),
            ({}, ["sent", "waiting", "canceled", "ready"]),
            ({"statuses": []}, ["sent", "waiting", "canceled", "ready"]),
            ({"statuses": ["COMPLETED", "CANCELED"]}, ["sent", "waiting", "canceled"]),
            ({"unfinished": True}, ["waiting", "ready"]),
            ({"unfinished": False}, ["sent", "canceled"]),
            ({"unfinished": True, "statuses": ["COMPLETED"]}, ["waiting"]),
            ({"since": "2999-01-01T00:00:00Z"}, []),
        ],
    )
    async def test_uploads_are_filtered(self, api: Api, filters: dict[str, Any] | None, expected: list[str]) -> None:
        admin = await make_admin()
        made = {global_id("BulkInvite", each): name for name, each in (await self.make(admin)).items()}
        found = await api.ask(HISTORY, await token_of(admin), filter=filters)
        assert [made[node["id"]] for node in nodes(found)] == expected
        assert found["totalCount"] == len(expected)

    async def test_one_whose_rows_are_edited_is_being_validated(
        self, api: Api, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(mass_edit_actions, "REQUEST_ROWS", 1)
        admin = await make_admin()
        token, of_it = await token_of(admin), {"bulkInviteId": await reviewed(admin)}
        await api.change(UPDATE, token, **of_it, all=True, role="REMOTE")
        for status, count in (("VALIDATING", 1), ("READY", 0)):
            assert (await api.ask(HISTORY, token, filter={"statuses": [status]}))["totalCount"] == count
