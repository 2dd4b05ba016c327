"""Of a long list of members a page reads its own rows, in every order."""

from dataclasses import replace

import pytest

from app.database.keyset import PageRequest
from app.database.sql import rows
from app.members.queries import ORDERS, MemberFilter, list_members
from app.organizations.actor import Actor
from tests.support.executed_statements import ExecutedStatements
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


@pytest.fixture
async def admin(database: None) -> Actor:
    admin = await make_admin()
    await rows(MEMBERS, admin.organization_id, COUNT)
    await rows("ANALYZE users, memberships")
    return admin


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("name", ORDERS)
async def test_a_page_reads_no_more_than_a_few_times_its_size(
    admin: Actor, name: str, descending: bool, executed: ExecutedStatements
) -> None:
    order = replace(ORDERS[name], descending=descending)
    executed.clear()
    page = await list_members(admin.organization_id, MemberFilter(), order, PageRequest(PAGE))
    assert len(page.nodes) == PAGE
    (statement,) = executed
    read = [node["Actual Rows"] * node["Actual Loops"] for node in await statement.explain()]
    assert PAGE <= max(read) < 20 * PAGE
