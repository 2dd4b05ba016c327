"""Rows with addresses whose emails came back: a warning in the review, and left out when the file is sent."""

import pytest

from app.bulk_invites.actions import send_bulk_invite
from app.bulk_invites.review.problems import Severity
from app.bulk_invites.row_edits import update_row
from app.bulk_invites.sendable_rows import count_sendable
from app.database.sql import rows
from app.deliveries.bounces import BounceKind
from app.errors import NothingToSend
from app.organizations.actor import Actor
from app.suppressions.actions import release
from tests.support.bulk_uploads import counted, invitations_of, lines, now, rows_of, upload, validated, verdicts, work
from tests.support.executed_statements import ExecutedStatements
from tests.support.factories import global_id, make_admin, make_invitation, make_organization, token_of
from tests.support.graphql_client import Api
from tests.support.suppressed_addresses import CAME_BACK, suppress_address

pytestmark = pytest.mark.usefixtures("database")
SENDABLE = "query ($id: ID!) { bulkInvite(id: $id) { sendableRows } }"
ADA, BOB = "ada@example.org", "bob@example.org"


async def with_ada_suppressed(kind: BounceKind = BounceKind.HARD) -> Actor:
    admin = await make_admin()
    await suppress_address(admin.organization_id, ADA, kind)
    return admin


def people(*emails: str) -> str:
    return lines(f"{email},Analyst," for email in emails)


class TestTheReview:
    async def test_warns_when_and_why_and_says_that_the_row_is_left_out(self) -> None:
        admin = await with_ada_suppressed()
        bulk_invite_id = await validated(admin, people(ADA, BOB))
        row, other = await rows_of(bulk_invite_id)
        (problem,) = row.problems
        assert (row.status, problem.severity, problem.code, problem.field) == (
            "warning",
            Severity.WARNING,
            "SUPPRESSED",
            "email",
        )
        assert problem.message == (
            f"Emails to {ADA} {CAME_BACK} Sending leaves this row out, unless the address is corrected or released"
            " before."
        )
        assert other.problems == ()
        assert await counted(bulk_invite_id) == (2, 1, 1, 0)

    async def test_warns_of_a_complaint(self) -> None:
        admin = await with_ada_suppressed(BounceKind.COMPLAINT)
        (row,) = await rows_of(await validated(admin, people(ADA)))
        assert row.problems[0].message.startswith(f"The owner of {ADA} reported your organization's email as spam")

    async def test_names_a_pending_invitation_first_and_a_decline_not_at_all(self) -> None:
        admin = await make_admin()
        await make_invitation(admin, BOB)
        await rows("UPDATE invitations SET status = 'declined', declined_at = now()")
        await make_invitation(admin, ADA)
        for email in (ADA, BOB):
            await suppress_address(admin.organization_id, email)
        assert await verdicts(await validated(admin, people(ADA, BOB))) == [
            (2, "error", ["ALREADY_INVITED"]),
            (3, "warning", ["SUPPRESSED"]),
        ]

    async def test_warns_of_nothing_that_came_back_to_another_organization(self) -> None:
        await suppress_address(await make_organization(), ADA)
        assert await verdicts(await validated(await make_admin(), people(ADA))) == [(2, "valid", [])]

    async def test_warns_no_more_of_a_row_whose_address_is_corrected(self) -> None:
        admin = await with_ada_suppressed()
        bulk_invite_id = await validated(admin, people(ADA))
        (row,) = await rows_of(bulk_invite_id)
        await update_row(admin, row.id, BOB, "Analyst", [])
        assert await verdicts(bulk_invite_id) == [(2, "valid", [])]


class TestTheNumberOfInvitations:
    async def sendable(self, actor: Actor, text: str) -> int:
        bulk_invite_id = await validated(actor, text)
        return (await count_sendable(actor.organization_id, [bulk_invite_id]))[bulk_invite_id]

    async def test_is_that_of_the_rows_that_will_be_sent(self) -> None:
        admin = await with_ada_suppressed()
        await suppress_address(await make_organization(), BOB)
        # Of two rows with one address, the second is an error anyway; so is a row that has no role.
        text = lines([f"{ADA},Analyst,", f"{BOB},Analyst,", f"{ADA},Analyst,", "eve@example.org,Nobody,"])
        assert await self.sendable(admin, text) == 1

    async def test_counts_no_row_out_twice_that_is_an_error_and_suppressed(self) -> None:
        admin = await with_ada_suppressed()
        assert await self.sendable(admin, lines([f"{ADA},Nobody,", f"{BOB},Analyst,"])) == 1

    async def test_follows_what_is_released_after_the_review(self) -> None:
        admin = await make_admin()
        suppression_id = await suppress_address(admin.organization_id, ADA)
        bulk_invite_id = await validated(admin, people(ADA))
        with pytest.raises(NothingToSend):
            await send_bulk_invite(admin, bulk_invite_id)
        await release(admin, suppression_id)
        assert await count_sendable(admin.organization_id, [bulk_invite_id]) == {bulk_invite_id: 1}
        await send_bulk_invite(admin, bulk_invite_id)
        await work()
        assert [status for _, status, _ in await verdicts(bulk_invite_id)] == ["invited"]

    async def test_is_part_of_the_review_alone(self, api: Api) -> None:
        admin = await with_ada_suppressed()
        bulk_invite_id = await validated(admin, people(ADA, BOB))
        asked = (SENDABLE, await token_of(admin))
        assert await api.ask(*asked, id=global_id("BulkInvite", bulk_invite_id)) == {"sendableRows": 1}
        await send_bulk_invite(admin, bulk_invite_id)
        assert await api.ask(*asked, id=global_id("BulkInvite", bulk_invite_id)) == {"sendableRows": None}

    async def test_is_nobody_s_of_another_organization(self) -> None:
        bulk_invite_id = await validated(await make_admin(), people(ADA))
        assert await count_sendable(await make_organization(), [bulk_invite_id]) == {}


class TestSending:
    async def test_leaves_out_what_the_review_warned_of_with_the_problem_named_once(self) -> None:
        admin = await with_ada_suppressed()
        bulk_invite_id = await validated(admin, people(ADA, BOB))
        await send_bulk_invite(admin, bulk_invite_id)
        await work()
        assert await verdicts(bulk_invite_id) == [(2, "skipped", ["SUPPRESSED"]), (3, "invited", [])]
        (row, _) = await rows_of(bulk_invite_id)
        assert row.problems[0].severity is Severity.ERROR
        assert row.problems[0].message.endswith("Correct the address, or release it if it works now.")
        found = await now(admin, bulk_invite_id)
        assert (found.invited_rows, found.skipped_rows) == (1, 1)
        assert [each["email_key"] for each in await invitations_of(bulk_invite_id)] == [BOB]

    async def test_leaves_out_what_came_back_since_the_review(self) -> None:
        admin = await make_admin()
        bulk_invite_id = await validated(admin, people(ADA, BOB))
        await suppress_address(admin.organization_id, ADA)
        await send_bulk_invite(admin, bulk_invite_id)
        await work()
        assert await verdicts(bulk_invite_id) == [(2, "skipped", ["SUPPRESSED"]), (3, "invited", [])]

    async def test_without_a_review_leaves_it_out_too(self) -> None:
        admin = await with_ada_suppressed()
        bulk_invite_id = await upload(admin, people(ADA, BOB), is_reviewed=False)
        await work()
        assert await verdicts(bulk_invite_id) == [(2, "skipped", ["SUPPRESSED"]), (3, "invited", [])]

    async def test_keeps_the_other_warnings_of_a_row(self) -> None:
        admin = await make_admin()
        await suppress_address(admin.organization_id, "ada@gmial.com")
        bulk_invite_id = await validated(admin, people("ada@gmial.com", BOB))
        ((_, _, warned), _) = await verdicts(bulk_invite_id)
        await send_bulk_invite(admin, bulk_invite_id)
        await work()
        ((_, status, codes), _) = await verdicts(bulk_invite_id)
        assert len(warned) == 2
        assert (status, codes) == ("skipped", warned)

    async def test_asks_for_those_of_a_chunk_in_one_statement(self, executed: ExecutedStatements) -> None:
        admin = await with_ada_suppressed()
        executed.clear()
        bulk_invite_id = await validated(admin, people(ADA, *(f"p{number}@example.org" for number in range(50))))
        await send_bulk_invite(admin, bulk_invite_id)
        await work()
        # In the review and for sending; the others count what will be sent.
        assert len(executed.matching(r"FROM suppressions s WHERE organization_id = \$1 AND email_key = ANY")) == 2
