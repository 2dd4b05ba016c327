"""The details of a sheet in a ZIP archive: .xlsx, .xlsm, .xlsb and .ods. What cannot be found is taken not to be."""

import struct
import zlib
from typing import IO
from zipfile import BadZipFile, ZipFile

from app.bulk_invites.spreadsheets.child.ods_details import ods_details
from app.bulk_invites.spreadsheets.child.sheet_details import MAX_RUNS, NO_DETAILS, Details
from app.bulk_invites.spreadsheets.child.xlsb_details import xlsb_details
from app.bulk_invites.spreadsheets.child.xlsx_details import xlsx_details


def read_details(file: IO[bytes], number: int) -> Details:
    """Returns the details of the sheet at this place of the workbook, from 0."""
    try:
        with ZipFile(file) as archive:
            names = set(archive.namelist())
            if "xl/workbook.xml" in names:
                found = xlsx_details(archive, number)
            elif "xl/workbook.bin" in names:
                found = xlsb_details(archive, number)
            elif "content.xml" in names:
                found = ods_details(archive, number)
            else:
                return NO_DETAILS
    except (BadZipFile, KeyError, LookupError, ValueError, struct.error, zlib.error, EOFError, NotImplementedError):
        return NO_DETAILS
    if len(found.hidden) > MAX_RUNS:
        last = [found.hidden[MAX_RUNS - 1][0], found.hidden[-1][1]]
        return found._replace(hidden=[*found.hidden[: MAX_RUNS - 1], last])
    return found
