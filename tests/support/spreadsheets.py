"""Workbooks made by hand, and what the process that reads them says."""

import io
from collections.abc import Mapping
from dataclasses import replace
from html import escape
from pathlib import Path
from tempfile import TemporaryFile
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile

from app.bulk_invites.spreadsheets.bounds import Bounds
from app.bulk_invites.spreadsheets.reading import Runs, open_spreadsheet

FILES = Path(__file__).parents[1] / "app" / "bulk_invites" / "spreadsheets" / "files"
MIB = 2**20
# As wide as the settings' defaults, but for time.
BOUNDS = Bounds(memory_bytes=1024 * MIB, seconds=20, unpacked_bytes=1024 * MIB, sheets=100, cells=20_000_000)
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OF_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"


class ReadSheet(NamedTuple):
    sheets: list[str]
    text: str
    hidden: Runs


async def read_sheet(content: bytes, place: int = 0, bounds: Bounds = BOUNDS, **narrower: int) -> ReadSheet:
    """Returns what the process tells and writes of the sheet at this place. Raises InvalidCsv."""
    with TemporaryFile() as file, TemporaryFile() as written:
        file.write(content)
        async with open_spreadsheet(file, written, replace(bounds, **narrower)) as spreadsheet:
            sheets = await spreadsheet.sheets()
            hidden = await spreadsheet.write_csv(place)
        written.seek(0)
        return ReadSheet(list(sheets), written.read().decode(), hidden)


def xlsx(
    *sheets: str, names: tuple[str, ...] = (), parts: Mapping[str, str | bytes] | None = None, workbook: str = ""
) -> bytes:
    """Returns a workbook of sheets with this XML within `worksheet`; `parts` are further files, or other ones."""
    names = names or tuple(f"Sheet {number}" for number in range(1, len(sheets) + 1))
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{number}" r:id="r{number}"/>' for number, name in enumerate(names, 1)
    )
    related = "".join(
        f'<Relationship Id="r{number}" Type="{_OF_OFFICE}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in range(1, len(sheets) + 1)
    )
    strings = f'<Relationship Id="strings" Type="{_OF_OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    styles = f'<Relationship Id="styles" Type="{_OF_OFFICE}/styles" Target="styles.xml"/>'
    contents: dict[str, str | bytes] = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="r1" Type="{_OF_OFFICE}/officeDocument"'
        ' Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OF_OFFICE}">{workbook}<sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_RELATIONS}">{related}{strings}{styles}</Relationships>',
        "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}"/>',
        "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"/>',
    }
    for number, sheet in enumerate(sheets, 1):
        contents[f"xl/worksheets/sheet{number}.xml"] = f'<worksheet xmlns="{_MAIN}">{sheet}</worksheet>'
    return archive(contents | dict(parts or {}))


def archive(contents: Mapping[str, str | bytes]) -> bytes:
    """Returns a ZIP archive of these files."""
    written = io.BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED) as file:
        for name, content in contents.items():
            file.writestr(name, content)
    return written.getvalue()


def cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def data(rows: Mapping[int, Mapping[str, str]], attributes: str = "") -> str:
    """Returns the rows, in this order, with the texts of cells by the letters of their columns."""
    written = (
        f'<row r="{number}"{attributes}>{"".join(cell(f"{column}{number}", text) for column, text in cells.items())}</row>'
        for number, cells in rows.items()
    )
    return f"<sheetData>{''.join(written)}</sheetData>"


def people(*emails: str) -> bytes:
    """Returns a workbook of one sheet with these people as Analysts."""
    rows = {1: {"A": "Email", "B": "Role"}} | {
        number: {"A": email, "B": "Analyst"} for number, email in enumerate(emails, 2)
    }
    return xlsx(data(rows))
