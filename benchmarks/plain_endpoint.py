"""The baseline of `./dev bench read`: one endpoint with the session, the SQL and the JSON of one query, by hand.

Its response to `benchmarks.read.MEMBERS_QUERY` is the product's. It has no schema, no selection and no permissions.
"""

import base64
import hashlib
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

SESSION = """
SELECT m.organization_id FROM sessions s
  JOIN memberships m ON m.user_id = s.user_id AND m.organization_id = s.organization_id
 WHERE s.token_hash = $1 AND s.expires_at > now()
"""
COUNT = "SELECT count(*) FROM memberships WHERE organization_id = $1"
GROUPS = "SELECT id, name FROM groups WHERE organization_id = $1 AND id = ANY($2)"
PAGE = """
SELECT m.id, u.email, u.name, m.role, m.joined_at, m.group_ids, lower(u.name) AS name_key
  FROM memberships m JOIN users u ON u.id = m.user_id
 WHERE m.organization_id = $1 ORDER BY lower(u.name) COLLATE "pg_c_utf8", m.id LIMIT $2
"""
SIZE = 50


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    async with asyncpg.create_pool(os.environ["DATABASE_URL"], max_size=10) as app.state.pool:
        yield


async def members(request: Request) -> Response:
    orjson.loads(await request.body())
    token = request.headers["authorization"].removeprefix("Bearer ")
    async with request.app.state.pool.acquire() as connection:
        organization_id = await connection.fetchval(SESSION, hashlib.sha256(token.encode()).digest())
        total = await connection.fetchval(COUNT, organization_id)
        found = await connection.fetch(PAGE, organization_id, SIZE + 1)
        group_ids = {group_id for row in found for group_id in row["group_ids"]}
        groups = {row["id"]: row["name"] for row in await connection.fetch(GROUPS, organization_id, list(group_ids))}
    edges = [
        {
            "cursor": _opaque(f'["m.id:name:asc","{row["name_key"]}","{row["id"]}"]').rstrip("="),
            "node": {
                "id": _opaque(f"Member:{row['id']}"),
                "email": row["email"],
                "name": row["name"],
                "role": row["role"].upper(),
                "joinedAt": row["joined_at"].isoformat(timespec="milliseconds").replace("+00:00", "Z"),
                "groups": [
                    {"id": _opaque(f"Group:{group_id}"), "name": groups[group_id]}
                    for group_id in sorted(row["group_ids"], key=groups.__getitem__)
                ],
            },
        }
        for row in found[:SIZE]
    ]
    page = {"hasNextPage": len(found) > SIZE, "endCursor": edges[-1]["cursor"]}
    result = {"data": {"currentUsers": {"edges": edges, "pageInfo": page, "totalCount": total}}}
    return Response(orjson.dumps(result), media_type="application/json")


async def health(_: Request) -> Response:
    return Response()


def _opaque(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


app = Starlette(routes=[Route("/graphql", members, methods=["POST"]), Route("/health", health)], lifespan=_lifespan)
