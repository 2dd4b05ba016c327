"""A correction that meets something else about the same people: one of them wins, and nobody waits in a circle."""

import asyncio
from typing import Any
from uuid import UUID

import httpx2
import pytest

from app.authentication.caller import Caller, find_caller
from app.bulk_invites.actions import send_bulk_invite
from app.database.sql import row, rows, value
from app.errors import AlreadyInvited, InvalidToken, NotFound
from app.invitations import accept
from app.invitations.accept import decline, resolve_token, resolve_waiting
from app.invitations.previews import find_link, find_preview
from app.invitations.update_email import update_email
from app.organizations.actor import Actor
from app.users.passwords import hash_password
from app.users.sessions import start_session
from tests.schema.test_update_invitation_email import RIGHT, WRONG, correct
from tests.support.bulk_uploads import lines, validated, verdicts, work
from tests.support.factories import (
    PASSWORD,
    invitation_ids,
    lapse,
    link_token,
    make_admin,
    make_invitation,
    make_user,
    token_of,
)
from tests.support.graphql_client import Api, codes
from tests.support.graphql_operations import ACCEPT, DECLINE, INVITE, RESEND, REVOKE
from tests.support.people import ADA_BEARER
from tests.support.row_locks import LockQueue
from tests.support.unsubscribing import ONE_CLICK, path_of

ROUNDS = 30
INVITATION = "SELECT id FROM invitations WHERE id = $1 FOR UPDATE"
# As `create_many` has it, which goes on to the next address where this one is taken.
INSERT = """
INSERT INTO invitations (id, organization_id, email, email_key, role, group_ids, status, nonce, generation,
                         oldest_valid_generation)
VALUES (uuidv7(), $1, $2, $2, 'analyst', '{}', 'pending', '\\x00', 1, 1) ON CONFLICT DO NOTHING RETURNING id
"""


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


async def account_with(email: str) -> tuple[str, Caller]:
    """A session of a new account with this address."""
    session = await start_session(await make_user(email), None)
    caller = await find_caller(session)
    assert caller is not None
    return session, caller


class TestTheOldAddress:
    @pytest.mark.parametrize("has_account", [False, True])
    async def test_accepts_before_or_finds_the_link_invalid(self, api: Api, has_account: bool) -> None:
        admin = await make_admin()
        for number in range(ROUNDS):
            wrong, right = pair(number)
            invitation_id = await make_invitation(admin, wrong)
            session = (await account_with(wrong))[0] if has_account else None
            who: dict[str, Any] = {} if has_account else ADA_BEARER
            accepted, corrected = await asyncio.gather(
                api.change(ACCEPT, session, token=await link_token(invitation_id), **who),
                correct(api, admin, invitation_id, right),
            )
            assert [codes(accepted), codes(corrected)] in (
                [[], ["INVITATION_NOT_PENDING"]],
                [["INVALID_TOKEN"], []],
            )
            members = "SELECT count(*) FROM memberships m JOIN users u ON u.id = m.user_id WHERE u.email_key = $1"
            assert await value(members, wrong) == (codes(accepted) == [])
            assert await value("SELECT count(*) FROM users WHERE email_key = $1", right) == 0

    async def test_declines_before_or_finds_the_link_invalid(self, api: Api) -> None:
        admin = await make_admin()
        for number in range(ROUNDS):
            wrong, right = pair(number)
            invitation_id = await make_invitation(admin, wrong)
            declined, corrected = await asyncio.gather(
                api.change(DECLINE, token=await link_token(invitation_id)), correct(api, admin, invitation_id, right)
            )
            assert [codes(declined), codes(corrected)] in (
                [[], ["INVITATION_NOT_PENDING"]],
                [["INVALID_TOKEN"], []],
            )

    async def test_makes_no_account_where_it_was_corrected_while_the_password_was_hashed(
        self, api: Api, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        admin = await make_admin()
        invitation_id = await make_invitation(admin, WRONG)

        async def hash_slowly(password: str, network: str) -> str:
            await update_email(admin, invitation_id, RIGHT)
            return await hash_password(password, network)

        monkeypatch.setattr(accept, "hash_password", hash_slowly)
        answer = await api.change(ACCEPT, token=await link_token(invitation_id), **ADA_BEARER)
        assert codes(answer) == ["INVALID_TOKEN"]
        assert await value("SELECT count(*) FROM users WHERE email_key = ANY($1)", [WRONG, RIGHT]) == 0

    async def test_learns_nothing_of_the_new_one_by_a_link_that_was_good_a_moment_ago(self, api: Api) -> None:
        admin = await make_admin()
        invitation_id = await make_invitation(admin, WRONG)
        token = await link_token(invitation_id)
        link, proof = await find_link(token), await resolve_token(token)
        await update_email(admin, invitation_id, RIGHT)
        assert link is not None
        assert await find_preview(link) is None
        _, stranger = await account_with("bob@example.com")
        for caller in (None, stranger):
            with pytest.raises(InvalidToken):  # neither WrongAccount nor AccountExists, which say more
                await accept.accept(caller, proof, "Ada", PASSWORD)

    async def test_of_somebody_signed_in_is_not_enough_once_it_is_not_the_invitations(self, api: Api) -> None:
        admin = await make_admin()
        invitation_id = await make_invitation(admin, WRONG)
        _, caller = await account_with(WRONG)
        proof = await resolve_waiting(caller, invitation_id)
        await update_email(admin, invitation_id, RIGHT)
        with pytest.raises(NotFound):
            await accept.accept(caller, proof)
        with pytest.raises(NotFound):
            await decline(proof)
        assert list(await pending(admin)) == [RIGHT]

    async def test_unsubscribes_from_nothing_once_the_correction_came_first(
        self, api: Api, provider: httpx2.AsyncClient, lock_queue: LockQueue
    ) -> None:
        admin = await make_admin()
        invitation_id = await make_invitation(admin, WRONG)
        path = await path_of(invitation_id)
        await lock_queue.lock(INVITATION, invitation_id)
        await lock_queue.joined_by(update_email(admin, invitation_id, RIGHT))
        await lock_queue.joined_by(provider.post(path, data=ONE_CLICK))
        _, answer = await lock_queue.let_go()
        assert isinstance(answer, httpx2.Response)
        assert answer.status_code == 404
        assert list(await pending(admin)) == [RIGHT]


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


class TestABulkInvite:
    async def test_with_both_addresses_goes_on_while_a_correction_waits_for_one_of_them(
        self, lock_queue: LockQueue
    ) -> None:
        """The correction has not given up the old address yet, so nobody who inserts it waits for the correction."""
        admin = await make_admin()
        old, new = "zoe@example.com", "amy@example.com"  # in the order in which a chunk inserts them: new, old
        invitation_id = await make_invitation(admin, old)
        assert await lock_queue.holder.fetch(INSERT, admin.organization_id, new)
        await lock_queue.joined_by(update_email(admin, invitation_id, new))
        await lock_queue.holder.execute("SET LOCAL lock_timeout = '5s'")
        assert await lock_queue.holder.fetch(INSERT, admin.organization_id, old) == []
        (refusal,) = await lock_queue.let_go()
        assert isinstance(refusal, AlreadyInvited)
        assert set(await pending_addresses(admin)) == {old, new}

    async def test_and_corrections_of_its_own_people_are_all_done_or_refused(self, api: Api) -> None:
        """Each correction wants an address that the file has as well, before or after its own one."""
        admin = await make_admin()
        people = [f"{place:02}@example.com" for place in range(40)]
        for number in range(ROUNDS // 3):
            domain = f"round-{number}.example"
            mistaken = [each.replace("example.com", domain) for each in people[::2]]
            meant = [each.replace("example.com", domain) for each in people[1::2]]
            bulk_invite_id = await validated(admin, lines(f"{each},Analyst," for each in (*meant, *mistaken)))
            invited = [await make_invitation(admin, each) for each in mistaken]
            await send_bulk_invite(admin, bulk_invite_id)
            targets = [*meant[1:], meant[0]] if number % 2 else meant
            _, *answers = await asyncio.gather(
                work(chunk_rows=10), *(correct(api, admin, *each) for each in zip(invited, targets, strict=True))
            )
            assert {code for answer in answers for code in codes(answer)} <= {"ALREADY_INVITED"}
            assert {status for _, status, _ in await verdicts(bulk_invite_id)} <= {"invited", "skipped"}
            addresses = [each for each in await pending_addresses(admin) if each.endswith(domain)]
            assert set(addresses) >= set(meant)


async def pending_addresses(admin: Actor) -> list[str]:
    found = await rows(
        "SELECT email_key FROM invitations WHERE organization_id = $1 AND status = 'pending'", admin.organization_id
    )
    return [each["email_key"] for each in found]
