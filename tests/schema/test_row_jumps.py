"""Jumps to any place of a bulk invite's rows: what `skip` goes with, and how far it goes."""

from typing import Any

import pytest

from schema.api.bulk_invites.rows import MAX_SKIP
from tests.support.bulk_uploads import lines, validated
from tests.support.factories import global_id, make_admin, token_of
from tests.support.graphql_client import Api, ApiError, nodes

ROWS = """
query ($id: ID!, $skip: Int, $first: Int, $after: String, $last: Int, $before: String) {
  bulkInvite(id: $id) {
    rows(skip: $skip, first: $first, after: $after, last: $last, before: $before) {
      totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { node { line } }
    }
  }
}
"""


async def asker(api: Api) -> Any:
    admin = await make_admin()
    bulk_invite_id = await validated(admin, lines(f"p{each}@example.com,Remote," for each in range(6)))
    token, of_it = await token_of(admin), global_id("BulkInvite", bulk_invite_id)

    async def ask(**arguments: object) -> dict[str, Any]:
        found: dict[str, Any] = (await api.ask(ROWS, token, id=of_it, **arguments))["rows"]
        return found

    return ask


async def test_cursors_go_on_from_where_a_jump_led(api: Api) -> None:
    ask = await asker(api)
    page = await ask(skip=3, first=2)
    assert ([node["line"] for node in nodes(page)], page["totalCount"]) == ([5, 6], 6)
    assert (page["pageInfo"]["hasPreviousPage"], page["pageInfo"]["hasNextPage"]) == (True, True)
    assert [node["line"] for node in nodes(await ask(after=page["pageInfo"]["endCursor"]))] == [7]
    before = await ask(last=2, before=page["pageInfo"]["startCursor"])
    assert [node["line"] for node in nodes(before)] == [3, 4]


async def test_nothing_stands_behind_the_end(api: Api) -> None:
    page = await (await asker(api))(skip=MAX_SKIP)
    assert (nodes(page), page["totalCount"]) == ([], 6)


@pytest.mark.parametrize(
    "arguments", [{"skip": -1}, {"skip": MAX_SKIP + 1}, {"skip": 0, "last": 2}, {"skip": 1, "before": "x"}]
)
async def test_what_goes_with_no_jump_is_refused(api: Api, arguments: dict[str, Any]) -> None:
    ask = await asker(api)
    with pytest.raises(ApiError, match="skip") as raised:
        await ask(**arguments)
    assert raised.value.code == "BAD_USER_INPUT"


async def test_a_jump_is_from_the_start_and_from_no_cursor(api: Api) -> None:
    ask = await asker(api)
    cursor = (await ask(first=1))["pageInfo"]["endCursor"]
    with pytest.raises(ApiError, match="skip"):
        await ask(skip=1, after=cursor)
