"""Mappings that are refused or meet other acts, and how long the whole file is kept."""

import asyncio

import pytest

from app.bulk_invites.actions import cancel_bulk_invite, send_bulk_invite, stop_bulk_invite
from app.bulk_invites.lifecycle import Status
from app.bulk_invites.row_edits import update_row
from app.bulk_invites.worker.purge import purge_next
from app.database.sql import row, rows, value
from app.database.transaction import transaction
from app.errors import (
    GroupNotAllowed,
    NotFound,
    NotPermitted,
    NotReady,
    OutOfRange,
    Required,
    RoleNotAllowed,
    UnknownGroup,
)
from app.jobs import WORK_ON_BULK_INVITES
from app.organizations.roles import Role
from app.pubsub.events import bulk_invite_changed
from tests.support.bulk_uploads import (
    invitations_of,
    now,
    raise_limit,
    rows_of,
    upload,
    validated,
    work,
)
from tests.support.column_mapping import PEOPLE, columns_of, has_file, map_file, mapping_due
from tests.support.factories import make_admin, make_group, make_member
from tests.support.published_events import hear

pytestmark = pytest.mark.usefixtures("database")


class TestRefusals:
    @pytest.mark.parametrize(
        ("places", "field"),
        [
            *(((place,), "email") for place in (3, -1, 2**31 - 1, -(2**31))),
            *(((0, place), "role") for place in (3, 0)),
            *(((0, 1, place), "groups") for place in (1, 0, -1)),
        ],
    )
    async def test_columns_that_the_file_does_not_have_or_that_mean_something_else(
        self, places: tuple[int, ...], field: str
    ) -> None:
        admin = await make_admin()
        bulk_invite_id = await mapping_due(admin)
        with pytest.raises(OutOfRange) as refused:
            await map_file(admin, bulk_invite_id, *places, role=Role.ANALYST)
        assert refused.value.path == (field,)
        assert (await now(admin, bulk_invite_id)).status is Status.MAPPING

    async def test_a_role_is_needed(self) -> None:
        admin = await make_admin()
        with pytest.raises(Required, match="Enter a role for everybody, or the column of the roles") as refused:
            await map_file(admin, await mapping_due(admin), 0)
        assert refused.value.path == ("defaultRole",)

    async def test_defaults_are_within_ones_rights(self) -> None:
        admin = await make_admin()
        paris = await make_group(admin.organization_id, "Paris")
        foreign = await make_group((await make_admin()).organization_id, "Rome")
        manager = await make_member(admin.organization_id, Role.GROUP_ADMIN, [paris])
        bulk_invite_id = await mapping_due(manager)
        other = await make_group(admin.organization_id, "Oslo")
        with pytest.raises(RoleNotAllowed):
            await map_file(manager, bulk_invite_id, 0, role=Role.ADMIN)
        with pytest.raises(UnknownGroup):
            await map_file(manager, bulk_invite_id, 0, role=Role.ANALYST, groups=(foreign,))
        with pytest.raises(GroupNotAllowed):
            await map_file(manager, bulk_invite_id, 0, role=Role.ANALYST, groups=(other,))

    async def test_others_change_nothing(self) -> None:
        admin = await make_admin()
        paris = await make_group(admin.organization_id, "Paris")
        bulk_invite_id = await mapping_due(admin)
        manager = await make_member(admin.organization_id, Role.GROUP_ADMIN, [paris])
        analyst = await make_member(admin.organization_id, Role.ANALYST)
        for actor, refusal in ((manager, NotPermitted), (analyst, NotPermitted), (await make_admin(), NotFound)):
            with pytest.raises(refusal):
                await map_file(actor, bulk_invite_id, 0, 1)

    async def test_only_while_the_file_is_there(self) -> None:
        admin = await make_admin()
        text = "Email,Role\na@example.com,Analyst\n"
        plain = await validated(admin, text)
        with pytest.raises(NotReady, match="is fixed"):
            await map_file(admin, plain, 0, 1)
        bulk_invite_id = await upload(admin, text, asks_for_columns=True)
        for status in (Status.VALIDATING, Status.SENDING, Status.COMPLETED, Status.CANCELED, Status.FAILED):
            await rows("UPDATE bulk_invites SET status = $2 WHERE id = $1", bulk_invite_id, status)
            with pytest.raises(NotReady):
                await map_file(admin, bulk_invite_id, 0, 1)


class TestWholeFile:
    @pytest.mark.parametrize("end", ["send", "cancel", "stop", "fail"])
    async def test_it_is_deleted_with_what_stood_in_other_columns(self, end: str) -> None:
        admin = await make_admin()
        text = "Who,What,Salary\na@example.com,Analyst,1000\nb@example.com,Analyst,1000\n"
        bulk_invite_id = await mapping_due(admin, text)
        await map_file(admin, bulk_invite_id, 0, 1)
        if end == "fail":
            await raise_limit(admin.organization_id, 1)
        await work()
        match end:
            case "send":
                await send_bulk_invite(admin, bulk_invite_id)
            case "cancel":
                await cancel_bulk_invite(admin, bulk_invite_id, revoke_pending=False)
            case "stop":
                async with transaction():
                    await stop_bulk_invite(bulk_invite_id)
        assert not await has_file(bulk_invite_id)
        stored = await row("SELECT * FROM bulk_invites WHERE id = $1", bulk_invite_id)
        assert "1000" not in str(stored)
        assert await columns_of(bulk_invite_id) == [
            ("Who", ("a@example.com", "b@example.com"), "email"),
            ("What", ("Analyst",), "role"),
            ("Salary", (), None),
        ]

    async def test_it_stays_during_the_review(self) -> None:
        admin = await make_admin()
        bulk_invite_id = await validated(admin, "Email,Role\na@example.com,Analyst\n", asks_for_columns=True)
        assert await has_file(bulk_invite_id)

    async def test_a_list_that_waits_can_be_canceled(self) -> None:
        admin = await make_admin()
        bulk_invite_id = await mapping_due(admin)
        await cancel_bulk_invite(admin, bulk_invite_id, revoke_pending=False)
        assert (await now(admin, bulk_invite_id)).status is Status.CANCELED
        assert not await has_file(bulk_invite_id)
        assert all(not samples or meaning for _, samples, meaning in await columns_of(bulk_invite_id))

    async def test_a_workbook_that_nobody_has_read_is_deleted_too(self) -> None:
        admin = await make_admin()
        bulk_invite_id = await upload(admin, "Email,Role\na@example.com,Analyst\n")
        await rows("UPDATE bulk_invites SET is_spreadsheet = true")
        await cancel_bulk_invite(admin, bulk_invite_id, revoke_pending=False)
        assert not await has_file(bulk_invite_id)

    async def test_after_thirty_days_nothing_of_it_is_left(self) -> None:
        admin = await make_admin()
        bulk_invite_id = await mapping_due(admin)
        await rows("UPDATE bulk_invites SET created_at = now() - interval '31 days'")
        assert await purge_next()
        assert (await now(admin, bulk_invite_id)).status is Status.CANCELED
        assert await columns_of(bulk_invite_id) == []
        assert not await has_file(bulk_invite_id)
        assert "ada@example.com" not in str(await row("SELECT * FROM bulk_invites"))


class TestEvents:
    async def test_whoever_follows_it_hears_that_it_waits_and_goes_on(self) -> None:
        admin = await make_admin()
        bulk_invite_id = await upload(admin, PEOPLE, asks_for_columns=True)
        with hear() as heard:
            await work()
        assert heard.events[-1] == bulk_invite_changed(bulk_invite_id)
        assert await value("SELECT lease_owner IS NULL AND attempts = 0 FROM bulk_invites")
        with hear() as heard:
            await map_file(admin, bulk_invite_id, 0, 1)
        assert heard.events == [bulk_invite_changed(bulk_invite_id)]
        assert heard.wake_ups == [WORK_ON_BULK_INVITES]


class TestRaces:
    async def test_of_two_mappings_one_counts(self) -> None:
        admin = await make_admin()
        bulk_invite_id = await mapping_due(admin)
        results = await asyncio.gather(
            *(map_file(admin, bulk_invite_id, 0, place) for place in (1, 2)), return_exceptions=True
        )
        assert sorted(type(each).__name__ for each in results) == ["NoneType", "NotReady"]
        await work()
        assert (await now(admin, bulk_invite_id)).status is Status.READY
        assert await value("SELECT count(*) FROM audit_entries WHERE action = 'bulk_invite.columns_mapped'") == 1

    @pytest.mark.parametrize("_", range(3))
    async def test_a_mapping_and_another_act_come_one_after_the_other(self, _: int) -> None:
        admin = await make_admin()
        text = "Email,Role,Other\na@example.com,Analyst,Remote\n"
        bulk_invite_id = await validated(admin, text, asks_for_columns=True)
        (first,) = await rows_of(bulk_invite_id)
        outcomes = await asyncio.gather(
            map_file(admin, bulk_invite_id, 0, 2),
            send_bulk_invite(admin, bulk_invite_id),
            update_row(admin, first.id, "b@example.com", "Analyst", []),
            return_exceptions=True,
        )
        assert [each for each in outcomes if isinstance(each, Exception) and not isinstance(each, NotReady)] == []
        await work()
        found = await now(admin, bulk_invite_id)
        invited = [(each["email"], each["role"]) for each in await invitations_of(bulk_invite_id)]
        if isinstance(outcomes[0], NotReady):
            assert (found.status, len(invited)) == (Status.COMPLETED, 1)
        else:
            assert (found.status, invited) == (Status.READY, [])
            assert [(each.email, each.role) for each in await rows_of(bulk_invite_id)] == [("a@example.com", "Remote")]

    async def test_a_cancelation_wins(self) -> None:
        admin = await make_admin()
        bulk_invite_id = await mapping_due(admin)
        await asyncio.gather(
            map_file(admin, bulk_invite_id, 0, 1),
            cancel_bulk_invite(admin, bulk_invite_id, revoke_pending=False),
            return_exceptions=True,
        )
        await work()
        assert (await now(admin, bulk_invite_id)).status is Status.CANCELED
        assert await rows_of(bulk_invite_id) == []
