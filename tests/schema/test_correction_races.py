"""A correction that meets something else about the same people: one of them wins, and nobody waits in a circle."""

import asyncio
from uuid import UUID

import pytest

from app.database.sql import row, rows, value
from app.organizations.actor import Actor
from tests.schema.test_update_invitation_email import correct
from tests.support.factories import (
    invitation_ids,
    lapse,
    make_admin,
    make_invitation,
    token_of,
)
from tests.support.graphql_client import Api, codes
from tests.support.graphql_operations import INVITE, RESEND, REVOKE

ROUNDS = 30
INVITATION = "SELECT id FROM invitations WHERE id = $1 FOR UPDATE"


def pair(number: int) -> tuple[str, str]:
    return f"ada-{number}@exmaple.com", f"ada-{number}@example.com"


async def pending(admin: Actor) -> dict[str, UUID]:
    """The organization's pending invitations by address; each with one email that is not canceled."""
    found = await rows(
        """
        SELECT i.id, i.email_key, count(d.id) AS waiting FROM invitations i
          LEFT JOIN deliveries d ON d.subject_id = i.id AND d.generation = i.generation AND d.status = 'queued'
         WHERE i.organization_id = $1 AND i.status = 'pending' GROUP BY 1, 2
        """,
        admin.organization_id,
    )
    assert {each["waiting"] for each in found} <= {1}
    return {each["email_key"]: each["id"] for each in found}


class TestTheNewAddress:
    async def test_is_invited_once(self, api: Api) -> None:
        admin = await make_admin()
        session = await token_of(admin)
        for number in range(ROUNDS):
            wrong, right = pair(number)
            invitation_id = await make_invitation(admin, wrong)
            corrected, invited = await asyncio.gather(
                correct(api, admin, invitation_id, right),
                api.change(INVITE, session, email=right.upper(), role="ANALYST"),
            )
            assert sorted([codes(corrected), codes(invited)]) == [[], ["ALREADY_INVITED"]]
            (error,) = corrected["errors"] or invited["errors"]
            assert error["invitation"]["id"] == (corrected["invitation"] or invited["invitation"])["id"]
            assert right in await pending(admin)

    async def test_is_given_to_one_of_two_invitations(self, api: Api) -> None:
        admin = await make_admin()
        for number in range(ROUNDS):
            both = [await make_invitation(admin, f"{name}-{number}@example.com") for name in ("one", "two")]
            _, right = pair(number)
            answers = await asyncio.gather(*(correct(api, admin, each, right) for each in both))
            assert sorted(map(codes, answers)) == [[], ["ALREADY_INVITED"]]

    async def test_is_refused_to_both_of_two_who_change_places(self, api: Api) -> None:
        admin = await make_admin()
        for number in range(ROUNDS):
            wrong, right = pair(number)
            one, two = await make_invitation(admin, wrong), await make_invitation(admin, right)
            answers = await asyncio.gather(correct(api, admin, one, right), correct(api, admin, two, wrong))
            assert list(map(codes, answers)) == [["ALREADY_INVITED"]] * 2

    async def test_may_be_the_one_that_another_is_leaving(self, api: Api) -> None:
        admin = await make_admin()
        for number in range(ROUNDS):
            ring = [f"{name}-{number}@example.com" for name in ("a", "b", "c", "d")]
            moving = [await make_invitation(admin, each) for each in ring[:3]]
            answers = await asyncio.gather(
                *(correct(api, admin, each, ring[place + 1]) for place, each in enumerate(moving))
            )
            assert {code for answer in answers for code in codes(answer)} <= {"ALREADY_INVITED"}
            assert codes(answers[-1]) == []
            assert set(moving) <= set((await pending(admin)).values())

    async def test_is_not_taken_from_who_revives_an_invitation_of_it(self, api: Api) -> None:
        admin = await make_admin()
        session = await token_of(admin)
        for number in range(ROUNDS):
            wrong, right = pair(number)
            expired, invitation_id = await make_invitation(admin, right), await make_invitation(admin, wrong)
            await lapse(expired)
            resent, corrected = await asyncio.gather(
                api.change(RESEND, session, invitationIds=invitation_ids(invitation_id, expired)),
                correct(api, admin, invitation_id, right),
            )
            assert sorted([codes(resent), codes(corrected)]) == [[], ["ALREADY_INVITED"]]


class TestTheInvitation:
    async def test_corrected_twice_at_once_has_one_address_and_one_email(self, api: Api) -> None:
        admin = await make_admin()
        for number in range(ROUNDS):
            invitation_id = await make_invitation(admin, pair(number)[0])
            asked = [f"{name}-{number}@example.com" for name in ("one", "two")]
            answers = await asyncio.gather(*(correct(api, admin, invitation_id, each) for each in asked))
            assert list(map(codes, answers)) == [[], []]
            found = await row("SELECT email, generation, oldest_valid_generation FROM invitations ORDER BY id DESC")
            assert found is not None
            assert found["email"] in asked
            assert (found["generation"], found["oldest_valid_generation"]) == (3, 3)
            emails = await rows(
                "SELECT status, former_recipient FROM deliveries WHERE subject_id = $1 ORDER BY generation",
                invitation_id,
            )
            assert [each["status"] for each in emails] == ["canceled", "canceled", "queued"]
            (first,) = set(asked) - {found["email"]}
            assert [each["former_recipient"] for each in emails] == [pair(number)[0], first, None]

    @pytest.mark.parametrize("opponent", [REVOKE, RESEND])
    async def test_revoked_or_resent_meanwhile_is_one_and_then_the_other(self, api: Api, opponent: str) -> None:
        admin = await make_admin()
        session = await token_of(admin)
        for number in range(ROUNDS):
            wrong, right = pair(number)
            invitation_id = await make_invitation(admin, wrong)
            corrected, opposed = await asyncio.gather(
                correct(api, admin, invitation_id, right),
                api.change(opponent, session, invitationIds=invitation_ids(invitation_id)),
            )
            assert codes(opposed) == []
            waiting = await value(
                "SELECT count(*) FROM deliveries WHERE subject_id = $1 AND status = 'queued'", invitation_id
            )
            if opponent == RESEND:
                assert (codes(corrected), waiting) == ([], 1)
                assert (await pending(admin))[right] == invitation_id
            else:
                assert codes(corrected) in ([], ["INVITATION_NOT_PENDING"])
                assert waiting == 0
                assert not await pending(admin)
