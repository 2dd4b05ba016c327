"""The template as a workbook: what it holds, and what its lists offer."""

import re
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook, SheetVisibleEnum

from app.bulk_invites.csv import template as csv_template
from app.bulk_invites.spreadsheets.template import LISTS, MAX_GROUPS, SHEET, write_template

LABELS = ["Admin", "Analyst"]
VALIDATION = re.compile(r"<dataValidation (.*?)(?:/>|>(.*?)</dataValidation>)")
SIGNS = ["=1+1", "+1", "-1", "@SUM(A1)", "007", "1e5", "https://example.com", "_x0041_", "{=1}", '"a", <b> & c', "Köln"]


def cells(content: bytes, sheet: str = SHEET) -> list[list[object]]:
    return list(map(list, CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_name(sheet).to_python()))


def part(content: bytes, name: str) -> str:
    with ZipFile(BytesIO(content)) as archive:
        return archive.read(name).decode()


def validations(content: bytes) -> dict[str, str]:
    """Returns the rules by their column, each with its attributes and its list."""
    found = VALIDATION.findall(part(content, "xl/worksheets/sheet1.xml"))
    return {re.search(r'sqref="(\w)2:\w1048576"', attributes)[1]: f"{attributes} {rest}" for attributes, rest in found}  # type: ignore[index]


class TestCells:
    def test_header_and_examples_are_those_of_the_csv(self) -> None:
        lines = csv_template.CONTENT.splitlines()
        assert [",".join(map(str, row)) for row in cells(write_template(LABELS, ["Köln"]))] == lines

    def test_the_header_stays_in_sight_and_cells_are_text(self) -> None:
        content = write_template(LABELS, [])
        assert 'ySplit="1"' in part(content, "xl/worksheets/sheet1.xml")
        assert part(content, "xl/styles.xml").count('numFmtId="49"') >= 2

    def test_the_sheet_of_lists_is_hidden(self) -> None:
        sheets = CalamineWorkbook.from_filelike(BytesIO(write_template(LABELS, []))).sheets_metadata
        assert [(each.name, each.visible) for each in sheets] == [
            (SHEET, SheetVisibleEnum.Visible),
            (LISTS, SheetVisibleEnum.Hidden),
        ]

    def test_the_same_lists_have_the_same_bytes(self) -> None:
        assert write_template(LABELS, SIGNS) == write_template(LABELS, SIGNS)


class TestLists:
    def test_roles_and_groups_are_chosen_from_lists(self) -> None:
        content = write_template(LABELS, ["Köln", "Paris", "Rome"])
        rules = validations(content)
        assert "<formula1>Lists!$A$1:$A$2</formula1>" in rules["B"]
        assert "<formula1>Lists!$B$1:$B$3</formula1>" in rules["C"]
        assert cells(content, LISTS) == [["Admin", "Köln"], ["Analyst", "Paris"], ["", "Rome"]]

    def test_a_role_that_is_in_no_list_is_an_error_and_several_groups_are_none(self) -> None:
        rules = validations(write_template(LABELS, ["Köln"]))
        assert 'showErrorMessage="1"' in rules["B"]
        assert "showErrorMessage" not in rules["C"]
        assert "several with ; between them" in rules["C"]

    @pytest.mark.parametrize(("labels", "names"), [([], ["Köln"]), (LABELS, []), ([], [])])
    def test_what_has_nothing_to_choose_keeps_its_words(self, labels: list[str], names: list[str]) -> None:
        rules = validations(write_template(labels, names))
        assert [("<formula1>" in rules["B"]), ("<formula1>" in rules["C"])] == [bool(labels), bool(names)]
        assert ["promptTitle" in rule for rule in rules.values()] == [True, True]

    def test_names_are_text_whatever_they_look_like(self) -> None:
        content = write_template(LABELS, SIGNS)
        assert [row[1] for row in cells(content, LISTS)] == SIGNS
        sheet = part(content, "xl/worksheets/sheet2.xml")
        assert ("<f>" in sheet, "hyperlink" in sheet, sheet.count('t="s"')) == (False, False, len(SIGNS) + 2)

    def test_there_are_at_most_so_many_groups(self) -> None:
        content = write_template(LABELS, [f"Group {number}" for number in range(MAX_GROUPS + 1)])
        assert len(cells(content, LISTS)) == MAX_GROUPS
        assert f"Lists!$B$1:$B${MAX_GROUPS}" in validations(content)["C"]


@pytest.mark.parametrize("module", ["app.main", "workers.settings", "app.bulk_invites.spreadsheets.child.workbook"])
def test_no_process_has_the_library_in_memory_before_it_writes_a_template(root: Path, module: str) -> None:
    program = f"import sys, {module}; sys.exit('xlsxwriter' in sys.modules)"
    subprocess.run([sys.executable, "-c", program], cwd=root, check=True, timeout=60)
