"""Requests that meet: exactly one of them wins, and the others are told what they met."""

import asyncio
from collections import Counter
from typing import Any
from uuid import UUID

import pytest

from app.database.sql import rows, value
from app.invitations import accept
from app.invitations.email_queue import email_accepted
from app.invitations.resend import resend
from app.organizations.roles import Role
from app.users.passwords import hash_password
from app.users.sessions import start_session
from tests.support.factories import (
    global_id,
    link_token,
    make_admin,
    make_invitation,
    make_member,
    make_organization,
    make_user,
    token_of,
)
from tests.support.graphql_client import Api, codes
from tests.support.graphql_operations import ACCEPT, DECLINE, INVITE, REVOKE, UPDATE_ROLE
from tests.support.people import ADA_BEARER

TRIALS = 10


async def membership_count(email: str = "ada@example.com") -> int:
    return int(
        await value("SELECT count(*) FROM memberships m JOIN users u ON u.id = m.user_id WHERE u.email_key = $1", email)
    )


class TestAccept:
    async def test_of_fifty_new_people_with_one_link_one_becomes_a_member(self, api: Api) -> None:
        token = await link_token(await make_invitation(await make_admin(), "ada@example.com"))
        answers = await asyncio.gather(*(api.change(ACCEPT, token=token, **ADA_BEARER) for _ in range(50)))
        answered = Counter(tuple(codes(answer)) for answer in answers)
        assert answered.pop(()) == 1
        # Many who meet the new account try its password at once, which counts as too many tries.
        refusals = {"INVITATION_NOT_PENDING", "ACCOUNT_EXISTS", "INVALID_CREDENTIALS", "RATE_LIMITED"}
        assert set(answered) <= {(code,) for code in refusals}
        assert await membership_count() == 1
        assert await value("SELECT count(*) FROM audit_entries WHERE action = 'invitation.accepted'") == 1

    async def test_of_fifty_sessions_of_one_account_all_end_up_in_the_organization(self, api: Api) -> None:
        admin = await make_admin()
        token = await link_token(await make_invitation(admin, "ada@example.com"))
        user_id = await make_user("ada@example.com")
        sessions = [await start_session(user_id, None) for _ in range(50)]
        answers = await asyncio.gather(*(api.change(ACCEPT, session, token=token) for session in sessions))
        assert [answer["errors"] for answer in answers] == [[]] * 50
        entered = {answer["viewer"]["organization"]["id"] for answer in answers}
        assert entered == {global_id("Organization", admin.organization_id)}
        assert await membership_count() == 1

    async def test_of_two_accounts_with_one_link_the_invited_one_wins(self, api: Api) -> None:
        for trial in range(TRIALS):
            email = f"ada-{trial}@example.com"
            token = await link_token(await make_invitation(await make_admin(), email))
            invited, other = [await start_session(await make_user(each), None) for each in (email, f"not-{email}")]
            answers = await asyncio.gather(*(api.change(ACCEPT, session, token=token) for session in (other, invited)))
            refused, accepted = map(codes, answers)
            # Who comes second meets an invitation that was accepted, whoever is asking.
            assert refused in (["WRONG_ACCOUNT"], ["INVITATION_NOT_PENDING"])
            assert accepted == []
            assert [await membership_count(each) for each in (email, f"not-{email}")] == [1, 0]

    async def test_two_organizations_at_once_make_one_account(self, api: Api) -> None:
        tokens = [await link_token(await make_invitation(await make_admin(), "ada@example.com")) for _ in range(2)]
        answers = await asyncio.gather(*(api.change(ACCEPT, token=token, **ADA_BEARER) for token in tokens))
        for answer in answers:
            assert codes(answer) in ([], ["ACCOUNT_EXISTS"])
        assert await value("SELECT count(*) FROM users WHERE email_key = 'ada@example.com'") == 1
        assert await membership_count() == sum(not answer["errors"] for answer in answers)

    @pytest.mark.parametrize("opponent", [REVOKE, DECLINE])
    async def test_meets_the_opposite_and_exactly_one_of_them_wins(self, api: Api, opponent: str) -> None:
        admin = await make_admin()
        session = await token_of(admin)
        for trial in range(TRIALS):
            email = f"ada-{trial}@example.com"
            invitation_id = await make_invitation(admin, email)
            invitee = await start_session(await make_user(email), None)
            token = await link_token(invitation_id)
            named: dict[str, Any] = (
                {"invitationIds": [global_id("Invitation", invitation_id)]} if opponent == REVOKE else {"token": token}
            )
            accepted, opposed = await asyncio.gather(
                api.change(ACCEPT, invitee, token=token), api.change(opponent, session, **named)
            )
            assert sorted([codes(accepted), codes(opposed)]) == [[], ["INVITATION_NOT_PENDING"]]
            assert await membership_count(email) == (codes(accepted) == [])

    async def test_a_link_replaced_while_the_password_is_hashed_is_not_valid(
        self, api: Api, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        admin = await make_admin()
        invitation_id = await make_invitation(admin, "ada@example.com")

        async def hash_slowly(password: str, network: str) -> str:
            await resend(admin, [invitation_id])
            await email_accepted(invitation_id, 2)
            return await hash_password(password, network)

        monkeypatch.setattr(accept, "hash_password", hash_slowly)
        answer = await api.change(ACCEPT, token=await link_token(invitation_id), **ADA_BEARER)
        assert codes(answer) == ["INVALID_TOKEN"]
        assert await membership_count() == 0


class TestTheLastAdmin:
    async def test_two_admins_who_demote_each_other_leave_one(self, api: Api) -> None:
        for _ in range(TRIALS):
            organization_id = await make_organization()
            admins = [await make_member(organization_id) for _ in range(2)]
            sessions = [await token_of(admin) for admin in admins]
            answers = await asyncio.gather(
                *(
                    api.change(UPDATE_ROLE, session, id=global_id("Member", admin.membership_id), role="REMOTE")
                    for session, admin in zip(sessions, reversed(admins), strict=True)
                )
            )
            assert sorted(map(codes, answers)) == [[], ["NOT_PERMITTED"]]
            assert await admin_count(organization_id) == 1

    async def test_two_admins_who_step_down_together_leave_one(self, api: Api) -> None:
        for _ in range(TRIALS):
            organization_id = await make_organization()
            admins = [await make_member(organization_id) for _ in range(2)]
            sessions = [await token_of(admin) for admin in admins]
            answers = await asyncio.gather(
                *(
                    api.change(UPDATE_ROLE, session, id=global_id("Member", admin.membership_id), role="REMOTE")
                    for session, admin in zip(sessions, admins, strict=True)
                )
            )
            assert sorted(map(codes, answers)) == [[], ["LAST_ADMIN"]]
            assert await admin_count(organization_id) == 1


class TestADemotion:
    async def test_meets_invitations_and_acceptances_and_all_are_answered(self, api: Api) -> None:
        """They lock the organization, the member and the invitation: never so that they wait in a circle."""
        organization_id = await make_organization()
        admin, other = await make_member(organization_id), await make_member(organization_id)
        invitees = [await start_session(await make_user(f"ada-{n}@example.com"), None) for n in range(TRIALS)]
        tokens = [await link_token(await make_invitation(other, f"ada-{n}@example.com")) for n in range(TRIALS)]
        boss, session = await token_of(admin), await token_of(other)
        named = global_id("Member", other.membership_id)
        answers = await asyncio.gather(
            *(
                request
                for n in range(TRIALS)
                for request in (
                    api.change(UPDATE_ROLE, boss, id=named, role=("REMOTE", "ADMIN")[n % 2]),
                    api.change(INVITE, session, email=f"bob-{n}@example.com", role="ANALYST"),
                    api.change(ACCEPT, invitees[n], token=tokens[n]),
                )
            )
        )
        assert {code for answer in answers for code in codes(answer)} <= {"NOT_PERMITTED", "ROLE_NOT_ALLOWED"}


async def admin_count(organization_id: UUID) -> int:
    found = await rows(
        "SELECT id FROM memberships WHERE organization_id = $1 AND role = $2", organization_id, Role.ADMIN
    )
    return len(found)
