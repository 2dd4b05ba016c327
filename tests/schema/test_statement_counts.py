"""A long list costs as many statements as a short one: nothing is asked of the database row by row."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from app.database.sql import rows
from app.database.transaction import transaction
from app.operations.act_loop import work_on_acts
from app.operations.actions import record_heartbeat
from app.operations.acts import ActKind, begin_act
from app.operations.delivery_acts import retry_deliveries
from app.operations.delivery_filters import DeliveryFilter
from app.operations.schedules import ScheduleReport
from app.operations.workers import write_running
from app.organizations.actor import Actor
from app.organizations.roles import Role
from app.queues.running_jobs import RunningJobs
from tests.support.bulk_uploads import lines, raise_limit, upload, validated, work
from tests.support.executed_statements import ExecutedStatements
from tests.support.factories import (
    global_id,
    make_admin,
    make_group,
    make_invitation,
    make_member,
    make_organization,
    token_of,
)
from tests.support.graphql_client import Api
from tests.support.graphql_operations import CURRENT_USERS, GROUPS, INVITED_USERS, SESSIONS
from tests.support.list_documents import (
    ACTIVITY,
    EMAILS_AND_ACTS,
    INVITATIONS,
    LISTS,
    MEMBERS,
    NODES,
    OPERATIONS,
    OWN_DELIVERIES,
    ROWS,
    SUPPRESSIONS,
    TIMELINES,
    WAITING,
)
from tests.support.many_deliveries import OPERATOR, insert_deliveries, make_failed, make_failure_group
from tests.support.operators import COMMAND_LINE, let_operate
from tests.support.suppressed_addresses import suppress_address

MANY = 100
MANY_TO_ONE_ADDRESS = 25  # more emails are not sent to one address in an hour
Variables = dict[str, Any]
Statements = Callable[..., Awaitable[int]]

PAUSE = """
INSERT INTO queue_pauses (id, queue, recipient_domain, reason, paused_by_name)
VALUES (uuidv7(), 'email', $1, 'mending', 'Olive')
"""


def longest_list(data: object) -> int:
    """The length of the longest list in an answer, however deep."""
    if isinstance(data, dict):
        return max(map(longest_list, data.values()), default=0)
    if isinstance(data, list):
        return max(len(data), *map(longest_list, data), 0)
    return 0


@pytest.fixture
def statements(api: Api, executed: ExecutedStatements) -> Statements:
    """Asks, and answers how many statements that took; the answer has to hold a list of so many rows."""

    async def count(query: str, session: str, row_count: int, **variables: object) -> int:
        executed.clear()
        answer = await api(query, session, **variables)
        assert longest_list(answer) >= row_count
        return len(list(executed))

    return count


async def people(count: int) -> tuple[Actor, list[str]]:
    """An Admin of an organization with so many members, invitations and groups; the members' ids."""
    organization_id = await make_organization()
    groups = [await make_group(organization_id) for _ in range(count)]
    admin = await make_member(organization_id, group_ids=groups[:3])
    members = [admin] + [await make_member(organization_id, Role.REMOTE, groups[:3]) for _ in range(count - 1)]
    for number in range(count):
        await make_invitation(members[0], f"p{number}@example.com", group_ids=groups[number : number + 2])
        await suppress_address(organization_id, f"p{number}@example.com")
    return admin, [global_id("Member", each.membership_id) for each in members]


async def uploaded_lists(count: int) -> tuple[Actor, Variables]:
    """Of one uploader each."""
    organization_id = await make_organization()
    for number in range(count):
        actor = await make_member(organization_id)
        await upload(actor, lines([f"ada-{number}@example.com,Analyst,"]))
    return actor, {}


async def sent_list(count: int) -> tuple[Actor, Variables]:
    admin = await make_admin()
    await make_group(admin.organization_id, "Paris")
    await raise_limit(admin.organization_id, MANY)
    text = lines(f"ada-{number}@example.com,Analyst,Paris" for number in range(count))
    bulk_invite_id = await upload(admin, text, is_reviewed=False)
    await work()
    await work()
    return admin, {"id": global_id("BulkInvite", bulk_invite_id)}


async def reviewed_list(count: int) -> tuple[Actor, Variables]:
    admin = await make_admin()
    text = lines(f"nobody-{number},Boss,Rome" for number in range(count))
    return admin, {"id": global_id("BulkInvite", await validated(admin, text))}


async def offers(count: int) -> tuple[Actor, Variables]:
    """To somebody who is in as many organizations."""
    admin = await make_admin()
    for _ in range(count):
        await make_member(await make_organization(), user_id=admin.user_id)
        await make_invitation(await make_admin(), admin.email)
    await rows("UPDATE users SET last_organization_id = $1 WHERE id = $2", admin.organization_id, admin.user_id)
    return admin, {}


async def invitations(count: int) -> tuple[Actor, Variables]:
    """To one group each."""
    admin = await make_admin()
    for _ in range(count):
        await make_invitation(admin, group_ids=[await make_group(admin.organization_id)])
    return admin, {}


async def suppressions(count: int) -> tuple[Actor, Variables]:
    admin = await make_admin()
    for number in range(count):
        await suppress_address(admin.organization_id, f"p{number}@example.com")
    return admin, {}


async def sessions(count: int) -> tuple[Actor, Variables]:
    """Of somebody who is signed in that often, and once more to ask."""
    admin = await make_admin()
    for _ in range(count):
        await token_of(admin)
    return admin, {}


async def background_work(count: int) -> tuple[Actor, Variables]:
    """So many uploads, workers, schedules, acts, pauses and failure groups, for a member who operates the service."""
    actor, _ = await uploaded_lists(count)
    await rows("UPDATE users SET is_operator = true WHERE id = $1", actor.user_id)
    jobs = RunningJobs()
    with jobs.job("send", actor.user_id):
        for number in range(count):
            report = ScheduleReport(f"schedule {number}", 60, -1, 1, 59)
            await record_heartbeat(f"{number}", "email", "one", running=write_running(jobs), schedules=[report])
            await insert_deliveries(1, "failed", group_id=await make_failure_group(f"reply {number} of {count}"))
            await rows(PAUSE, f"{number}-of-{count}.example")
            async with transaction():
                await begin_act(COMMAND_LINE, ActKind.RESUME_QUEUE, {})
    return actor, {}


async def failures(count: int) -> tuple[Actor, Variables]:
    """Of an Admin's organization, each of its own cause and retried by an act of its own; the Admin is an operator."""
    await rows("DELETE FROM deliveries")
    admin = await make_admin()
    await let_operate(admin.user_id)
    for number in range(count):
        group_id = await make_failure_group(f"reply {number} of {count}")
        await make_failed(admin, group_id=group_id)
        await retry_deliveries(OPERATOR, DeliveryFilter(failure_group_ids=[group_id]), 1, canary=True)
    await work_on_acts("worker", 30.0, asyncio.Event())
    return admin, {}


async def test_people_invitations_groups_and_nodes(statements: Statements) -> None:
    few, few_ids = await people(1)
    many, many_ids = await people(MANY)
    short, long = await token_of(few), await token_of(many)
    for query in (INVITED_USERS, CURRENT_USERS, GROUPS, INVITATIONS, MEMBERS):
        first = await statements(query, short, 1, first=MANY)
        assert first > 0
        assert await statements(query, long, MANY, first=MANY) == first, query
    assert await statements(NODES, short, 1, ids=few_ids) == await statements(NODES, long, MANY, ids=many_ids)


@pytest.mark.parametrize(
    ("query", "make", "many"),
    [
        (LISTS, uploaded_lists, MANY),
        (ROWS, sent_list, MANY),
        (ROWS, reviewed_list, MANY),
        (WAITING, offers, MANY_TO_ONE_ADDRESS),
        (SESSIONS, sessions, MANY),
        (TIMELINES, invitations, MANY),
        (ACTIVITY, invitations, MANY),
        (SUPPRESSIONS, suppressions, MANY),
        (OPERATIONS, background_work, MANY),
        (EMAILS_AND_ACTS, failures, MANY),
        (OWN_DELIVERIES, failures, MANY),
    ],
    ids=[
        *("lists", "rows of a list that was sent", "rows under review", "organizations and offers", "sessions"),
        *(
            "timelines",
            "activity",
            "suppressed addresses",
            "background work",
            "emails and acts of operators",
            "emails of an organization",
        ),
    ],
)
async def test_lists_their_rows_and_offers(
    statements: Statements, query: str, make: Callable[[int], Awaitable[tuple[Actor, Variables]]], many: int
) -> None:
    counted = []
    for row_count in (1, many):
        actor, variables = await make(row_count)
        size = {"first": MANY} if "$first" in query else {}
        counted.append(await statements(query, await token_of(actor), row_count, **variables, **size))
    assert counted[0] == counted[1] > 0
