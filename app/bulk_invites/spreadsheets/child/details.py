"""The details of a sheet, by the kind of its workbook. What cannot be found is taken not to be."""

import struct
import zlib
from contextlib import suppress
from typing import IO
from zipfile import BadZipFile, ZipFile

from app.bulk_invites.spreadsheets.child.ods_details import ods_details
from app.bulk_invites.spreadsheets.child.parts import Parts
from app.bulk_invites.spreadsheets.child.sheet_details import NO_DETAILS, Details
from app.bulk_invites.spreadsheets.child.xls_details import OLE, xls_details
from app.bulk_invites.spreadsheets.child.xlsb_details import xlsb_details
from app.bulk_invites.spreadsheets.child.xlsx_details import xlsx_details

_UNREADABLE = (BadZipFile, LookupError, ValueError, struct.error, zlib.error, EOFError, NotImplementedError)


def read_details(file: IO[bytes], number: int) -> Details:
    """Returns the details of the sheet at this place of the workbook, from 0."""
    file.seek(0)
    # A workbook of .xls may hold one of .xlsx, as an object.
    if file.read(len(OLE)) == OLE:
        return xls_details(file, number)
    with suppress(*_UNREADABLE), ZipFile(file) as archive:
        parts = Parts(archive)
        if "xl/workbook.xml" in parts:
            return xlsx_details(parts, number)
        if "xl/workbook.bin" in parts:
            return xlsb_details(parts, number)
        if "content.xml" in parts:
            return ods_details(parts, number)
    return NO_DETAILS
