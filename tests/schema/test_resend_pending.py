"""Removing or demoting somebody, and sending again what rests on that person's rights, in one step."""

import asyncio
from typing import Any
from uuid import UUID

import pytest

from app.database.sql import rows, value
from app.invitations.accept import Accepted, accept, resolve_token
from app.organizations.actor import Actor
from app.organizations.roles import Role
from app.users.sessions import start_session
from tests.support.audit_entries import audit_of
from tests.support.changed_rate_limits import Limit
from tests.support.factories import (
    PASSWORD,
    global_id,
    link_token,
    make_admin,
    make_group,
    make_invitation,
    make_member,
    make_organization,
    make_user,
    token_of,
)
from tests.support.graphql_client import Api, codes
from tests.support.graphql_operations import (
    ACCEPT,
    DECLINE,
    INVITE,
    PREVIEW,
    REMOVE_MEMBERS,
    RESEND,
    REVOKE,
    UPDATE_ROLES,
)
from tests.support.in_process_email_worker import EmailWorker
from tests.support.people import ADA_BEARER
from tests.support.row_locks import LockQueue

INVITATION = "SELECT FROM invitations WHERE id = $1 FOR UPDATE"
BOTH = pytest.mark.parametrize(
    ("mutation", "more"), [(REMOVE_MEMBERS, {}), (UPDATE_ROLES, {"role": "REMOTE"})], ids=["removal", "demotion"]
)


async def act(api: Api, mutation: str, caller: Actor, *subjects: Actor, **more: Any) -> Any:
    """The removal or demotion, with what is pending sent again."""
    ids = [global_id("Member", each.membership_id) for each in subjects]
    named = {"memberIds" if mutation is REMOVE_MEMBERS else "ids": ids}
    return await api.change(mutation, await token_of(caller), **named, **more, resendPendingInvitations=True)


async def generation(invitation_id: UUID) -> int:
    return int(await value("SELECT generation FROM invitations WHERE id = $1", invitation_id))


def told(answer: dict[str, Any]) -> list[tuple[str, list[str]]]:
    return [(error["code"], error["path"]) for error in answer["errors"]]


@BOTH
async def test_what_stops_working_is_sent_again_in_the_caller_s_name(
    api: Api, email_worker: EmailWorker, mutation: str, more: dict[str, Any]
) -> None:
    admin = await make_admin()
    inviter = await make_member(admin.organization_id)
    invitation_id = await make_invitation(inviter, "ada@example.com")
    answer = await act(api, mutation, admin, inviter, **more)
    assert (answer["resentCount"], answer["errors"]) == (1, [])
    entry = (await audit_of(invitation_id))[-1]
    assert (entry["action"], entry["actor_user_id"]) == ("invitation.resent", admin.user_id)
    await email_worker.deliver()
    token = email_worker.newest_token("ada@example.com")
    assert codes(await api.change(ACCEPT, token=token, **ADA_BEARER)) == []


@BOTH
async def test_the_email_and_the_link_name_the_caller_alone(
    api: Api, email_worker: EmailWorker, mutation: str, more: dict[str, Any]
) -> None:
    admin = await make_member(await make_organization(), name="Amara Okafor")
    inviter = await make_member(admin.organization_id, email="ben@acme.example", name="Ben Adler")
    await make_invitation(inviter, "ada@example.com")
    await act(api, mutation, admin, inviter, **more)
    await email_worker.deliver()
    (email,) = [each.content.decode() for each in email_worker.server.taken if each.recipient == "ada@example.com"]
    assert "Ben" not in email
    assert "ben@acme.example" not in email
    assert f"Amara Okafor <{admin.email}>" in email
    shown = await api.ask(PREVIEW, token=email_worker.newest_token("ada@example.com"))
    assert (shown["invitedBy"], shown["invitedByEmail"]) == ("Amara Okafor", admin.email)


async def test_a_colleague_who_sends_again_what_its_inviter_may_offer_is_not_named(
    api: Api, email_worker: EmailWorker
) -> None:
    admin = await make_admin()
    inviter = await make_member(admin.organization_id, name="Ben Adler")
    invitation_id = await make_invitation(inviter, "ada@example.com")
    await api.change(RESEND, await token_of(admin), invitationIds=[global_id("Invitation", invitation_id)])
    await email_worker.deliver()
    shown = await api.ask(PREVIEW, token=email_worker.newest_token("ada@example.com"))
    assert (shown["invitedBy"], shown["invitedByEmail"]) == ("Ben Adler", inviter.email)


@BOTH
async def test_theirs_is_what_rests_on_their_rights_and_nothing_else(
    api: Api, mutation: str, more: dict[str, Any]
) -> None:
    admin = await make_admin()
    inviter, colleague = [await make_member(admin.organization_id) for _ in range(2)]
    taken_over, theirs, others, over = [
        await make_invitation(each) for each in (inviter, colleague, colleague, inviter)
    ]
    await api.change(RESEND, await token_of(colleague), invitationIds=[global_id("Invitation", taken_over)])
    await api.change(RESEND, await token_of(inviter), invitationIds=[global_id("Invitation", theirs)])
    await api.change(REVOKE, await token_of(admin), invitationIds=[global_id("Invitation", over)])
    before = [await generation(each) for each in (taken_over, theirs, others, over)]
    answer = await act(api, mutation, admin, inviter, **more)
    assert (answer["resentCount"], answer["errors"]) == (1, [])
    after = [await generation(each) for each in (taken_over, theirs, others, over)]
    assert after == [before[0], before[1] + 1, before[2], before[3]]


async def test_what_a_demoted_person_may_still_offer_is_left_alone(api: Api) -> None:
    admin = await make_admin()
    group = await make_group(admin.organization_id)
    inviter = await make_member(admin.organization_id, Role.ADMIN, [group])
    goes_on = await make_invitation(inviter, role=Role.ANALYST, group_ids=[group])
    above = await make_invitation(inviter, role=Role.ADMIN, group_ids=[group])
    elsewhere = await make_invitation(inviter, role=Role.ANALYST)
    answer = await act(api, UPDATE_ROLES, admin, inviter, role="GROUP_ADMIN")
    assert (answer["resentCount"], answer["errors"]) == (2, [])
    assert [await generation(each) for each in (goes_on, above, elsewhere)] == [1, 2, 2]


@BOTH
async def test_nothing_is_sent_again_unasked(api: Api, mutation: str, more: dict[str, Any]) -> None:
    admin = await make_admin()
    inviter = await make_member(admin.organization_id)
    invitation_id = await make_invitation(inviter)
    ids = [global_id("Member", inviter.membership_id)]
    named = {"memberIds" if mutation is REMOVE_MEMBERS else "ids": ids}
    answer = await api.change(mutation, await token_of(admin), **named, **more)
    assert (answer["resentCount"], await generation(invitation_id)) == (0, 1)


@BOTH
async def test_what_cannot_be_sent_again_is_told_and_undoes_nothing(
    api: Api, mutation: str, more: dict[str, Any]
) -> None:
    admin = await make_admin()
    inviter = await make_member(admin.organization_id)
    declined = await make_invitation(inviter, "ada@example.com")
    await make_invitation(inviter, "bob@example.com")
    # The same mailbox at another address, which said no later.
    no = await api.change(INVITE, await token_of(admin), email="ada+no@example.com", role="REMOTE")
    no_id = await value("SELECT id FROM invitations WHERE email_key = 'ada+no@example.com'")
    assert codes(no) == []
    await api.change(DECLINE, token=await link_token(no_id))
    answer = await act(api, mutation, admin, inviter, **more)
    assert (answer["resentCount"], told(answer)) == (1, [("DECLINED", ["resendPendingInvitations"])])
    assert await generation(declined) == 1
    stayed = await value("SELECT role FROM memberships WHERE id = $1", inviter.membership_id)
    assert stayed == (None if mutation is REMOVE_MEMBERS else "remote")


@BOTH
async def test_the_limits_of_resending_hold(api: Api, limit: Limit, mutation: str, more: dict[str, Any]) -> None:
    admin = await make_admin()
    inviter = await make_member(admin.organization_id)
    for _ in range(3):
        await make_invitation(inviter)
    limit(invitations_per_member="2/1h")
    answer = await act(api, mutation, admin, inviter, **more)
    assert (answer["resentCount"], told(answer)) == (2, [("RATE_LIMITED", ["resendPendingInvitations"])])


@BOTH
async def test_of_more_than_five_hundred_the_others_are_told(
    api: Api, monkeypatch: pytest.MonkeyPatch, mutation: str, more: dict[str, Any]
) -> None:
    monkeypatch.setattr("app.invitations.resend_pending.MAX_AT_ONCE", 2)
    admin = await make_admin()
    inviter = await make_member(admin.organization_id)
    made = [await make_invitation(inviter) for _ in range(4)]
    answer = await act(api, mutation, admin, inviter, **more)
    assert (answer["resentCount"], told(answer)) == (2, [("TOO_LONG", ["resendPendingInvitations"])])
    assert answer["errors"][0]["message"] == (
        "There are more than 2 of these invitations. Send the others again from the list."
    )
    assert [await generation(each) for each in made] == [2, 2, 1, 1]


@BOTH
async def test_who_acts_on_themselves_cannot_stand_behind_the_offers(
    api: Api, mutation: str, more: dict[str, Any]
) -> None:
    admin = await make_admin()
    await make_member(admin.organization_id)
    invitation_id = await make_invitation(admin)
    answer = await act(api, mutation, admin, admin, **more)
    assert (answer["resentCount"], told(answer)) == (0, [("NOT_PERMITTED", ["resendPendingInvitations"])])
    assert await generation(invitation_id) == 1
    assert await value("SELECT role FROM memberships WHERE id = $1", admin.membership_id) in {None, "remote"}


@BOTH
async def test_a_refused_act_sends_nothing_again(api: Api, mutation: str, more: dict[str, Any]) -> None:
    admin = await make_admin()
    group = await make_group(admin.organization_id)
    actor = await make_member(admin.organization_id, Role.GROUP_ADMIN, [group])
    invitation_id = await make_invitation(admin, group_ids=[group])
    answer = await act(api, mutation, actor, admin, **more)
    assert (codes(answer), await generation(invitation_id)) == (["NOT_PERMITTED"], 1)


@BOTH
async def test_does_not_wait_in_a_circle_with_an_acceptance(
    api: Api, lock_queue: LockQueue, mutation: str, more: dict[str, Any]
) -> None:
    """The acceptance needs the inviter's membership as well as the invitation, and so does the removal."""
    admin = await make_admin()
    inviter = await make_member(admin.organization_id)
    invitation_id = await make_invitation(inviter, "ada@example.com")
    link = await resolve_token(await link_token(invitation_id))
    await lock_queue.lock(INVITATION, invitation_id)
    await lock_queue.joined_by(accept(None, link, "Ada", PASSWORD))
    await lock_queue.joined_by(act(api, mutation, admin, inviter, **more))
    accepted, answer = await lock_queue.let_go()
    assert isinstance(accepted, Accepted)
    assert isinstance(answer, dict)
    assert (answer["resentCount"], answer["errors"]) == (0, [])


async def test_an_acceptance_looks_again_whose_rights_it_rests_on(lock_queue: LockQueue) -> None:
    """While it waited somebody else has sent the invitation again, and who invited was removed."""
    admin = await make_admin()
    inviter = await make_member(admin.organization_id)
    invitation_id = await make_invitation(inviter, "ada@example.com")
    link = await resolve_token(await link_token(invitation_id))
    await lock_queue.lock(INVITATION, invitation_id)
    await lock_queue.joined_by(accept(None, link, "Ada", PASSWORD))
    await lock_queue.holder.execute(
        "UPDATE invitations SET authorized_by_user_id = $2 WHERE id = $1", invitation_id, admin.user_id
    )
    await lock_queue.holder.execute("UPDATE invitations SET role = 'admin' WHERE id = $1", invitation_id)
    (accepted,) = await lock_queue.let_go()
    assert isinstance(accepted, Accepted)
    found = await rows("SELECT role FROM memberships WHERE organization_id = $1", admin.organization_id)
    assert [each["role"] for each in found] == ["admin"] * 3


async def test_whatever_meets_it_never_waits_in_a_circle(api: Api) -> None:
    """Organizations, members and invitations are locked in this order by all of them."""
    admin = await make_admin()
    inviters = [await make_member(admin.organization_id) for _ in range(3)]
    emails = [f"ada-{number}@example.com" for number in range(3)]
    invitees = [await start_session(await make_user(each), None) for each in emails]
    offers = [await make_invitation(each, email) for each, email in zip(inviters, emails, strict=True)]
    others = [await make_invitation(each) for each in inviters for _ in range(2)]
    boss, tokens = await token_of(admin), [await token_of(each) for each in inviters]
    links = [await link_token(each) for each in offers]
    ids = [global_id("Invitation", each) for each in (*offers, *others)]
    members = [global_id("Member", each.membership_id) for each in inviters]
    requests = []
    for turn in range(4):
        role = ("REMOTE", "ADMIN")[turn % 2]
        for token, invitee, link in zip(tokens, invitees, links, strict=True):
            requests += [
                api.change(UPDATE_ROLES, boss, ids=[*members, *ids], role=role, resendPendingInvitations=True),
                api.change(RESEND, token, invitationIds=ids[::-1]),
                api.change(REVOKE, token, invitationIds=[ids[-1 - turn]]),
                api.change(ACCEPT, invitee, token=link),
            ]
    answers = await asyncio.gather(*requests)
    expected = {"NOT_PERMITTED", "INVITATION_NOT_PENDING", "RATE_LIMITED", "ROLE_NOT_ALLOWED", "INVALID_TOKEN"}
    assert {code for answer in answers for code in codes(answer)} <= expected
