"""Of a long list of members a page reads its own rows, in every order."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from app import listing
from app.database import Row, rows, value
from app.members.queries import ORDERS, MemberFilter, list_members
from app.organizations.actor import Actor
from app.paging import PageRequest
from tests.support.factories import make_admin

COUNT = 5_000
PAGE = 25
MEMBERS = """
WITH people AS (
    INSERT INTO users (id, email, email_key, name, password_hash, is_operator)
    SELECT uuidv7(), md5(n::text) || '@acme.example', md5(n::text) || '@acme.example', md5(n::text), '', false
      FROM generate_series(1, $2::int) n RETURNING id
)
INSERT INTO memberships (id, organization_id, user_id, role, group_ids, joined_at)
SELECT uuidv7(), $1, id, (ARRAY['analyst', 'remote', 'admin'])[1 + ascii(right(id::text, 1)) % 3], '{}',
       now() - interval '1 second' * ascii(right(id::text, 1)) FROM people
"""


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from nodes(part)


@pytest.fixture
async def admin(database: None) -> Actor:
    admin = await make_admin()
    await rows(MEMBERS, admin.organization_id, COUNT)
    await rows("ANALYZE users, memberships")
    return admin


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("name", ORDERS)
async def test_a_page_reads_no_more_than_a_few_times_its_size(
    admin: Actor, name: str, descending: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[float] = []

    async def explain(sql: str, *parameters: Any) -> list[Row]:
        (plan,) = json.loads(await value(f"EXPLAIN (ANALYZE, FORMAT json) {sql}", *parameters))
        read.extend(node["Actual Rows"] * node["Actual Loops"] for node in nodes(plan["Plan"]))
        return []

    monkeypatch.setattr(listing, "rows", explain)
    order = replace(ORDERS[name], descending=descending)
    await list_members(admin.organization_id, MemberFilter(), order, PageRequest(PAGE))
    assert 0 < max(read) < 20 * PAGE
