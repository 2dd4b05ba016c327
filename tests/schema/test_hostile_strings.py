"""Whatever stands in a string, the answer is an answer and no fault of ours."""

from typing import Any

import httpx2
import orjson
import pytest

from tests.support.factories import PASSWORD, link_token, make_admin, make_invitation, make_user, token_of
from tests.support.graphql_client import Api
from tests.support.graphql_operations import (
    ACCEPT,
    CHANGE_PASSWORD,
    CREATE_GROUP,
    CURRENT_USERS,
    DECLINE,
    DELETE_GROUP,
    END_SESSION,
    GROUPS,
    INVITE,
    INVITED_USERS,
    PREVIEW,
    RESEND,
    REVOKE,
    SESSIONS,
    SIGN_IN,
    UPDATE_GROUP,
    UPDATE_PROFILE,
    UPDATE_ROLE,
)

HOSTILE = {
    "NUL": '"a\\u0000b"',
    "lone surrogate": '"a\\ud800b"',
    "line ends": '"a\\r\\nBcc: x@y.example"',
    "controls": '"\\u0001\\u001f\\u007f\\u0085\\u2028\\ufeff\\uffff"',
    "marks": '"' + "\u0301" * 500 + '"',
    "right to left": '"\u202e\u2066moc.live"',
    "wildcards": '"%_\\\\*\'; DROP TABLE users; --"',
    "templates": '"{{ 7 * 7 }} ${7*7} <script>alert(1)</script>"',
    "1 MB": '"' + "x" * 1_000_000 + '"',
    "60 kB": '"' + "é" * 30_000 + '"',
}
ENTRIES = """
query ($filter: AuditFilter, $after: String) { auditEntries(filter: $filter, after: $after) { edges { node { id } } } }
"""
ANY_ID = "TWVtYmVyOjAwMDAwMDAwLTAwMDAtMDAwMC0wMDAwLTAwMDAwMDAwMDAwMQ=="
PLACES: list[tuple[str, dict[str, Any]]] = [
    (SIGN_IN, {"input": {"email": "?", "password": PASSWORD}}),
    (SIGN_IN, {"input": {"email": "ada@example.com", "password": "?"}}),
    (INVITE, {"input": {"email": "?", "role": "ANALYST"}}),
    (INVITE, {"input": {"email": "?@example.com", "role": "ANALYST"}}),
    (INVITE, {"input": {"email": "ada@?.example", "role": "ANALYST"}}),
    (INVITE, {"input": {"email": "ada@example.com", "role": "?"}}),
    (INVITE, {"input": {"email": "ada@example.com", "role": "ANALYST", "groupIds": ["?"]}}),
    (INVITE, {"input": {"email": "ada@example.com", "role": "ANALYST", "idempotencyKey": "?"}}),
    (RESEND, {"input": {"invitationIds": ["?"], "idempotencyKey": "?"}}),
    (RESEND, {"input": {"invitationIds": [], "idempotencyKey": "?"}}),
    (REVOKE, {"input": {"invitationIds": ["?"]}}),
    (ACCEPT, {"input": {"token": "?", "name": "Ada", "password": "correct horse battery staple"}}),
    (ACCEPT, {"input": {"invitationId": "?"}}),
    (DECLINE, {"input": {"token": "?"}}),
    (UPDATE_ROLE, {"input": {"id": "?", "role": "ANALYST"}}),
    (PREVIEW, {"token": "?"}),
    (INVITED_USERS, {"filter": {"search": "?"}}),
    (INVITED_USERS, {"filter": {"groupIds": ["?"], "bulkInviteId": "?"}}),
    (INVITED_USERS, {"after": "?"}),
    (CURRENT_USERS, {"filter": {"search": "?"}}),
    (CURRENT_USERS, {"before": "?"}),
    (UPDATE_PROFILE, {"input": {"name": "?"}}),
    (CHANGE_PASSWORD, {"input": {"currentPassword": "?", "newPassword": "correct horse battery staple"}}),
    (CHANGE_PASSWORD, {"input": {"currentPassword": PASSWORD, "newPassword": "?"}}),
    (END_SESSION, {"input": {"sessionId": "?"}}),
    (CREATE_GROUP, {"input": {"name": "?"}}),
    (UPDATE_GROUP, {"input": {"groupId": "?", "name": "?"}}),
    (DELETE_GROUP, {"input": {"groupId": "?", "moveToGroupId": "?"}}),
    (GROUPS, {"search": "?"}),
    (GROUPS, {"after": "?"}),
    (ENTRIES, {"filter": {"search": "?", "actions": ["?"], "actorIds": ["?"]}}),
    (ENTRIES, {"filter": {"since": "?"}}),
    (ENTRIES, {"after": "?"}),
    ("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": ["?", ANY_ID]}),
]


async def send(api: Api, session: str, query: str, variables: dict[str, Any], hostile: str) -> httpx2.Response:
    body = orjson.dumps({"query": query, "variables": variables}).decode()
    filled = body.replace('"?"', hostile).replace("?@example.com", f"{hostile[1:-1]}@example.com")
    return await api.http.post(
        "/graphql",
        content=filled.replace("ada@?.example", f"ada@{hostile[1:-1]}.example").encode(),
        headers={"content-type": "application/json", "authorization": f"Bearer {session}"},
    )


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
async def test_in_any_place_it_is_never_a_fault_of_ours(api: Api, hostile: str) -> None:
    session = await token_of(await make_admin())
    for query, variables in PLACES:
        response = await send(api, session, query, variables, hostile)
        codes = [error["extensions"]["code"] for error in response.json().get("errors") or []]
        assert response.status_code < 500, (query, variables)
        assert "INTERNAL_SERVER_ERROR" not in codes, (query, variables)


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
async def test_as_a_new_person_s_name_or_password_it_is_never_a_fault_of_ours(api: Api, hostile: str) -> None:
    admin = await make_admin()
    for field in ("name", "password"):
        token = await link_token(await make_invitation(admin))
        values = {"token": token, "name": "Ada", "password": "correct horse battery staple", "bearer": True, field: "?"}
        response = await send(api, "", ACCEPT, {"input": values}, hostile)
        codes = [error["extensions"]["code"] for error in response.json().get("errors") or []]
        assert response.status_code < 500
        assert "INTERNAL_SERVER_ERROR" not in codes


@pytest.mark.parametrize("agent", [b"\xff\xfe\xed\xa0\x80", b"a\x7f\x1b[31m\tb", b"x" * 7_000, b"", b"\xe2\x80\xae"])
async def test_as_a_user_agent_it_signs_in_all_the_same(api: Api, agent: bytes) -> None:
    await make_user("ada@example.com")
    values = {"email": "ada@example.com", "password": PASSWORD, "bearer": True}
    body = {"query": SIGN_IN, "variables": {"input": values}}
    answer = (await api.http.post("/graphql", json=body, headers=[(b"user-agent", agent)])).json()
    (session,) = (await api.ask(SESSIONS, answer["data"]["signIn"]["sessionToken"]))["sessions"]
    assert session["userAgent"] is None or (session["userAgent"].isprintable() and len(session["userAgent"]) <= 300)


@pytest.mark.parametrize("header", ["ses_\u00ff", "ses_" + "x" * 5000, "'; --", "\x7f", ""])
async def test_as_a_session_it_is_nobody_s(api: Api, header: str) -> None:
    response = await api.http.post(
        "/graphql",
        json={"query": "{ viewer { isOperator } }"},
        headers=[(b"authorization", b"Bearer " + header.encode("latin-1")), (b"cookie", b"session=\xff\xfe; a=b")],
    )
    assert response.json() == {"data": {"viewer": None}}
