"""Lists of addresses, as they are copied from mail programs, in the place of CSV."""

from typing import Any

import pytest

from app.bulk_invites.actions import Upload, create_bulk_invite
from app.bulk_invites.review.defaults import Defaults
from app.bulk_invites.uploaded_file import BytesContent
from app.database.sql import value
from app.organizations.roles import Role
from tests.schema.test_bulk_invite import UPLOAD, show
from tests.support.bulk_uploads import raise_limit, rows_of, work
from tests.support.factories import make_admin, token_of
from tests.support.graphql_client import Api, codes, nodes

COPIED = 'Ada Lovelace <ada@example.com>; "Hopper, Grace" <grace@example.com>, bob@example.com;\nBob <BOB@example.com>'


async def reviewed(api: Api, token: str, text: str, **more: Any) -> dict[str, Any]:
    payload = await api.change(UPLOAD, token, source={"csv": text}, **more)
    assert payload["errors"] == []
    await work()
    return await show(api, token, payload["bulkInvite"]["id"])


@pytest.mark.parametrize("mapping", ["REFUSE", "ASK"])
async def test_a_copied_list_is_read_where_everybody_gets_a_role(api: Api, mapping: str) -> None:
    token = await token_of(await make_admin())
    shown = await reviewed(api, token, COPIED, defaultRole="ANALYST", mapping=mapping)
    assert (shown["status"], shown["totalRows"], shown["validRows"], shown["encoding"]) == ("READY", 4, 3, "UTF-8")
    assert shown["ignoredColumns"] == []
    assert [(row["line"], row["email"], row["status"]) for row in nodes(shown["rows"])] == [
        (1, "ada@example.com", "VALID"),
        (2, "grace@example.com", "VALID"),
        (3, "bob@example.com", "VALID"),
        (4, "BOB@example.com", "ERROR"),
    ]
    assert nodes(shown["rows"])[3]["problems"][0]["message"] == "Duplicate of line 3, which is kept."


@pytest.mark.parametrize("text", ["a@example.com\nb@example.com\n", "a@example.com", "a@example.com,b@example.com"])
async def test_addresses_alone_are_read_where_everybody_gets_a_role_and_else_are_refused(api: Api, text: str) -> None:
    token = await token_of(await make_admin())
    shown = await reviewed(api, token, text, defaultRole="REMOTE")
    assert (shown["status"], shown["errorRows"]) == ("READY", 0)
    payload = await api.change(UPLOAD, token, source={"csv": text})
    assert codes(payload) == ["INVALID_CSV"]
    assert "Choose a role for all of them" in payload["errors"][0]["message"]


async def test_one_address_that_is_none_is_an_error_of_its_row(api: Api) -> None:
    token = await token_of(await make_admin())
    text = "Ada <ada@example>; bob@example.com, o\u2019brien@example.com"
    shown = await reviewed(api, token, text, defaultRole="ANALYST")
    assert [row["status"] for row in nodes(shown["rows"])] == ["ERROR", "VALID", "WARNING"]


@pytest.mark.parametrize(
    "text", ["ada@example.com,Analyst\n", "Ada Lovelace; ada@example.com", "a@example.com,b@example.com\n" * 2]
)
async def test_what_looks_half_like_a_list_is_refused_as_before(api: Api, text: str) -> None:
    token = await token_of(await make_admin())
    payload = await api.change(UPLOAD, token, source={"csv": text}, defaultRole="ANALYST")
    assert codes(payload) == ["INVALID_CSV"]


async def test_names_are_not_stored(api: Api) -> None:
    token = await token_of(await make_admin())
    await reviewed(api, token, COPIED, defaultRole="ANALYST")
    stored = await value("SELECT string_agg(content, '') FROM bulk_invite_pieces")
    assert b"ada@example.com" in stored
    assert b"Lovelace" not in stored


async def test_an_address_outside_of_ascii_is_asked_about_where_the_encoding_is_a_guess(api: Api) -> None:
    admin = await make_admin()
    content = BytesContent("jörg@example.com; ada@example.com".encode("cp1252"))
    upload = Upload(content, is_csv=True, defaults=Defaults(Role.ANALYST))
    bulk_invite_id = await create_bulk_invite(admin, upload, is_reviewed=True)
    await work()
    assert [(row.email, row.status) for row in await rows_of(bulk_invite_id)] == [
        ("jörg@example.com", "warning"),
        ("ada@example.com", "valid"),
    ]


async def test_what_is_wrong_comes_as_a_file_to_correct(api: Api) -> None:
    token = await token_of(await make_admin())
    shown = await reviewed(api, token, COPIED, defaultRole="ANALYST")
    response = await api.http.get(shown["problemsCsvUrl"], headers={"authorization": f"Bearer {token}"})
    assert response.text.splitlines()[1:] == ['"BOB@example.com","","","Duplicate of line 3, which is kept."']


async def test_a_list_has_no_more_people_than_a_file(api: Api) -> None:
    admin = await make_admin()
    await raise_limit(admin.organization_id, 2)
    payload = await api.change(UPLOAD, await token_of(admin), source={"csv": COPIED}, defaultRole="ANALYST")
    assert [(error["code"], error["rowCount"]) for error in payload["errors"]] == [("TOO_MANY_ROWS", 4)]
