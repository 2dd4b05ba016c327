"""The same problem with the same value, counted, and the rows that have it."""

import pytest

from app.bulk_invites.csv.file_columns import Meaning
from app.bulk_invites.problem_groups import MAX_GROUPS, ProblemFilter, ProblemGroup, find_problem_groups
from app.bulk_invites.review.problems import Severity
from app.bulk_invites.row_queries import RowFilter, list_rows
from app.database.keyset import PageRequest
from app.database.sql import rows
from app.errors import ErrorCode
from tests.support.bulk_uploads import lines, raise_limit, validated
from tests.support.executed_statements import ExecutedStatements
from tests.support.factories import make_admin, make_group

pytestmark = pytest.mark.usefixtures("database")

UNKNOWN_ROLE = (ErrorCode.INVALID_ROLE, Severity.ERROR, Meaning.ROLE)
POWERFUL_ROLE = (ErrorCode.INVALID_ROLE, Severity.WARNING, Meaning.ROLE)
UNKNOWN_GROUP = (ErrorCode.UNKNOWN_GROUP, Severity.ERROR, Meaning.GROUPS)


async def test_errors_come_first_and_of_these_the_most_frequent() -> None:
    admin = await make_admin()
    await make_group(admin.organization_id, "Kiosks")
    people = [
        *(f"admin{each}@example.com,Admin," for each in range(17)),
        *(f"manager{each}@example.com,Group Admin," for each in range(16)),
        *(f"analyst{each}@example.com,Analist,Kiosks" for each in range(12)),
        'both@example.com,Analist,"Kiosk; Nowhere; Kiosks"',
        "somebody@gmial.com,Analyst,",
        "nobody@,Analyst,",
        "empty@example.com,,",
        "surplus@example.com,Analyst,,too much",
    ]
    bulk_invite_id = await validated(admin, lines(people))
    surplus = (ErrorCode.INVALID_CSV, Severity.ERROR, None)
    assert await find_problem_groups(bulk_invite_id) == [
        ProblemGroup(*UNKNOWN_ROLE, "Analist", 1, "Analyst", 13),
        ProblemGroup(*surplus, "", 1, None, 1),
        ProblemGroup(ErrorCode.INVALID_EMAIL, Severity.ERROR, Meaning.EMAIL, "nobody@", 1, None, 1),
        ProblemGroup(ErrorCode.REQUIRED, Severity.ERROR, Meaning.ROLE, "", 1, None, 1),
        ProblemGroup(*UNKNOWN_GROUP, "Kiosk", 1, "Kiosks", 1),
        ProblemGroup(*UNKNOWN_GROUP, "Nowhere", 1, None, 1),
        ProblemGroup(*POWERFUL_ROLE, "Admin", 1, None, 17),
        ProblemGroup(*POWERFUL_ROLE, "Group Admin", 1, None, 16),
        ProblemGroup(
            ErrorCode.INVALID_EMAIL,
            Severity.WARNING,
            Meaning.EMAIL,
            "somebody@gmial.com",
            1,
            "somebody@gmail.com",
            1,
        ),
    ]


async def test_each_group_names_its_rows(executed: ExecutedStatements) -> None:
    admin = await make_admin()
    people = [
        *(f"nobody{each}.example.com,Analist,Rome" for each in range(11)),
        'a@example.com,Admin,"Rome; Paris"',
        "b@example.com,Analist,",
        "c@example.com,,",
        ",Analyst,",
    ]
    bulk_invite_id = await validated(admin, lines(people))
    executed.clear()
    groups = await find_problem_groups(bulk_invite_id)
    assert len(list(executed)) == 1
    assert [group.value_count for group in groups if group.column is Meaning.EMAIL] == [11, 1]
    for group in groups:
        value = group.value if group.value_count == 1 else None
        problem = ProblemFilter(group.code, group.severity, group.column, value)
        page = await list_rows(bulk_invite_id, RowFilter(problem=problem), PageRequest(size=100, count=True))
        assert (len(page.nodes), page.total_count) == (group.row_count, group.row_count), group


async def test_many_different_addresses_hide_nothing() -> None:
    admin = await make_admin()
    await raise_limit(admin.organization_id, 1_000)
    people = [f"nobody{each},Remote,Place {each}" for each in range(MAX_GROUPS - 1)]
    bulk_invite_id = await validated(admin, lines([*people, "chief@example.com,Admin,"]))
    first, *others = await find_problem_groups(bulk_invite_id)
    assert (first.column, first.row_count, first.value, first.value_count) == (Meaning.EMAIL, 99, "", 99)
    assert len(others) == MAX_GROUPS - 1


async def test_rows_that_the_release_before_checked_have_their_whole_cell() -> None:
    admin = await make_admin()
    bulk_invite_id = await validated(admin, lines(['a@example.com,Remote,"Rome; Paris"', "b@example.com,Remote,Oslo"]))
    await rows("UPDATE bulk_invite_rows SET problem_values = NULL WHERE line = 2")
    await rows("""UPDATE bulk_invite_rows SET groups = '{"Bern"}' WHERE line = 3""")
    groups = await find_problem_groups(bulk_invite_id)
    assert [(group.value, group.row_count) for group in groups] == [("Rome; Paris", 2), ("Bern", 1)]
