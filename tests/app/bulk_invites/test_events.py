from datetime import timedelta

import pytest

from app.bulk_invites.actions import cancel_bulk_invite
from app.database.sql import value
from app.jobs import SEND_EMAILS, WORK_ON_BULK_INVITES
from app.main import CHANGED_SINCE
from app.pubsub.events import (
    ChangeKind,
    bulk_invite_changed,
    bulk_invite_channel,
    invitations_changed,
    invitations_channel,
)
from app.pubsub.missed_events import database_time, find_changes
from tests.support.bulk_uploads import lines, now, upload, work
from tests.support.factories import make_admin
from tests.support.published_events import hear

pytestmark = pytest.mark.usefixtures("database")


class TestEvents:
    async def test_an_upload_wakes_the_bulk_worker_and_a_chunk_the_email_worker(self) -> None:
        admin = await make_admin()
        with hear() as heard:
            bulk_invite_id = await upload(admin, lines(["a@example.com,Analyst,"]), is_reviewed=False)
        assert heard.wake_ups == [WORK_ON_BULK_INVITES]
        with hear() as heard:
            await work()
        assert heard.wake_ups == [SEND_EMAILS]
        assert bulk_invite_changed(bulk_invite_id) in heard.events

    async def test_a_chunk_publishes_one_event_about_many_invitations(self) -> None:
        admin = await make_admin()
        await upload(admin, lines(f"p{number}@example.com,Analyst," for number in range(50)), is_reviewed=False)
        with hear() as heard:
            await work()
        published = {event for event in heard.events if event.channel == invitations_channel(admin.organization_id)}
        assert published == {invitations_changed(admin.organization_id, ChangeKind.MANY, None)}

    async def test_where_nobody_is_invited_or_revoked_the_lists_of_invitations_hear_nothing(self) -> None:
        admin = await make_admin()
        with hear() as heard:
            reviewed = await upload(admin, lines(["a@example.com,Analyst,"]))
            await upload(admin, lines(["nobody,Analyst,"]), is_reviewed=False)
            await work()
            await cancel_bulk_invite(admin, reviewed, revoke_pending=True)
            await work()
        assert [event for event in heard.events if event.channel == invitations_channel(admin.organization_id)] == []
        assert SEND_EMAILS not in heard.wake_ups

    async def test_changes_without_an_event_are_found_in_the_rows(self) -> None:
        admin = await make_admin()
        bulk_invite_id = await upload(admin, lines(["a@example.com,Analyst,"]))
        before = await database_time()
        channel = bulk_invite_channel(bulk_invite_id)
        assert await find_changes(CHANGED_SINCE, {channel: before}) == []
        await work()
        assert [change.event for change in await find_changes(CHANGED_SINCE, {channel: before})] == [
            bulk_invite_changed(bulk_invite_id)
        ]
        assert await find_changes(CHANGED_SINCE, {channel: before + timedelta(hours=1)}) == []

    async def test_the_sequence_grows_with_visible_changes_and_not_with_leases(self) -> None:
        admin = await make_admin()
        bulk_invite_id = await upload(admin, lines(["a@example.com,Analyst,"]))
        before = (await now(admin, bulk_invite_id)).sequence
        await value("UPDATE bulk_invites SET lease_until = now() RETURNING 1")
        assert (await now(admin, bulk_invite_id)).sequence == before
        await work()
        assert (await now(admin, bulk_invite_id)).sequence > before
