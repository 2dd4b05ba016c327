"""Addresses that are invited one by one are judged as a list's review judges them."""

from typing import Any

import pytest

from app.bulk_invites.csv.reader import Row
from app.bulk_invites.review.row_parser import RowParser
from app.database.sql import rows
from app.organizations.roles import Role
from schema.api.bulk_invites.rows import RowProblem
from tests.support.executed_statements import ExecutedStatements
from tests.support.factories import make_admin, make_group, make_invitation, make_member, make_organization, token_of
from tests.support.graphql_client import Api, ApiError
from tests.support.suppressed_addresses import CAME_BACK, suppress_address

CHECK = """
query ($emails: [String!]!) {
  checkAddresses(emails: $emails) { code message path severity suggestion }
}
"""
SLIPS = [
    "joe@gmial.com",
    "info@acme.example",
    "'ada@acme.example",
    "ada@acme",
    "ada@@acme.example",
    "Ada Lovelace <ada@acme.example>",
    "ada@acme.example; grace@acme.example",
    "аda@acme.example",  # noqa: RUF001 - its first letter is Cyrillic
    "replace-this-example@example.com",
    "",
    " ada@acme.example\u200b",
    "x" * 5_000,
]


async def checked(api: Api, session: str, *emails: str) -> list[list[dict[str, Any]]]:
    """The problems of each address."""
    found = await api.ask(CHECK, session, emails=list(emails))
    assert {each["path"][0] for each in found} <= {"emails"}
    return [[each for each in found if each["path"][1] == str(place)] for place in range(len(emails))]


async def test_a_slip_is_a_warning_with_what_was_meant(api: Api) -> None:
    (problems,) = await checked(api, await token_of(await make_admin()), "joe@gmial.com")
    assert problems == [
        {
            "code": "INVALID_EMAIL",
            "message": "Did you mean joe@gmail.com?",
            "path": ["emails", "0"],
            "severity": "WARNING",
            "suggestion": "joe@gmail.com",
        }
    ]


@pytest.mark.parametrize("email", SLIPS, ids=lambda each: each[:20])
async def test_the_problems_are_those_of_a_list_s_row(api: Api, email: str) -> None:
    row = Row(line=2, email=email, role="Analyst", groups=(), cells=(), has_surplus_cells=False)
    expected = [RowProblem.of(each) for each in RowParser(Role.ADMIN, (), []).parse(row).problems]
    (problems,) = await checked(api, await token_of(await make_admin()), email)
    assert [(each["code"], each["message"], each["suggestion"]) for each in problems] == [
        (each.code, each.message, each.suggestion) for each in expected
    ]


async def test_members_and_invited_people_are_known_in_any_spelling(api: Api) -> None:
    admin = await make_admin()
    await make_member(admin.organization_id, email="grace@acme.example")
    await make_invitation(admin, "ada@acme.example")
    session = await token_of(admin)
    member, invited, nobody = await checked(api, session, "Grace@ACME.example", "ADA@acme.example", "new@acme.example")
    assert [(each["code"], each["severity"], each["message"]) for each in (*member, *invited)] == [
        ("ALREADY_MEMBER", "ERROR", "Grace@ACME.example is already a member of this organization."),
        (
            "ALREADY_INVITED",
            "ERROR",
            "ADA@acme.example already has a pending invitation. Resend or change that one.",
        ),
    ]
    assert nobody == []


async def test_members_and_invitations_of_others_are_not_known(api: Api) -> None:
    other = await make_admin()
    await make_member(other.organization_id, email="grace@acme.example")
    await make_invitation(other, "ada@acme.example")
    session = await token_of(await make_admin())
    assert await checked(api, session, "grace@acme.example", "ada@acme.example") == [[], []]


async def test_who_declined_lately_is_a_warning_that_asks_to_confirm(api: Api) -> None:
    admin = await make_admin()
    invitation_id = await make_invitation(admin, "ada@acme.example")
    await rows(
        "UPDATE invitations SET status = 'declined', declined_at = '2026-11-20 12:00Z' WHERE id = $1", invitation_id
    )
    await rows("UPDATE invitations SET declined_at = now() WHERE id = $1", invitation_id)
    ((problem,),) = await checked(api, await token_of(admin), "ada@acme.example")
    assert (problem["code"], problem["severity"]) == ("DECLINED", "WARNING")
    assert problem["message"].endswith(" Confirm that you want to invite them again.")


async def test_an_address_whose_emails_came_back_is_a_warning_that_says_what_to_do(api: Api) -> None:
    admin = await make_admin()
    await suppress_address(admin.organization_id, "ada@acme.example")
    ((problem,),) = await checked(api, await token_of(admin), "ada@acme.example")
    assert (problem["code"], problem["severity"]) == ("SUPPRESSED", "WARNING")
    assert problem["message"].endswith(f"{CAME_BACK} Correct the address, or release it if it works now.")


async def test_it_is_for_who_may_invite(api: Api) -> None:
    organization_id = await make_organization()
    group_id = await make_group(organization_id)
    groupless = await token_of(await make_member(organization_id, Role.GROUP_ADMIN))
    analyst = await token_of(await make_member(organization_id, Role.ANALYST, [group_id]))
    for session, code in ((None, "UNAUTHENTICATED"), (analyst, "FORBIDDEN"), (groupless, "BAD_USER_INPUT")):
        with pytest.raises(ApiError) as raised:
            await api.ask(CHECK, session, emails=["joe@gmial.com"])
        assert raised.value.code == code
    group_admin = await token_of(await make_member(organization_id, Role.GROUP_ADMIN, [group_id]))
    assert len(await api.ask(CHECK, group_admin, emails=["joe@gmial.com"] * 500)) == 500
    with pytest.raises(ApiError) as raised:
        await api.ask(CHECK, group_admin, emails=["joe@gmial.com"] * 501)
    assert raised.value.errors[0]["message"] == "`emails` can have at most 500 values."


async def test_over_get_it_is_refused(api: Api) -> None:
    session = await token_of(await make_admin())
    response = await api.http.get(
        "/graphql",
        params={"query": '{ checkAddresses(emails: ["ada@acme.example"]) { code } }'},
        headers={"authorization": f"Bearer {session}"},
    )
    assert response.json()["errors"][0]["extensions"]["code"] == "BAD_REQUEST"


async def test_many_addresses_take_as_many_statements_as_one(api: Api, executed: ExecutedStatements) -> None:
    session = await token_of(await make_admin())
    counted = []
    for count in (1, 500):
        executed.clear()
        await api.ask(CHECK, session, emails=[f"person-{number}@acme.example" for number in range(count)])
        counted.append(len(list(executed)))
    assert counted[0] == counted[1] > 0
