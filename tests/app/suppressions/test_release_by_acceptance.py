"""An address whose owner accepts an invitation is released by itself."""

import asyncio
from typing import Any
from uuid import UUID

import pytest

from app.authentication.caller import find_caller
from app.database.sql import rows
from app.deliveries.bounces import BounceKind
from app.invitations.accept import Proof, accept, resolve_waiting
from app.organizations.actor import Actor
from app.suppressions.actions import WORKING_ADDRESS
from tests.support.audit_entries import audit_of
from tests.support.factories import (
    PASSWORD,
    make_admin,
    make_invitation,
    make_member,
    make_organization,
    make_user,
    token_of,
)
from tests.support.row_locks import LockQueue
from tests.support.suppressed_addresses import suppress_address, suppressed_in

pytestmark = pytest.mark.usefixtures("database")
ADA = "ada@example.org"
NEW_PERSON: dict[str, Any] = {"name": "Ada Lovelace", "password": PASSWORD}


async def invited() -> tuple[Actor, UUID]:
    admin = await make_admin()
    return admin, await make_invitation(admin, ADA)


async def suppressed_elsewhere(kind: BounceKind = BounceKind.HARD) -> UUID:
    """Another organization that does not invite the address."""
    organization_id = await make_organization()
    await suppress_address(organization_id, ADA, kind)
    return organization_id


class TestTheLinkOfAnEmail:
    async def test_shows_every_organization_that_the_mailbox_works(self) -> None:
        (admin, invitation_id), others = await invited(), [await suppressed_elsewhere() for _ in range(2)]
        await suppress_address(admin.organization_id, ADA)
        await suppress_address(others[0], "bob@example.org")
        await accept(None, Proof(invitation_id, 1), **NEW_PERSON)
        assert [await suppressed_in(each) for each in (admin.organization_id, *others)] == [[], ["bob@example.org"], []]

    async def test_releases_it_under_the_service_s_name_which_does_not_say_where_it_was_accepted(self) -> None:
        _, invitation_id = await invited()
        organization_id = await make_organization()
        suppression_id = await suppress_address(organization_id, ADA)
        await accept(None, Proof(invitation_id, 1), **NEW_PERSON)
        (entry,) = await audit_of(suppression_id)
        assert entry == {
            "action": "suppression.released",
            "actor_user_id": None,
            "actor_name": WORKING_ADDRESS,
            "organization_id": organization_id,
            "changes": {"email": [ADA, None], "reason": ["hard", None]},
        }

    async def test_ends_a_complaint_to_the_organization_that_the_person_joins_and_no_other(self) -> None:
        (admin, invitation_id), other = await invited(), await suppressed_elsewhere(BounceKind.COMPLAINT)
        await suppress_address(admin.organization_id, ADA, BounceKind.COMPLAINT)
        await accept(None, Proof(invitation_id, 1), **NEW_PERSON)
        assert [await suppressed_in(each) for each in (admin.organization_id, other)] == [[], [ADA]]

    async def test_of_a_refused_acceptance_releases_nothing(self) -> None:
        (_, invitation_id), other = await invited(), await suppressed_elsewhere()
        await rows("UPDATE invitations SET status = 'revoked' WHERE id = $1", invitation_id)
        with pytest.raises(Exception, match="INVITATION_NOT_PENDING"):
            await accept(None, Proof(invitation_id, 1), **NEW_PERSON)
        assert await suppressed_in(other) == [ADA]


class TestALinkThatWasHandedOver:
    async def test_shows_nothing_about_the_mailbox_nor_whose_it_is(self) -> None:
        (admin, invitation_id), other = await invited(), await suppressed_elsewhere()
        await suppress_address(admin.organization_id, ADA, BounceKind.COMPLAINT)
        await accept(None, Proof(invitation_id, 1, is_emailed=False), **NEW_PERSON)
        assert [await suppressed_in(each) for each in (admin.organization_id, other)] == [[ADA], [ADA]]


class TestAnAcceptanceWithoutALink:
    """By somebody who is signed in, whose mailbox worked once."""

    async def test_shows_nothing_about_the_mailbox_as_it_is_now(self) -> None:
        (admin, invitation_id), other = await invited(), await suppressed_elsewhere()
        await suppress_address(admin.organization_id, ADA)
        await self.accept_waiting(invitation_id)
        assert [await suppressed_in(each) for each in (admin.organization_id, other)] == [[ADA], [ADA]]

    async def test_ends_a_complaint_to_the_organization_that_its_owner_joins(self) -> None:
        admin, invitation_id = await invited()
        await suppress_address(admin.organization_id, ADA, BounceKind.COMPLAINT)
        await self.accept_waiting(invitation_id)
        assert await suppressed_in(admin.organization_id) == []

    async def accept_waiting(self, invitation_id: UUID) -> None:
        ada = await make_member(await make_organization(), user_id=await make_user(ADA))
        caller = await find_caller(await token_of(ada))
        assert caller is not None
        await accept(caller, await resolve_waiting(caller, invitation_id))


class TestTwoAcceptancesAtOnce:
    async def test_wait_for_each_other_and_release_once(self, lock_queue: LockQueue) -> None:
        others = [await suppressed_elsewhere() for _ in range(3)]
        user_id = await make_user(ADA)
        ada = await make_member(await make_organization(), user_id=user_id)
        caller = await find_caller(await token_of(ada))
        proofs = [Proof((await invited())[1], 1) for _ in range(2)]
        (first,) = await rows("SELECT id FROM suppressions ORDER BY id LIMIT 1")
        await lock_queue.lock("SELECT id FROM suppressions WHERE id = $1 FOR UPDATE", first["id"])
        for proof in proofs:
            await lock_queue.joined_by(accept(caller, proof))
        results = await asyncio.wait_for(lock_queue.let_go(), 30)
        assert not [each for each in results if isinstance(each, BaseException)]
        assert [await suppressed_in(each) for each in others] == [[], [], []]
        assert len(await rows("SELECT id FROM audit_entries WHERE action = 'suppression.released'")) == 3
