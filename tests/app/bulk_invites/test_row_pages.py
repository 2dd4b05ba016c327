"""Pages of rows by status and by severity: in order, both ways, counted without counting."""

from collections.abc import Sequence
from uuid import UUID

import pytest

from app.bulk_invites.actions import cancel_bulk_invite, send_bulk_invite
from app.bulk_invites.csv.file_columns import Meaning
from app.bulk_invites.problem_groups import ProblemFilter
from app.bulk_invites.queries import BulkInviteRecord
from app.bulk_invites.review.rules import RowStatus
from app.bulk_invites.row_queries import BY_LINE, WORST_FIRST, RowFilter, list_rows
from app.bulk_invites.worker.purge import KEPT_DAYS, purge_next
from app.database.keyset import Order, PageRequest
from app.database.sql import rows
from app.organizations.actor import Actor
from tests.support.bulk_uploads import lines, now, validated, work
from tests.support.executed_statements import ExecutedStatements
from tests.support.factories import make_admin, make_invitation

pytestmark = pytest.mark.usefixtures("database")
VALID, WARNING, ERROR = RowStatus.VALID, RowStatus.WARNING, RowStatus.ERROR
INVITED, SKIPPED = RowStatus.INVITED, RowStatus.SKIPPED
# From line 2 on.
PEOPLE = ["a@x.com,Analyst,", "nobody,,", "b@x.com,Admin,", "c@x.com,Analyst,", "d@x.com,Boss,", "e@x.com,Admin,"]


async def read_all(
    bulk_invite_id: UUID, statuses: Sequence[RowStatus], order: Order = BY_LINE, *, backward: bool = False
) -> list[int]:
    """Returns the lines of all rows, read in pages of two."""
    found: list[int] = []
    cursor = None
    while True:
        request = PageRequest(size=2, cursor=cursor, backward=backward)
        page = await list_rows(bulk_invite_id, RowFilter(statuses), request, order=order)
        read = [node.line for node in page.nodes]
        found = read + found if backward else found + read
        if not (page.has_previous if backward else page.has_next):
            return found
        cursor = page.edges[0 if backward else -1].cursor


@pytest.mark.parametrize("backward", [False, True], ids=["forwards", "backwards"])
@pytest.mark.parametrize(
    ("statuses", "order", "expected"),
    [
        ([], BY_LINE, [2, 3, 4, 5, 6, 7]),
        ([], WORST_FIRST, [3, 6, 4, 7, 2, 5]),
        ([VALID], BY_LINE, [2, 5]),
        ([WARNING], BY_LINE, [4, 7]),
        ([ERROR], BY_LINE, [3, 6]),
        ([ERROR, WARNING], BY_LINE, [3, 4, 6, 7]),
        ([ERROR, WARNING], WORST_FIRST, [3, 6, 4, 7]),
        ([VALID, WARNING], BY_LINE, [2, 4, 5, 7]),
        ([INVITED], BY_LINE, []),
    ],
)
async def test_pages_join_to_the_list(
    statuses: Sequence[RowStatus], order: Order, expected: list[int], backward: bool
) -> None:
    bulk_invite_id = await validated(await make_admin(), lines(PEOPLE))
    assert await read_all(bulk_invite_id, statuses, order, backward=backward) == expected


@pytest.mark.parametrize(
    ("statuses", "order", "skip", "expected"),
    [
        ([], BY_LINE, 0, [2, 3]),
        ([], BY_LINE, 3, [5, 6]),
        ([], WORST_FIRST, 1, [6, 4]),
        ([], WORST_FIRST, 5, [5]),
        ([], WORST_FIRST, 6, []),
        ([ERROR, WARNING], BY_LINE, 2, [6, 7]),
        ([VALID], BY_LINE, 1, [5]),
    ],
)
async def test_a_page_is_jumped_to(statuses: Sequence[RowStatus], order: Order, skip: int, expected: list[int]) -> None:
    admin = await make_admin()
    bulk_invite = await now(admin, await validated(admin, lines(PEOPLE)))
    request = PageRequest(size=2, skip=skip, count=True)
    page = await list_rows(bulk_invite.id, RowFilter(statuses), request, order=order, of=bulk_invite)
    assert [node.line for node in page.nodes] == expected
    everything = await read_all(bulk_invite.id, statuses, order)
    assert page.total_count == len(everything)
    assert (page.has_previous, page.has_next) == (skip > 0, skip + 2 < len(everything))


async def test_rows_with_a_problem_are_jumped_to_and_counted() -> None:
    bulk_invite_id = await validated(await make_admin(), lines(PEOPLE))
    of_roles = RowFilter(problem=ProblemFilter(column=Meaning.ROLE))
    page = await list_rows(bulk_invite_id, of_roles, PageRequest(size=2, skip=2, count=True), order=WORST_FIRST)
    assert ([node.line for node in page.nodes], page.total_count) == ([4, 7], 4)


async def count_is_exact(bulk_invite: BulkInviteRecord, executed: ExecutedStatements) -> None:
    """Every status has as many rows as its count says, which no statement counts."""
    for status in RowStatus:
        executed.clear()
        page = await list_rows(bulk_invite.id, RowFilter([status]), PageRequest(size=1, count=True), of=bulk_invite)
        assert (len(list(executed)), page.is_exact) == (1, True)
        assert page.total_count == len(await read_all(bulk_invite.id, [status])), status
    assert bulk_invite.count_rows([]) == len(await read_all(bulk_invite.id, []))


async def sent(admin: Actor) -> UUID:
    """Of four that could be sent, one was skipped."""
    bulk_invite_id = await validated(admin, lines(PEOPLE))
    await make_invitation(admin, "b@x.com")
    await send_bulk_invite(admin, bulk_invite_id)
    await work()
    return bulk_invite_id


async def test_counts_of_rows_under_review(executed: ExecutedStatements) -> None:
    admin = await make_admin()
    await count_is_exact(await now(admin, await validated(admin, lines(PEOPLE))), executed)


async def test_counts_of_rows_that_were_sent(executed: ExecutedStatements) -> None:
    admin = await make_admin()
    bulk_invite = await now(admin, await sent(admin))
    assert [bulk_invite.count_rows([each]) for each in (INVITED, SKIPPED, ERROR)] == [3, 1, 2]
    await count_is_exact(bulk_invite, executed)


async def test_rows_that_were_half_sent_are_counted_one_by_one() -> None:
    admin = await make_admin()
    bulk_invite_id = await validated(admin, lines(PEOPLE))
    await rows(
        "UPDATE bulk_invites SET status = 'canceled', sent_by_user_id = $1, cursor_line = 4, invited_rows = 2",
        admin.user_id,
    )
    bulk_invite = await now(admin, bulk_invite_id)
    assert bulk_invite.count_rows([VALID, WARNING]) == 2
    assert bulk_invite.count_rows([VALID]) is None
    page = await list_rows(bulk_invite_id, RowFilter([VALID]), PageRequest(size=1, count=True), of=bulk_invite)
    assert (page.total_count, [node.line for node in page.nodes]) == (1, [5])


async def test_canceled_before_it_is_sent_rows_stay_readable_until_they_are_deleted() -> None:
    admin = await make_admin()
    bulk_invite_id = await validated(admin, lines(PEOPLE))
    await cancel_bulk_invite(admin, bulk_invite_id, revoke_pending=False)
    assert await read_all(bulk_invite_id, [], WORST_FIRST) == [3, 6, 4, 7, 2, 5]
    await rows("UPDATE bulk_invites SET created_at = now() - make_interval(days => $1)", KEPT_DAYS + 1)
    assert await purge_next()
    purged = await now(admin, bulk_invite_id)
    assert (purged.error_rows, purged.count_rows([ERROR]), await read_all(bulk_invite_id, [])) == (2, 0, [])


@pytest.mark.parametrize("backward", [False, True], ids=["forwards", "backwards"])
@pytest.mark.parametrize("statuses", [[VALID], [ERROR], []])
async def test_a_page_of_a_long_list_reads_no_other_rows(
    statuses: Sequence[RowStatus], backward: bool, executed: ExecutedStatements
) -> None:
    bulk_invite_id = await validated(await make_admin(), lines(PEOPLE))
    for first_line, status in ((100, "warning"), (10_000, "valid"), (20_000, "error")):
        await rows(
            """
            INSERT INTO bulk_invite_rows (bulk_invite_id, line, email, role, groups, group_ids, has_surplus_cells,
                                          is_edited, status)
            SELECT $1, $2::int + line, 'a@x.com', '', '{}', '{}', false, false, $3::text
              FROM generate_series(1, 5000) AS line
            """,
            bulk_invite_id,
            first_line,
            status,
        )
    await rows("ANALYZE bulk_invite_rows")
    executed.clear()
    await list_rows(bulk_invite_id, RowFilter(statuses), PageRequest(size=10, backward=backward), order=WORST_FIRST)
    (statement,) = executed
    (scan,) = [each for each in await statement.explain() if each.get("Relation Name") == "bulk_invite_rows"]
    assert scan["Index Name"] == "bulk_invite_rows_by_severity"
    assert scan["Actual Rows"] + scan.get("Rows Removed by Filter", 0) <= 12


async def test_a_jump_reads_the_index_as_far_as_it_goes(executed: ExecutedStatements) -> None:
    bulk_invite_id = await validated(await make_admin(), lines(PEOPLE))
    await rows(
        """
        INSERT INTO bulk_invite_rows (bulk_invite_id, line, email, role, groups, group_ids, has_surplus_cells,
                                      is_edited, status)
        SELECT $1, 100 + line, 'a@x.com', '', '{}', '{}', false, false, 'valid' FROM generate_series(1, 20000) AS line
        """,
        bulk_invite_id,
    )
    await rows("ANALYZE bulk_invite_rows")
    executed.clear()
    await list_rows(bulk_invite_id, RowFilter([]), PageRequest(size=10, skip=1_000), order=WORST_FIRST)
    (statement,) = executed
    (scan,) = [each for each in await statement.explain() if each.get("Relation Name") == "bulk_invite_rows"]
    assert scan["Index Name"] == "bulk_invite_rows_by_severity"
    assert scan["Actual Rows"] <= 1_012
