"""How far lists are counted, and that they say so."""

import pytest

from app.database import pages
from tests.support.bulk_uploads import lines, upload, work
from tests.support.factories import global_id, make_admin, make_group, make_invitation, make_member, token_of
from tests.support.graphql_client import Api

ROWS = 5
COUNTED = "{ totalCount totalCountIsExact }"
FILTERED = {
    "invitedUsers": 'invitedUsers(filter: {search: "@invited"}, first: 2)',
    "emails": "invitedUsers(filter: {deliveries: [QUEUED]}, first: 2)",
    "currentUsers": 'currentUsers(filter: {search: "@members"}, first: 2)',
    "groups": 'groups(search: "place", first: 2)',
    "rows": "rows(problemColumn: ROLE, first: 2)",
}
WHOLE = {
    "invitedUsers": "invitedUsers(first: 2)",
    "groups": "groups(first: 2)",
    "rows": "rows(first: 2)",
    "rows in a state": "rows(statuses: [ERROR], first: 2)",
}


@pytest.mark.parametrize(
    ("listed", "limit", "answer"),
    [
        *((each, ROWS, (ROWS, True)) for each in FILTERED.values()),
        *((each, ROWS - 1, (ROWS - 1, False)) for each in FILTERED.values()),
        *((each, 1, (ROWS, True)) for each in WHOLE.values()),
    ],
)
async def test_what_a_filter_leaves_is_counted_up_to_a_limit(
    api: Api, listed: str, limit: int, answer: tuple[int, bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "COUNT_LIMIT", limit)
    admin = await make_admin()
    for number in range(ROWS):
        await make_member(admin.organization_id, email=f"person{number}@members.example")
        await make_invitation(admin, f"person{number}@invited.example")
        await make_group(admin.organization_id, f"Place {number}")
    bulk_invite_id = await upload(admin, lines(f"nobody-{number},Boss,Rome" for number in range(ROWS)))
    await work()
    of_file = f'bulkInvite(id: "{global_id("BulkInvite", bulk_invite_id)}")'
    query = f"{of_file} {{ {listed} {COUNTED} }}" if listed.startswith("rows") else f"{listed} {COUNTED}"
    found = await api.ask(f"{{ {query} }}", await token_of(admin))
    found = found.get("rows", found)
    assert (found["totalCount"], found["totalCountIsExact"]) == answer
