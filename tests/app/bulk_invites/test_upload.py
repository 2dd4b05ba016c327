import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest

from app.bulk_invites.actions import Upload, create_bulk_invite
from app.bulk_invites.csv.reader import RowsFile
from app.bulk_invites.lifecycle import Status
from app.bulk_invites.uploaded_file import BytesContent
from app.database.sql import rows, value
from app.errors import FileTooLarge, IdempotencyKeyReused, InvalidCsv, NotPermitted, TooManyRows
from app.organizations.roles import Role
from app.settings import get_settings
from tests.support.bulk_uploads import (
    invitations_of,
    lines,
    now,
    raise_limit,
    rows_of,
    upload,
    validated,
    verdicts,
    work,
)
from tests.support.factories import make_admin, make_group, make_invitation, make_member, make_organization

pytestmark = pytest.mark.usefixtures("database")


@dataclass
class Huge:
    """Content above the limit, which must not be read."""

    size: int = field(default_factory=lambda: get_settings().upload_bytes + 1)

    def pieces(self) -> AsyncIterator[bytes]:
        raise AssertionError


class TestUpload:
    async def test_a_bulk_invite_becomes_ready_with_a_verdict_for_each_row_and_nobody_is_invited(self) -> None:
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

    async def test_duplicates_are_found_across_chunks(self) -> None:
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

    async def test_a_member_who_manages_nobody_uploads_nothing(self) -> None:
        actor = await make_member(await make_organization(), Role.ANALYST)
        with pytest.raises(NotPermitted):
            await upload(actor, lines(["a@example.com,Analyst,"]))

    async def test_too_many_rows_are_refused_at_once_with_their_count(self) -> None:
        admin = await make_admin()
        with pytest.raises(TooManyRows, match=r"101 people: split into multiple files \(max 100 users each\)"):
            await upload(admin, lines(f"p{number}@example.com,Analyst," for number in range(101)))

    async def test_too_many_rows_that_came_by_the_api_are_refused_at_once_whatever_their_size(self) -> None:
        admin = await make_admin()
        long = RowsFile.write(["a" * 20_000, "Analyst"] for _ in range(101))
        with pytest.raises(TooManyRows, match="101 people"):
            await create_bulk_invite(admin, Upload(BytesContent(long), is_csv=False), is_reviewed=True)

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

    async def test_what_is_no_csv_is_refused_at_once_or_fails_in_the_worker(self) -> None:
        admin = await make_admin()
        with pytest.raises(InvalidCsv):
            await upload(admin, "Name\nAda\n")
        with pytest.raises(InvalidCsv):
            await upload(admin, "Email\n")
        found = await now(admin, await validated(admin, "Email,Role\n" + "a@example.com,Analyst\n" * 60_000 + '"'))
        assert found.status is Status.FAILED
        assert isinstance(found.failure, Exception)
        assert "line 60,002" in found.failure.message

    async def test_the_same_file_under_the_same_key_is_the_same_bulk_invite(self) -> None:
        admin = await make_admin()
        text = lines(["a@example.com,Analyst,"])
        first, second = await asyncio.gather(upload(admin, text, key="one"), upload(admin, text, key="one"))
        assert first == second
        with pytest.raises(IdempotencyKeyReused):
            await upload(admin, lines(["b@example.com,Analyst,"]), key="one")
        assert await value("SELECT count(*) FROM bulk_invites") == 1

    async def test_a_bulk_invite_whose_uploader_left_fails(self) -> None:
        admin = await make_admin()
        bulk_invite_id = await upload(admin, lines(["a@example.com,Analyst,"]))
        await rows("DELETE FROM memberships WHERE id = $1", admin.membership_id)
        await work()
        assert (await now(admin, bulk_invite_id)).status is Status.FAILED


async def test_a_large_file_that_names_nobody_fails_in_the_worker() -> None:
    admin = await make_admin()
    bulk_invite_id = await upload(admin, "Email,Role\n" + "   \n" * 300_000)
    await work()
    bulk_invite = await now(admin, bulk_invite_id)
    assert bulk_invite.status is Status.FAILED
    assert bulk_invite.failure is not None
    assert bulk_invite.failure.message.startswith("This list has nobody in it.")
