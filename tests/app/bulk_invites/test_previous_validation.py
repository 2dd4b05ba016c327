"""Rows of the validation before the columns were mapped anew."""

from uuid import UUID

import pytest

from app.bulk_invites.actions import cancel_bulk_invite
from app.bulk_invites.lifecycle import Status
from app.bulk_invites.problem_groups import find_problem_groups
from app.bulk_invites.review.problems_csv import problems_csv
from app.bulk_invites.row_queries import find_rows
from app.database.sql import value
from app.organizations.actor import Actor
from app.organizations.roles import Role
from tests.support.bulk_uploads import counted, now, rows_of, validated, work
from tests.support.column_mapping import map_file
from tests.support.factories import make_admin

pytestmark = pytest.mark.usefixtures("database")
PEOPLE = "Email,Role\na@example.com,Boss\nb@example.com,Boss\n"


async def mapped_anew(actor: Actor) -> UUID:
    """Returns a bulk invite that no worker has validated by the new mapping yet."""
    bulk_invite_id = await validated(actor, PEOPLE, asks_for_columns=True)
    await map_file(actor, bulk_invite_id, 0, role=Role.ANALYST)
    return bulk_invite_id


async def problem_lines(bulk_invite_id: UUID) -> list[str]:
    return b"".join([each async for each in problems_csv(bulk_invite_id)]).decode().splitlines()[1:]


async def test_nobody_sees_them_once_there_is_a_new_mapping() -> None:
    admin = await make_admin()
    bulk_invite_id = await validated(admin, PEOPLE, asks_for_columns=True)
    ids = [row.id for row in await rows_of(bulk_invite_id)]
    assert len(await find_problem_groups(bulk_invite_id)) == 1
    assert len(await problem_lines(bulk_invite_id)) == 2
    await map_file(admin, bulk_invite_id, 0, role=Role.ANALYST)
    assert await value("SELECT count(*) FROM bulk_invite_rows") == 2
    assert await counted(bulk_invite_id) == (0, 0, 0, 0)
    assert await find_rows(admin.organization_id, ids) == []
    assert await find_problem_groups(bulk_invite_id) == []
    assert await problem_lines(bulk_invite_id) == []
    await work()
    assert await counted(bulk_invite_id) == (2, 2, 0, 0)


async def test_nobody_sees_them_where_it_is_canceled_before_a_worker_has_deleted_them() -> None:
    admin = await make_admin()
    bulk_invite_id = await mapped_anew(admin)
    await cancel_bulk_invite(admin, bulk_invite_id, revoke_pending=False)
    await work()
    assert (await now(admin, bulk_invite_id)).status is Status.CANCELED
    assert await counted(bulk_invite_id) == (0, 0, 0, 0)
    assert await find_problem_groups(bulk_invite_id) == []
    assert await problem_lines(bulk_invite_id) == []
