"""The template as a workbook, in which roles and groups are chosen from lists.

Its examples are those of the CSV template: errors in an upload, so that nobody invites them by leaving them in.
"""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING

from app.bulk_invites.csv.template import EXAMPLES, HEADER

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

FILENAME = "invite-users-template.xlsx"
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Excel's drop-down lists show up to 32,767 entries.
MAX_GROUPS = 10_000
SHEET, LISTS = "Invite users", "Lists"
# Of Excel's format: 1,048,576 rows.
_LAST_ROW = 2**20 - 1
_EMAIL, _ROLE, _GROUPS = range(len(HEADER))
# Excel's number of the format of cells that are text.
_TEXT = 49
# In characters.
_WIDTHS = (40, 18, 40)
# The same content has the same bytes.
_CREATED_AT = datetime(2026, 1, 1)  # noqa: DTZ001 - the format knows no time zones


def write_template(role_labels: Sequence[str], group_names: Sequence[str]) -> bytes:
    """Returns the .xlsx with these roles and the first MAX_GROUPS of these groups to choose from.

    Its cells are formatted as text: what is chosen or typed there is no formula, no number and no date, whatever it
    begins with.
    """
    from xlsxwriter import Workbook  # 16 MB, which a process that writes no template does without

    file = BytesIO()
    with Workbook(file, {"in_memory": True}) as workbook:
        workbook.set_properties({"title": "Invite users", "created": _CREATED_AT})
        text = workbook.add_format({"num_format": _TEXT})
        header = workbook.add_format({"num_format": _TEXT, "bold": True})
        sheet, lists = workbook.add_worksheet(SHEET), workbook.add_worksheet(LISTS)
        for column, width in enumerate(_WIDTHS):
            sheet.set_column(column, column, width, text)
        for row, cells in enumerate((HEADER, *EXAMPLES)):
            for column, cell in enumerate(cells):
                sheet.write_string(row, column, cell, text if row else header)
        sheet.freeze_panes(1, 0)
        lists.hide()
        _offer(sheet, _ROLE, _ROLE_RULE | _list(lists, 0, role_labels))
        _offer(sheet, _GROUPS, _GROUPS_RULE | _list(lists, 1, group_names[:MAX_GROUPS]))
    return file.getvalue()


_ROLE_RULE: dict[str, object] = {
    "input_title": "Role",
    "input_message": "Choose one from the list. Left empty, it is the role that you choose for the whole list.",
    "error_title": "There is no such role",
    "error_message": "Choose a role from the list, or leave the cell empty.",
}
# Excel compares the whole cell with the list, so that two groups would be an error.
_GROUPS_RULE: dict[str, object] = {
    "input_title": "Groups",
    "input_message": "Choose one from the list, or type several with ; between them. Left empty, they are the groups"
    " that you choose for the whole list.",
    "show_error": False,
}


def _list(lists: "Worksheet", column: int, texts: Sequence[str]) -> dict[str, object]:
    """Writes the texts into the sheet of lists, as a list within a rule may have 255 characters. Returns the rule."""
    for row, each in enumerate(texts):
        lists.write_string(row, column, each)
    letter = "AB"[column]
    source = f"={LISTS}!${letter}$1:${letter}${len(texts)}"
    return {"validate": "list", "source": source} if texts else {"validate": "any"}


def _offer(sheet: "Worksheet", column: int, rule: dict[str, object]) -> None:
    sheet.data_validation(1, column, _LAST_ROW, column, rule)
