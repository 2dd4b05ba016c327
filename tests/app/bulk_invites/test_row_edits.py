from uuid import uuid4

import pytest

from app.bulk_invites.actions import send_bulk_invite
from app.bulk_invites.row_edits import remove_row, update_row
from app.errors import NotFound, NotReady, TooLong
from tests.support.bulk_uploads import lines, now, rows_of, validated, verdicts
from tests.support.factories import make_admin, make_group

pytestmark = pytest.mark.usefixtures("database")


class TestRowEdits:
    async def test_an_edited_row_is_checked_again(self) -> None:
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

    async def test_rows_that_were_its_duplicates_are_checked_again(self) -> None:
        admin = await make_admin()
        people = ["a@example.com,Analyst,", "a@example.com,Analyst,", "a@example.com,Analyst,"]
        bulk_invite_id = await validated(admin, lines(people))
        first, *_ = await rows_of(bulk_invite_id)
        await update_row(admin, first.id, "b@example.com", "Analyst", [])
        assert [status for _, status, _ in await verdicts(bulk_invite_id)] == ["valid", "valid", "error"]
        *_, last = await rows_of(bulk_invite_id)
        assert "line 3, " in last.problems[0].message
        await update_row(admin, first.id, "a@example.com", "Analyst", [])
        assert [status for _, status, _ in await verdicts(bulk_invite_id)] == ["valid", "error", "error"]

    async def test_the_duplicate_of_a_removed_row_becomes_valid(self) -> None:
        admin = await make_admin()
        bulk_invite_id = await validated(admin, lines(["a@example.com,Boss,", "a@example.com,Analyst,"]))
        first, _ = await rows_of(bulk_invite_id)
        await remove_row(admin, first.id)
        assert await verdicts(bulk_invite_id) == [(3, "valid", [])]
        assert (await now(admin, bulk_invite_id)).total_rows == 1

    async def test_an_edited_row_may_have_errors(self) -> None:
        admin = await make_admin()
        bulk_invite_id = await validated(admin, lines(["a@example.com,Analyst,"]))
        (only,) = await rows_of(bulk_invite_id)
        await update_row(admin, only.id, "nul\0", "", ["x", ""])
        assert await verdicts(bulk_invite_id) == [(2, "error", ["INVALID_EMAIL", "REQUIRED", "UNKNOWN_GROUP"])]

    async def test_a_row_stays_as_short_as_a_line(self) -> None:
        admin = await make_admin()
        (only,) = await rows_of(await validated(admin, lines(["a@example.com,Analyst,"])))
        with pytest.raises(TooLong):
            await update_row(admin, only.id, "a@example.com", "Analyst", ["x"] * 70_000)

    async def test_rows_are_edited_during_the_review_alone(self) -> None:
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
