import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest

from app.bulk_invites.actions import Upload, cancel_bulk_invite, create_bulk_invite, send_bulk_invite
from app.bulk_invites.editing import remove_row, update_row
from app.bulk_invites.emails import count_next
from app.bulk_invites.files import MAX_BYTES
from app.bulk_invites.lifecycle import Status
from app.bulk_invites.purge import purge_next
from app.database import row, rows, value
from app.deliveries.actions import cancel_waiting
from app.errors import (
    FileTooLarge,
    IdempotencyKeyReused,
    InvalidCsv,
    NotFound,
    NothingToSend,
    NotPermitted,
    NotReady,
    RateLimited,
    TooManyRows,
)
from app.organizations.actor import Actor
from app.organizations.models import Organization
from app.organizations.roles import Role
from app.rate_limits.actions import count_file, flooded
from app.settings import get_settings
from tests.app.bulk_invites.uploading import invitations_of, lines, now, rows_of, upload, validated, verdicts, work
from tests.factories import make_admin, make_group, make_invitation, make_member, make_organization

pytestmark = pytest.mark.usefixtures("database")


async def raise_limit(organization_id: UUID, limit: int) -> None:
    await Organization.filter(id=organization_id).update(bulk_invite_row_limit=limit)


async def fill_up(actor: Actor) -> None:
    """As if the actor had sent as many full lists as one may."""
    with suppress(RateLimited):
        while True:
            await count_file(actor.organization_id, actor.user_id, 100, 100)


@dataclass
class Huge:
    """More than anybody may upload; nobody is to read it."""

    size: int = MAX_BYTES + 1

    def pieces(self) -> AsyncIterator[bytes]:
        raise AssertionError


class TestUpload:
    async def test_a_list_becomes_ready_with_a_verdict_for_each_row_and_nobody_is_invited(self) -> None:
        admin = await make_admin()
        await make_group(admin.organization_id, "Paris")
        await make_invitation(admin, "invited@example.com")
        bulk_invite_id = await validated(
            admin,
            lines(
                [
                    "ada@example.com,Analyst,Paris",
                    "ADA@example.com,Analyst,",
                    "nobody,Analyst,",
                    "grace@example.com,Boss,Rome",
                    f"{admin.email},Analyst,",
                    "invited@example.com,Analyst,",
                    "chief@example.com,Admin,",
                ]
            ),
        )
        assert await verdicts(bulk_invite_id) == [
            (2, "valid", []),
            (3, "error", ["DUPLICATE_IN_FILE"]),
            (4, "error", ["INVALID_EMAIL"]),
            (5, "error", ["INVALID_ROLE", "UNKNOWN_GROUP"]),
            (6, "error", ["ALREADY_MEMBER"]),
            (7, "error", ["ALREADY_INVITED"]),
            (8, "warning", ["INVALID_ROLE"]),
        ]
        found = await now(admin, bulk_invite_id)
        assert found.status is Status.READY
        assert (found.total_rows, found.valid_rows, found.warning_rows, found.error_rows) == (7, 1, 1, 5)
        assert (found.progress, found.invited_rows) == (1.0, 0)
        assert await invitations_of(bulk_invite_id) == []

    async def test_a_list_of_many_chunks_finds_duplicates_across_them(self) -> None:
        admin = await make_admin()
        await raise_limit(admin.organization_id, 10_000)
        people = [f"p{number}@example.com,Analyst," for number in range(9_000)]
        bulk_invite_id = await validated(admin, lines([*people, "P17@example.com,Analyst,"]))
        found = await now(admin, bulk_invite_id)
        assert (found.total_rows, found.valid_rows, found.error_rows) == (9_001, 9_000, 1)

    async def test_a_group_admins_rows_stay_within_the_own_groups(self) -> None:
        organization_id = await make_organization()
        paris = await make_group(organization_id, "Paris")
        await make_group(organization_id, "London")
        actor = await make_member(organization_id, Role.GROUP_ADMIN, [paris])
        text = lines(["a@example.com,Analyst,Paris", "b@example.com,Analyst,London", "c@example.com,Admin,Paris"])
        assert await verdicts(await validated(actor, text)) == [
            (2, "valid", []),
            (3, "error", ["GROUP_NOT_ALLOWED"]),
            (4, "error", ["ROLE_NOT_ALLOWED"]),
        ]

    async def test_who_manages_nobody_uploads_nothing(self) -> None:
        actor = await make_member(await make_organization(), Role.ANALYST)
        with pytest.raises(NotPermitted):
            await upload(actor, lines(["a@example.com,Analyst,"]))

    async def test_too_many_rows_are_told_at_once_with_their_count(self) -> None:
        admin = await make_admin()
        with pytest.raises(TooManyRows, match=r"101 people: split into multiple files \(max 100 users each\)"):
            await upload(admin, lines(f"p{number}@example.com,Analyst," for number in range(101)))

    async def test_a_file_that_is_too_large_is_not_read(self) -> None:
        with pytest.raises(FileTooLarge, match="larger than 64 MB"):
            await create_bulk_invite(await make_admin(), Upload(Huge(), is_csv=True), is_reviewed=True)

    async def test_a_hundred_rows_are_not_too_many(self) -> None:
        admin = await make_admin()
        text = lines(f"p{number}@example.com,Analyst," for number in range(100))
        assert (await now(admin, await validated(admin, text))).valid_rows == 100

    async def test_a_long_file_is_counted_by_the_worker(self) -> None:
        admin = await make_admin()
        text = lines(f"p{number}@example.com,Analyst," for number in range(60_000))
        bulk_invite_id = await validated(admin, text)
        found = await now(admin, bulk_invite_id)
        assert found.status is Status.FAILED
        assert isinstance(found.failure, TooManyRows)
        assert found.failure.row_count == 60_000
        assert await rows_of(bulk_invite_id) == []

    async def test_what_is_no_csv_is_told_at_once_or_by_the_worker(self) -> None:
        admin = await make_admin()
        with pytest.raises(InvalidCsv):
            await upload(admin, "Name\nAda\n")
        with pytest.raises(InvalidCsv):
            await upload(admin, "Email\n")
        found = await now(admin, await validated(admin, "Email,Role\n" + "a@example.com,Analyst\n" * 60_000 + '"'))
        assert found.status is Status.FAILED
        assert isinstance(found.failure, Exception)
        assert "line 60,002" in found.failure.message

    async def test_the_same_file_under_the_same_key_is_the_same_list(self) -> None:
        admin = await make_admin()
        text = lines(["a@example.com,Analyst,"])
        first, second = await asyncio.gather(upload(admin, text, key="one"), upload(admin, text, key="one"))
        assert first == second
        with pytest.raises(IdempotencyKeyReused):
            await upload(admin, lines(["b@example.com,Analyst,"]), key="one")
        assert await value("SELECT count(*) FROM bulk_invites") == 1

    async def test_whose_uploader_left_fails(self) -> None:
        admin = await make_admin()
        bulk_invite_id = await upload(admin, lines(["a@example.com,Analyst,"]))
        await rows("DELETE FROM memberships WHERE id = $1", admin.membership_id)
        await work()
        assert (await now(admin, bulk_invite_id)).status is Status.FAILED


class TestSend:
    async def test_everybody_without_an_error_is_invited_once_and_the_summary_adds_up(self) -> None:
        admin = await make_admin()
        paris = await make_group(admin.organization_id, "Paris")
        text = lines(["Ada@example.com,Analyst,Paris", "nobody,Analyst,", "chief@example.com,Admin,"])
        bulk_invite_id = await validated(admin, text)
        await send_bulk_invite(admin, bulk_invite_id)
        await work()
        ada, chief = await invitations_of(bulk_invite_id)
        assert (ada["email"], ada["role"], ada["group_ids"]) == ("Ada@example.com", "analyst", [paris])
        assert (ada["delivery_status"], ada["priority"]) == ("queued", 1)
        assert (chief["invited_by_user_id"], chief["invited_by_name"]) == (admin.user_id, admin.name)
        assert ada["nonce"] != chief["nonce"]
        assert len(ada["nonce"]) == 16
        assert [status for _, status, _ in await verdicts(bulk_invite_id)] == ["invited", "error", "invited"]
        found = await now(admin, bulk_invite_id)
        assert found.status is Status.COMPLETED
        assert (found.invited_rows, found.skipped_rows, found.error_rows, found.emails_waiting) == (2, 0, 1, 2)
        assert (found.processed_rows, found.progress) == (3, 1.0)

    async def test_without_a_review_what_is_valid_goes_straight_away(self) -> None:
        admin = await make_admin()
        bulk_invite_id = await upload(admin, lines(["a@example.com,Analyst,", "nobody,,"]), is_reviewed=False)
        await work()
        assert (await now(admin, bulk_invite_id)).status is Status.COMPLETED
        assert len(await invitations_of(bulk_invite_id)) == 1

    async def test_what_changed_since_the_review_is_skipped_with_the_reason(self) -> None:
        organization_id = await make_organization()
        paris, london = await make_group(organization_id, "Paris"), await make_group(organization_id, "London")
        actor = await make_member(organization_id, Role.GROUP_ADMIN, [paris, london])
        people = ["joined", "invited", "foreign", "gone", "fine"]
        places = dict.fromkeys(people, "Paris") | {"foreign": "London", "gone": "Paris;London"}
        bulk_invite_id = await validated(
            actor, lines(f"{person}@example.com,Analyst,{places[person]}" for person in people)
        )
        await make_member(organization_id, Role.ANALYST, email="joined@example.com")
        await make_invitation(await make_member(organization_id), "invited@example.com")
        await rows("UPDATE memberships SET group_ids = $2 WHERE id = $1", actor.membership_id, [paris])
        await rows(
            "UPDATE bulk_invite_rows SET group_ids = $2 WHERE bulk_invite_id = $1 AND email = 'gone@example.com'",
            bulk_invite_id,
            [uuid4()],
        )
        await send_bulk_invite(actor, bulk_invite_id)
        await work()
        assert [(status, codes) for _, status, codes in await verdicts(bulk_invite_id)] == [
            ("skipped", ["ALREADY_MEMBER"]),
            ("skipped", ["ALREADY_INVITED"]),
            ("skipped", ["GROUP_NOT_ALLOWED"]),
            ("skipped", ["UNKNOWN_GROUP"]),
            ("invited", []),
        ]
        found = await now(actor, bulk_invite_id)
        assert (found.invited_rows, found.skipped_rows) == (1, 4)

    async def test_a_sender_who_was_removed_invites_nobody(self) -> None:
        admin = await make_admin()
        bulk_invite_id = await validated(admin, lines(["a@example.com,Analyst,"]))
        await send_bulk_invite(admin, bulk_invite_id)
        await rows("DELETE FROM memberships WHERE id = $1", admin.membership_id)
        await work()
        assert await verdicts(bulk_invite_id) == [(2, "skipped", ["NOT_PERMITTED"])]

    async def test_a_sender_who_was_demoted_grants_no_more_than_now(self) -> None:
        admin = await make_admin()
        bulk_invite_id = await validated(admin, lines(["a@example.com,Admin,"]))
        await send_bulk_invite(admin, bulk_invite_id)
        await rows("UPDATE memberships SET role = 'group_admin' WHERE id = $1", admin.membership_id)
        await work()
        assert await verdicts(bulk_invite_id) == [(2, "skipped", ["ROLE_NOT_ALLOWED", "INVALID_ROLE"])]

    async def test_two_overlapping_lists_at_once_invite_each_address_once(self) -> None:
        admin = await make_admin()
        await raise_limit(admin.organization_id, 10_000)
        people = [f"p{number}@example.com,Analyst," for number in range(6_000)]
        first = await validated(admin, lines(people[:4_500]))
        second = await validated(admin, lines(reversed(people[1_500:])))
        for each in (first, second):
            await send_bulk_invite(admin, each)
        await asyncio.gather(work(), work())
        assert await value("SELECT count(*) FROM invitations") == 6_000
        invited = [(await now(admin, each)).invited_rows for each in (first, second)]
        skipped = [(await now(admin, each)).skipped_rows for each in (first, second)]
        assert (sum(invited), sum(skipped)) == (6_000, 3_000)

    async def test_a_lapsed_invitation_makes_room(self) -> None:
        organization_id = await make_organization(ttl_days=1)
        admin = await make_member(organization_id)
        old = await make_invitation(admin, "a@example.com")
        await rows("UPDATE invitations SET expires_at = now() - interval '1 second' WHERE id = $1", old)
        bulk_invite_id = await validated(admin, lines(["a@example.com,Analyst,"]))
        await send_bulk_invite(admin, bulk_invite_id)
        await work()
        (invitation,) = await invitations_of(bulk_invite_id)
        assert invitation["expires_at"] is not None
        assert await value("SELECT status FROM invitations WHERE id = $1", old) == "expired"

    async def test_a_list_is_sent_once(self) -> None:
        admin = await make_admin()
        bulk_invite_id = await validated(admin, lines(["a@example.com,Analyst,"]))
        await send_bulk_invite(admin, bulk_invite_id, "key")
        await send_bulk_invite(admin, bulk_invite_id, "key")
        with pytest.raises(NotReady):
            await send_bulk_invite(admin, bulk_invite_id)
        await work()
        with pytest.raises(NotReady):
            await send_bulk_invite(admin, bulk_invite_id)

    async def test_a_list_of_errors_has_nothing_to_send(self) -> None:
        admin = await make_admin()
        bulk_invite_id = await validated(admin, lines(["nobody,Analyst,"]))
        with pytest.raises(NothingToSend):
            await send_bulk_invite(admin, bulk_invite_id)

    async def test_there_is_one_audit_row_for_a_chunk(self) -> None:
        admin = await make_admin()
        bulk_invite_id = await validated(admin, lines(f"p{number}@example.com,Analyst," for number in range(20)))
        await send_bulk_invite(admin, bulk_invite_id)
        await work()
        entry = await row("SELECT changes FROM audit_entries WHERE action = 'bulk_invite.rows_invited'")
        assert entry is not None
        assert '"invited": 20' in entry["changes"].replace('":20', '": 20')

    async def test_too_many_invitations_for_now_are_refused_and_cost_nothing(self) -> None:
        admin = await make_admin()
        await fill_up(admin)
        bulk_invite_id = await validated(admin, lines(["a@example.com,Analyst,"]))
        with pytest.raises(RateLimited):
            await send_bulk_invite(admin, bulk_invite_id)
        assert (await now(admin, bulk_invite_id)).status is Status.READY

    async def test_too_many_for_now_wait_for_review_even_if_none_was_asked_for(self) -> None:
        admin = await make_admin()
        await fill_up(admin)
        bulk_invite_id = await upload(admin, lines(["a@example.com,Analyst,"]), is_reviewed=False)
        await work()
        assert (await now(admin, bulk_invite_id)).status is Status.READY

    async def test_somebody_who_was_sent_too_many_lately_is_skipped(self) -> None:
        admin = await make_admin()
        rate = get_settings().rate_limit_emails_per_address
        assert rate is not None
        for _ in range(rate.count):
            assert await flooded(["a@example.com"]) == {}
        bulk_invite_id = await upload(
            admin, lines(["a@example.com,Analyst,", "b@example.com,Analyst,"]), is_reviewed=False
        )
        await work()
        assert await verdicts(bulk_invite_id) == [(2, "skipped", ["RATE_LIMITED"]), (3, "invited", [])]

    async def test_foreign_lists_do_not_exist(self) -> None:
        bulk_invite_id = await validated(await make_admin(), lines(["a@example.com,Analyst,"]))
        with pytest.raises(NotFound):
            await send_bulk_invite(await make_admin(), bulk_invite_id)

    async def test_a_group_admin_acts_on_own_lists_alone(self) -> None:
        organization_id = await make_organization()
        paris = await make_group(organization_id, "Paris")
        bulk_invite_id = await validated(await make_member(organization_id), lines(["a@example.com,Analyst,Paris"]))
        with pytest.raises(NotPermitted):
            await send_bulk_invite(await make_member(organization_id, Role.GROUP_ADMIN, [paris]), bulk_invite_id)


class TestEmails:
    async def test_waiting_emails_are_counted_down_by_their_verdicts(self) -> None:
        admin = await make_admin()
        people = [f"p{number}@example.com,Analyst," for number in range(5)]
        bulk_invite_id = await upload(admin, lines(people), is_reviewed=False)
        await work()
        statuses = ["sent", "failed", "deferred", "canceled", "queued"]
        for invitation, status in zip(await invitations_of(bulk_invite_id), statuses, strict=True):
            await rows("UPDATE deliveries SET status = $2 WHERE subject_id = $1", invitation["id"], status)
        assert await count_next()
        found = await now(admin, bulk_invite_id)
        assert (found.emails_sent, found.emails_failed, found.emails_waiting) == (1, 1, 1)
        assert not found.is_settled
        await rows("UPDATE deliveries SET status = 'sent' WHERE status IN ('queued', 'deferred')")
        await rows("UPDATE bulk_invites SET count_emails_at = now()")
        assert await count_next()
        found = await now(admin, bulk_invite_id)
        assert (found.emails_sent, found.emails_waiting, found.is_settled) == (3, 0, True)
        await rows("UPDATE bulk_invites SET count_emails_at = now()")
        assert not await count_next()


class TestEditing:
    async def test_a_fixed_row_is_judged_again(self) -> None:
        admin = await make_admin()
        await make_group(admin.organization_id, "Paris")
        bulk_invite_id = await validated(admin, lines(["nobody,Boss,Rome,surplus", "b@example.com,Analyst,"]))
        before = await now(admin, bulk_invite_id)
        broken, _ = await rows_of(bulk_invite_id)
        await update_row(admin, broken.id, " a@example.com ", "analyst", ["Paris"])
        fixed, _ = await rows_of(bulk_invite_id)
        assert (fixed.email, fixed.role, fixed.groups, fixed.status) == (
            "a@example.com",
            "analyst",
            ("Paris",),
            "valid",
        )
        found = await now(admin, bulk_invite_id)
        assert (found.valid_rows, found.error_rows) == (2, 0)
        assert found.sequence > before.sequence

    async def test_rows_that_were_its_duplicates_are_judged_again(self) -> None:
        admin = await make_admin()
        people = ["a@example.com,Analyst,", "a@example.com,Analyst,", "a@example.com,Analyst,"]
        bulk_invite_id = await validated(admin, lines(people))
        first, *_ = await rows_of(bulk_invite_id)
        await update_row(admin, first.id, "b@example.com", "Analyst", [])
        assert [status for _, status, _ in await verdicts(bulk_invite_id)] == ["valid", "valid", "error"]
        *_, last = await rows_of(bulk_invite_id)
        assert "line 3 " in last.problems[0].message
        await update_row(admin, first.id, "a@example.com", "Analyst", [])
        assert [status for _, status, _ in await verdicts(bulk_invite_id)] == ["valid", "error", "error"]

    async def test_a_removed_row_makes_room_for_its_duplicate(self) -> None:
        admin = await make_admin()
        bulk_invite_id = await validated(admin, lines(["a@example.com,Boss,", "a@example.com,Analyst,"]))
        first, _ = await rows_of(bulk_invite_id)
        await remove_row(admin, first.id)
        assert await verdicts(bulk_invite_id) == [(3, "valid", [])]
        assert (await now(admin, bulk_invite_id)).total_rows == 1

    async def test_a_row_may_be_fixed_into_something_wrong(self) -> None:
        admin = await make_admin()
        bulk_invite_id = await validated(admin, lines(["a@example.com,Analyst,"]))
        (only,) = await rows_of(bulk_invite_id)
        await update_row(admin, only.id, "nul\0", "", ["x", ""])
        assert await verdicts(bulk_invite_id) == [(2, "error", ["INVALID_EMAIL", "REQUIRED", "UNKNOWN_GROUP"])]

    async def test_rows_are_fixed_during_the_review_alone(self) -> None:
        admin = await make_admin()
        bulk_invite_id = await validated(admin, lines(["a@example.com,Analyst,"]))
        (only,) = await rows_of(bulk_invite_id)
        await send_bulk_invite(admin, bulk_invite_id)
        with pytest.raises(NotReady):
            await update_row(admin, only.id, "b@example.com", "Analyst", [])
        with pytest.raises(NotReady):
            await remove_row(admin, only.id)

    async def test_foreign_rows_do_not_exist(self) -> None:
        admin = await make_admin()
        (only,) = await rows_of(await validated(admin, lines(["a@example.com,Analyst,"])))
        with pytest.raises(NotFound):
            await update_row(await make_admin(), only.id, "b@example.com", "Analyst", [])
        with pytest.raises(NotFound):
            await remove_row(admin, uuid4())


class TestCancel:
    async def test_a_canceled_list_is_not_worked_on(self) -> None:
        admin = await make_admin()
        bulk_invite_id = await upload(admin, lines(["a@example.com,Analyst,"]))
        await cancel_bulk_invite(admin, bulk_invite_id, revoke_pending=False)
        await work()
        assert (await now(admin, bulk_invite_id)).status is Status.CANCELED
        with pytest.raises(NotReady):
            await send_bulk_invite(admin, bulk_invite_id)

    async def test_what_nobody_accepted_is_taken_back_and_a_completed_list_stays_completed(self) -> None:
        admin = await make_admin()
        people = [f"p{number}@example.com,Analyst," for number in range(3)]
        bulk_invite_id = await upload(admin, lines(people), is_reviewed=False)
        await work()
        first, *_ = await invitations_of(bulk_invite_id)
        await rows("UPDATE invitations SET status = 'accepted' WHERE id = $1", first["id"])
        await cancel_waiting("invitation", [first["id"]])
        await cancel_bulk_invite(admin, bulk_invite_id, revoke_pending=True)
        found = await invitations_of(bulk_invite_id)
        assert [each["status"] for each in found] == ["accepted", "revoked", "revoked"]
        assert {each["delivery_status"] for each in found} == {"canceled"}
        assert (await now(admin, bulk_invite_id)).status is Status.COMPLETED
        assert await count_next()
        assert (await now(admin, bulk_invite_id)).is_settled

    async def test_a_long_take_back_is_finished_by_a_worker(self) -> None:
        admin = await make_admin()
        await raise_limit(admin.organization_id, 10_000)
        people = [f"p{number}@example.com,Analyst," for number in range(4_500)]
        bulk_invite_id = await upload(admin, lines(people), is_reviewed=False)
        await work()
        await cancel_bulk_invite(admin, bulk_invite_id, revoke_pending=True)
        assert await value("SELECT count(*) FROM invitations WHERE status = 'revoked'") == 2_000
        await work()
        assert await value("SELECT count(*) FROM invitations WHERE status = 'revoked'") == 4_500


class TestPurge:
    async def test_after_thirty_days_only_the_figures_are_left(self) -> None:
        admin = await make_admin()
        bulk_invite_id = await upload(admin, lines(["a@example.com,Analyst,"]), is_reviewed=False)
        await work()
        assert not await purge_next()
        await rows("UPDATE bulk_invites SET created_at = now() - interval '31 days'")
        assert await purge_next()
        assert not await purge_next()
        assert await rows_of(bulk_invite_id) == []
        assert await value("SELECT count(*) FROM bulk_invite_pieces") == 0
        assert (await now(admin, bulk_invite_id)).invited_rows == 1
        assert len(await invitations_of(bulk_invite_id)) == 1
