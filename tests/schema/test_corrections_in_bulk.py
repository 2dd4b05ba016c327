"""A correction that meets a bulk invite of the same people: nobody waits in a circle, and all are invited once."""

import asyncio

from app.bulk_invites.actions import send_bulk_invite
from app.database.sql import rows
from app.errors import AlreadyInvited
from app.invitations.update_email import update_email
from app.organizations.actor import Actor
from tests.schema.test_update_invitation_email import correct
from tests.support.bulk_uploads import lines, validated, verdicts, work
from tests.support.factories import make_admin, make_invitation
from tests.support.graphql_client import Api, codes
from tests.support.row_locks import LockQueue

ROUNDS = 10
# As `create_many` has it, which goes on to the next address where this one is taken.
INSERT = """
INSERT INTO invitations (id, organization_id, email, email_key, role, group_ids, status, nonce, generation,
                         oldest_valid_generation)
VALUES (uuidv7(), $1, $2, $2, 'analyst', '{}', 'pending', '\\x00', 1, 1) ON CONFLICT DO NOTHING RETURNING id
"""


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
        for number in range(ROUNDS):
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
