"""Rows that a sheet hides are read, and said."""

from pathlib import Path

import pytest

from app.bulk_invites.problem_groups import find_problem_groups
from app.bulk_invites.row_edits import remove_row, update_row
from app.errors import ErrorCode
from tests.support.bulk_uploads import counted, rows_of, validated, verdicts
from tests.support.factories import make_admin

FILES = Path(__file__).parent / "spreadsheets" / "files"
pytestmark = pytest.mark.usefixtures("database")


class TestHiddenRows:
    async def test_each_is_a_warning_and_all_are_one_problem(self) -> None:
        admin = await make_admin()
        bulk_invite_id = await validated(admin, (FILES / "people.xlsx").read_bytes())
        hidden = [line for line, _, codes in await verdicts(bulk_invite_id) if ErrorCode.HIDDEN_ROW in codes]
        assert hidden == [6, 11]
        groups = await find_problem_groups(bulk_invite_id)
        (group,) = [each for each in groups if each.code is ErrorCode.HIDDEN_ROW]
        assert (group.severity, group.column, group.value, group.row_count) == ("warning", None, "", 2)

    async def test_an_edit_of_the_row_does_not_show_it_in_the_sheet(self) -> None:
        admin = await make_admin()
        bulk_invite_id = await validated(admin, (FILES / "people.ods").read_bytes())
        hidden, filtered = [each for each in await rows_of(bulk_invite_id) if each.line in {6, 11}]
        await update_row(admin, hidden.id, "other@example.com", "Analyst", [])
        await remove_row(admin, filtered.id)
        assert [
            (line, codes) for line, _, codes in await verdicts(bulk_invite_id) if ErrorCode.HIDDEN_ROW in codes
        ] == [(6, ["HIDDEN_ROW"])]
        await counted(bulk_invite_id)

    async def test_sheets_are_spoken_of_in_rows(self) -> None:
        admin = await make_admin()
        page = "<table><tr><td>Email<td>Role<tr><td>a@example.com<td>Analyst<tr><td>a@example.com<td>Analyst<td>x</table>"
        bulk_invite_id = await validated(admin, page)
        _, repeated = await rows_of(bulk_invite_id)
        assert [each.message for each in repeated.problems] == [
            "Duplicate of row 2, which is kept.",
            "This row has cells in columns without a name. Name the columns, or remove the cells.",
        ]
