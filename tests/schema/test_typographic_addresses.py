"""Addresses as word processors and messengers hand them on: what is a warning, what an error, and what is left out."""

# ruff: noqa: RUF001 - punctuation that looks like another is the point
from typing import Any

import pytest

from app.database.sql import value
from app.organizations.roles import Role
from tests.schema.test_bulk_invite import UPDATE, UPLOAD, show
from tests.schema.test_bulk_mass_edits import SUGGESTIONS
from tests.schema.test_check_addresses import checked
from tests.schema.test_update_invitation_email import addressed, correct
from tests.support.bulk_uploads import lines, work
from tests.support.factories import (
    PASSWORD,
    link_token,
    make_admin,
    make_invitation,
    make_member,
    make_organization,
    token_of,
)
from tests.support.graphql_client import Api, codes, nodes
from tests.support.graphql_operations import ACCEPT, INVITE, SIGN_IN

TYPOGRAPHIC = {
    "o’brien@acme.example": "o'brien@acme.example",
    "mary–ann@acme.example": "mary-ann@acme.example",
    "“ann@acme.example": "ann@acme.example",
}
QUOTED = [
    "“ann@acme.example”",
    "'ann@acme.example'",
    '"ann@acme.example"',
    "«\u00a0ann@acme.example »",
    "‘ann@acme.example’",
]
NO_ADDRESSES = {
    '"ann"@acme.example': "ann@acme.example",
    "<ann@acme.example>": "ann@acme.example",
    "mailto:ann@acme.example": "ann@acme.example",
    "ann@acme.example,": "ann@acme.example",
    "ann@acme.example.": "ann@acme.example",
    "ann@acme.example;": "ann@acme.example",
    "ann\u200b@acme.example": "ann@acme.example",
    "ann@ac–me.example": "ann@ac-me.example",
}
INVISIBLE = ["\u200b", "\ufeff", "\u00ad", "\u00a0", "\u202f", "\u200e", "\u202a", "\u2066", "\u2060"]


async def reviewed(api: Api, token: str, emails: list[str]) -> tuple[str, list[dict[str, Any]]]:
    """Returns the id of a list with these addresses, and its rows."""
    rows = [{"email": email, "role": "Analyst"} for email in emails]
    payload = await api.change(UPLOAD, token, source={"rows": rows})
    assert payload["errors"] == []
    await work()
    shown = await show(api, token, payload["bulkInvite"]["id"])
    return shown["id"], nodes(shown["rows"])


@pytest.mark.parametrize(("email", "meant"), TYPOGRAPHIC.items())
async def test_one_person_with_typographic_punctuation_is_warned_of_and_can_be_invited(
    api: Api, email: str, meant: str
) -> None:
    token = await token_of(await make_admin())
    ((problem,),) = await checked(api, token, email)
    assert (problem["code"], problem["severity"], problem["suggestion"]) == ("INVALID_EMAIL", "WARNING", meant)
    answer = await api.change(INVITE, token, email=email, role="REMOTE")
    assert (answer["errors"], answer["invitation"]["email"]) == ([], email)


async def test_in_a_list_it_is_the_same_warning_and_all_suggestions_are_taken_at_once(api: Api) -> None:
    token = await token_of(await make_admin())
    bulk_invite_id, rows = await reviewed(api, token, list(TYPOGRAPHIC))
    found = await checked(api, token, *TYPOGRAPHIC)
    keys = ("code", "severity", "message", "suggestion")
    assert [[each[key] for key in keys] for row in rows for each in row["problems"]] == [
        [each[key] for key in keys] for problems in found for each in problems
    ]
    assert {row["status"] for row in rows} == {"WARNING"}
    applied = await api.change(SUGGESTIONS, token, bulkInviteId=bulk_invite_id)
    assert (applied["changedCount"], applied["bulkInvite"]["validRows"]) == (3, 3)
    shown = await show(api, token, bulk_invite_id)
    assert [row["email"] for row in nodes(shown["rows"])] == list(TYPOGRAPHIC.values())


@pytest.mark.parametrize("email", QUOTED)
async def test_quotation_marks_around_an_address_are_left_out_with_a_warning(api: Api, email: str) -> None:
    token = await token_of(await make_admin())
    ((problem,),) = await checked(api, token, email)
    assert (problem["code"], problem["severity"], problem["suggestion"]) == (
        "INVALID_EMAIL",
        "WARNING",
        "ann@acme.example",
    )
    _, (row,) = await reviewed(api, token, [email])
    assert (row["email"], row["status"], row["problems"][0]["message"]) == (
        "ann@acme.example",
        "WARNING",
        problem["message"],
    )
    answer = await api.change(INVITE, token, email=email, role="REMOTE")
    assert (answer["errors"], answer["invitation"]["email"]) == ([], "ann@acme.example")


async def test_of_a_quoted_address_with_another_slip_the_form_without_both_is_suggested(api: Api) -> None:
    token = await token_of(await make_admin())
    found = await checked(api, token, "“o’brien@acme.example”", "“ann@gmial.com”", "“info@acme.example”")
    assert [[each["suggestion"] for each in problems] for problems in found] == [
        ["o'brien@acme.example"],
        ["ann@gmail.com"],
        ["info@acme.example", None],
    ]


@pytest.mark.parametrize(("email", "meant"), NO_ADDRESSES.items())
async def test_what_cannot_be_an_address_is_an_error_that_says_what_was_meant(api: Api, email: str, meant: str) -> None:
    token = await token_of(await make_admin())
    (problem,) = (await checked(api, token, email))[0]
    assert (problem["code"], problem["severity"], problem["suggestion"]) == ("INVALID_EMAIL", "ERROR", meant)
    answer = await api.change(INVITE, token, email=email, role="REMOTE")
    (error,) = answer["errors"]
    assert (error["code"], error["path"]) == ("INVALID_EMAIL", ["email"])
    assert error["message"].endswith(f"Did you mean {meant}?")


async def test_who_was_invited_so_signs_in_by_that_address_alone(api: Api) -> None:
    admin = await make_admin()
    invitation_id = await make_invitation(admin, "O’Brien@acme.example")
    token = await link_token(invitation_id)
    accepted = await api.change(ACCEPT, token=token, name="Ann O'Brien", password=PASSWORD, bearer=True)
    assert accepted["errors"] == []
    signed_in = await api.change(SIGN_IN, email="o’brien@ACME.example ", password=PASSWORD, bearer=True)
    assert signed_in["viewer"]["user"]["email"] == "O’Brien@acme.example"
    assert codes(await api.change(SIGN_IN, email="o'brien@acme.example", password=PASSWORD, bearer=True)) == [
        "INVALID_CREDENTIALS"
    ]


class TestInvisibleCharacters:
    """Around an address they are left out, wherever it comes in."""

    @pytest.mark.parametrize("around", INVISIBLE, ids=lambda each: f"{ord(each):04x}")
    async def test_of_an_invitation(self, api: Api, around: str) -> None:
        admin = await make_admin()
        token = await token_of(admin)
        written = f"{around}ada@acme.example{around}"
        answer = await api.change(INVITE, token, email=written, role="REMOTE")
        assert answer["invitation"]["email"] == "ada@acme.example"
        assert (await checked(api, token, written))[0][0]["code"] == "ALREADY_INVITED"

    async def test_of_a_corrected_invitation(self, api: Api) -> None:
        admin = await make_admin()
        invitation_id = await make_invitation(admin, "adda@acme.example")
        assert codes(await correct(api, admin, invitation_id, f"{''.join(INVISIBLE)}ada@acme.example\u200b")) == []
        assert await addressed(invitation_id) == "ada@acme.example"

    async def test_of_rows_files_and_edits(self, api: Api) -> None:
        token = await token_of(await make_admin())
        around = "".join(INVISIBLE)
        _, (row,) = await reviewed(api, token, [f"{around}ada@acme.example{around}"])
        assert (row["email"], row["status"]) == ("ada@acme.example", "VALID")
        edited = await api.change(UPDATE, token, rowId=row["id"], email=f"{around}eve@acme.example", role="Analyst")
        assert edited["row"] == {"email": "eve@acme.example", "status": "VALID"}
        csv = lines([f"{around}joe@acme.example{around},Analyst,"])
        payload = await api.change(UPLOAD, token, source={"csv": csv})
        await work()
        (row,) = nodes((await show(api, token, payload["bulkInvite"]["id"]))["rows"])
        assert (row["email"], row["status"]) == ("joe@acme.example", "VALID")

    async def test_of_an_account(self, api: Api) -> None:
        await make_member(await make_organization(), Role.ANALYST, email="ada@acme.example")
        written = f"{''.join(INVISIBLE)}Ada@acme.example\ufeff"
        assert codes(await api.change(SIGN_IN, email=written, password=PASSWORD, bearer=True)) == []

    async def test_what_turns_letters_around_is_no_part_of_an_address_anywhere(self, api: Api) -> None:
        token = await token_of(await make_admin())
        for email in ("\u202eada@acme.example", "ada@acme.example\u202d"):
            assert codes(await api.change(INVITE, token, email=email, role="REMOTE")) == ["INVALID_EMAIL"]
        assert await value("SELECT count(*) FROM invitations") == 0
