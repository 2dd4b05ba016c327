"""The demo organization: every state of an invitation is there to be seen, at times that make sense."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from app.bulk_invites.csv.template import EXAMPLES
from app.database.sql import rows, value
from app.invitations.lifecycle import Status
from app.members.queries import lock_member_actor
from devserver.demo import ADMIN_EMAIL, make_demo
from devserver.demo_history import PARTNER
from tests.support.factories import PASSWORD
from tests.support.graphql_client import Api
from tests.support.graphql_operations import SIGN_IN

pytestmark = pytest.mark.usefixtures("database")


async def invitations() -> dict[str, dict[str, Any]]:
    """By the part before the @; `delivery` is the newest email's status."""
    found = await rows(
        """
        SELECT split_part(i.email, '@', 1) AS name, i.*, d.status AS delivery, d.due_at, d.sent_at,
               d.created_at AS queued_at, d.attempt_count
          FROM invitations i JOIN deliveries d ON d.subject_id = i.id AND d.generation = i.generation
        """
    )
    return {each["name"]: each for each in found}


async def test_the_admin_signs_in_also_with_another_password_later(api: Api) -> None:
    for password in (PASSWORD, f"{PASSWORD}, changed"):
        await make_demo(password)
        signed_in = await api.change(SIGN_IN, email=ADMIN_EMAIL, password=password, bearer=True)
        assert signed_in["viewer"]["organization"]["name"] == "Acme Devices"
    assert await value("SELECT count(*) FROM organizations") == 1


async def test_every_state_is_there_to_be_seen() -> None:
    await make_demo(PASSWORD)
    found = await invitations()
    assert {each["status"] for each in found.values()} == set(Status)
    pending = {
        name: each["delivery"]
        for name, each in found.items()
        if each["status"] == "pending" and PARTNER in each["email"]
    }
    assert pending == {
        "sent": "sent",
        "bounced": "bounced",
        "failed": "failed",
        "unknown": "unknown",
        "deferred": "deferred",
        "queued": "queued",
        "sending": "sending",
        "inviter-left": "sent",
        "inviter-demoted": "sent",
    }
    assert {name: each["status"] for name, each in found.items() if name in set(Status)} == {
        status: status for status in Status if status is not Status.PENDING
    }


async def test_what_came_back_says_why_and_its_address_is_suppressed() -> None:
    await make_demo(PASSWORD)
    found = await rows(
        """
        SELECT b.kind, b.status, b.bounced_at < now() - interval '3 days' AS is_past,
               b.inviter_id IS NOT NULL AS is_told
          FROM delivery_bounces b
        """
    )
    assert found == [{"kind": "hard", "status": "5.1.1", "is_past": True, "is_told": True}]
    suppressed = await rows("SELECT email, suppressed_at < now() - interval '3 days' AS is_past FROM suppressions")
    assert suppressed == [{"email": f"bounced@{PARTNER}", "is_past": True}]


async def test_what_is_tried_again_is_within_the_hour_and_what_is_over_is_not() -> None:
    await make_demo(PASSWORD)
    now = datetime.now(UTC)
    found = await invitations()
    due = {name: each["due_at"] for name, each in found.items() if each["due_at"]}
    assert list(due) == ["deferred"]
    assert timedelta(minutes=5) < due["deferred"] - now < timedelta(hours=1)
    tried = await rows(
        """
        SELECT a.number, a.started_at, a.reply_code FROM delivery_attempts a JOIN deliveries d ON d.id = a.delivery_id
         WHERE d.status = 'deferred' ORDER BY a.number
        """
    )
    assert [each["number"] for each in tried] == [1, 2, 3, 4]
    assert {each["reply_code"] for each in tried} == {451}
    pauses = [after["started_at"] - before["started_at"] for before, after in pairwise(tried)]
    assert pauses == [timedelta(minutes=minutes) for minutes in (1, 5, 15)]
    await rows("UPDATE deliveries SET status = 'failed', due_at = NULL WHERE status = 'deferred'")
    await make_demo(PASSWORD)
    again = (await invitations())["deferred"]
    assert again["delivery"] == "deferred"
    assert again["due_at"] > now


async def test_nothing_happened_before_what_led_to_it() -> None:
    await make_demo(PASSWORD)
    now = datetime.now(UTC)
    for name, each in (await invitations()).items():
        ended = [each[when] for when in ("accepted_at", "declined_at", "revoked_at", "sent_at") if each[when]]
        assert all(each["created_at"] <= when <= now for when in (*ended, each["queued_at"])), name
        assert each["expires_at"] is None or each["expires_at"] - each["created_at"] == timedelta(days=30), name
    entries = await rows("SELECT id, action, created_at FROM audit_entries ORDER BY id")
    times = [each["created_at"] for each in entries]
    assert times == sorted(times)
    assert now - timedelta(minutes=1) < times[-1] <= now


async def test_activity_spreads_over_weeks_and_has_many_kinds() -> None:
    await make_demo(PASSWORD)
    recent = await rows("SELECT action, created_at FROM audit_entries WHERE created_at > now() - interval '7 weeks'")
    assert len({each["created_at"].date() for each in recent}) > 15
    assert {
        "invitation.created",
        "invitation.accepted",
        "invitation.declined",
        "invitation.expired",
        "invitation.resent",
        "invitation.revoked",
        "invitation.role_changed",
        "member.joined",
        "member.removed",
        "member.role_changed",
        "member.groups_changed",
        "organization.updated",
        "bulk_invite.created",
        "bulk_invite.sent",
        "bulk_invite.canceled",
    } <= {each["action"] for each in recent}


async def test_whoever_answers_for_two_of_them_may_not_do_so_any_more() -> None:
    await make_demo(PASSWORD)
    found = await invitations()
    left, demoted = found["inviter-left"], found["inviter-demoted"]
    assert await lock_member_actor(left["organization_id"], left["authorized_by_user_id"]) is None
    actor = await lock_member_actor(demoted["organization_id"], demoted["authorized_by_user_id"])
    assert actor is not None
    assert not actor.manages_anybody


async def test_members_were_last_there_at_different_times_and_one_never_was() -> None:
    await make_demo(PASSWORD)
    found = await rows("SELECT joined_at, last_active_at FROM memberships")
    days = Counter(each["last_active_at"] and each["last_active_at"].date() for each in found)
    assert days[None] == 1
    assert len(days) > 8
    assert all(each["last_active_at"] is None or each["last_active_at"] >= each["joined_at"] for each in found)


async def test_uploads_are_sent_canceled_and_under_review() -> None:
    await make_demo(PASSWORD)
    uploads = await rows("SELECT * FROM bulk_invites ORDER BY created_at")
    assert [(each["filename"], each["status"]) for each in uploads] == [
        ("new-starters.csv", "completed"),
        ("field-team.csv", "canceled"),
        ("contractors.csv", "ready"),
    ]
    assert uploads[0]["invited_rows"] == 8
    assert min(uploads[2][column] for column in ("valid_rows", "warning_rows", "error_rows")) > 1
    for each in uploads:
        times = [each[when] for when in ("created_at", "started_at", "finished_at") if each[when]]
        assert times == sorted(times)


async def test_the_groups_that_the_template_names_exist() -> None:
    await make_demo(PASSWORD)
    named = {name.strip() for _, _, groups in EXAMPLES for name in groups.split(";") if name.strip()}
    assert named
    assert named <= {each["name"] for each in await rows("SELECT name FROM groups")}


async def test_it_is_the_same_every_time() -> None:
    made = []
    for _ in range(2):
        await make_demo(PASSWORD)
        made.append(
            await rows(
                """
                SELECT u.name, m.role, m.last_active_at::date - m.joined_at::date AS days,
                       ARRAY(SELECT g.name FROM groups g WHERE g.id = ANY(m.group_ids) ORDER BY 1) AS groups
                  FROM memberships m JOIN users u ON u.id = m.user_id WHERE u.email <> $1 ORDER BY u.name
                """,
                ADMIN_EMAIL,
            )
        )
        for table in ("invitations", "bulk_invites", "organizations", "users"):
            await rows(f"DELETE FROM {table}")
    assert made[0] == made[1]
