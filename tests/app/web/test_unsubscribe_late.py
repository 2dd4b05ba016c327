"""One click in an email whose invitation is over: emails stay in mailboxes for longer than invitations are good for."""

import httpx2
import pytest

from app.database.sql import value
from app.errors import InvitationDeclined
from app.invitations.expire import expire_lapsed
from app.invitations.invite import invite
from app.invitations.resend import resend
from app.invitations.revoke import revoke
from app.organizations.actor import Actor
from app.organizations.roles import Role
from tests.support.factories import lapse, link_token, make_admin, make_invitation
from tests.support.graphql_client import Api, codes
from tests.support.graphql_operations import ACCEPT
from tests.support.people import ADA
from tests.support.unsubscribing import ONE_CLICK, declines_audited, path_of, status_of


@pytest.fixture
async def admin(database: None) -> Actor:
    return await make_admin()


async def test_an_expired_invitation_is_declined_and_no_longer_resent(
    provider: httpx2.AsyncClient, admin: Actor
) -> None:
    lapsed, expired = await make_invitation(admin), await make_invitation(admin)
    await lapse(expired)
    await expire_lapsed()
    await lapse(lapsed)
    for invited, before in ((lapsed, "expired"), (expired, "expired")):
        assert (await provider.post(await path_of(invited), data=ONE_CLICK)).status_code == 200
        assert await status_of(invited) == "declined"
        assert await declines_audited(invited) == [[before, "declined"]]
    refused = (await resend(admin, [lapsed, expired])).refusals
    assert [each.code for each in refused] == ["INVITATION_NOT_PENDING"] * 2


async def test_a_revoked_invitation_is_declined(provider: httpx2.AsyncClient, admin: Actor) -> None:
    invited = await make_invitation(admin)
    await revoke(admin, [invited])
    assert (await provider.post(await path_of(invited), data=ONE_CLICK)).status_code == 200
    assert await declines_audited(invited) == [["revoked", "declined"]]
    assert await value("SELECT revoked_at IS NOT NULL FROM invitations WHERE id = $1", invited)


@pytest.mark.parametrize("end", ["expired", "revoked"])
async def test_the_person_is_invited_again_only_once_that_is_confirmed(
    provider: httpx2.AsyncClient, admin: Actor, end: str
) -> None:
    invited = await make_invitation(admin, "ada@acme.example")
    await (revoke(admin, [invited]) if end == "revoked" else lapse(invited))
    await provider.post(await path_of(invited), data=ONE_CLICK)
    for address in ("ada@acme.example", "ada+1@acme.example"):
        with pytest.raises(InvitationDeclined):
            await make_invitation(admin, address)
    assert await invite(admin, "ada@acme.example", Role.ANALYST, [], confirm_declined=True)


async def test_the_invitation_that_has_taken_its_place_is_declined_too(
    provider: httpx2.AsyncClient, admin: Actor
) -> None:
    old = await make_invitation(admin, "ada@acme.example")
    await revoke(admin, [old])
    new = await make_invitation(admin, "ada@acme.example")
    other = await make_invitation(admin, "bob@acme.example")
    elsewhere = await make_invitation(await make_admin(), "ada@acme.example")
    assert "<form" in (await provider.get(await path_of(old))).text
    assert (await provider.post(await path_of(old), data=ONE_CLICK)).status_code == 200
    assert [await status_of(each) for each in (old, new)] == ["declined", "declined"]
    assert [await status_of(each) for each in (other, elsewhere)] == ["pending", "pending"]
    assert await value("SELECT status FROM deliveries WHERE subject_id = $1", new) == "canceled"


async def test_the_link_of_a_declined_one_declines_what_came_after_it(
    provider: httpx2.AsyncClient, admin: Actor
) -> None:
    old = await make_invitation(admin, "ada@acme.example")
    await provider.post(await path_of(old), data=ONE_CLICK)
    new = await invite(admin, "ada@acme.example", Role.ANALYST, [], confirm_declined=True)
    assert (await provider.post(await path_of(old), data=ONE_CLICK)).status_code == 200
    assert await status_of(new) == "declined"


async def test_beside_an_acceptance_the_acceptance_stays(provider: httpx2.AsyncClient, api: Api, admin: Actor) -> None:
    old = await make_invitation(admin, "ada@acme.example")
    await revoke(admin, [old])
    new = await make_invitation(admin, "ada@acme.example")
    assert codes(await api.change(ACCEPT, token=await link_token(new), **ADA)) == []
    assert (await provider.post(await path_of(old), data=ONE_CLICK)).status_code == 200
    assert [await status_of(each) for each in (old, new)] == ["declined", "accepted"]
