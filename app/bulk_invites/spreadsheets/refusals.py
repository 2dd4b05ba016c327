"""Why a spreadsheet cannot be read, each with what to do."""

from collections.abc import Sequence

from app.bulk_invites.csv.errors import InvalidLines
from app.bulk_invites.csv.missing_header import UnknownColumns
from app.bulk_invites.spreadsheets.bounds import Bounds
from app.errors import InvalidCsv, Refusal

MIB = 2**20
MAX_NAMES = 10
# In characters, of a name that somebody asked for.
MAX_NAME = 100
_AS_CSV = "Save the sheet as CSV and upload that."


class NotRead(InvalidCsv):
    """A bound was reached, or the file cannot be read. `reason` has no text of the file."""

    def __init__(self, message: str, reason: str) -> None:
        super().__init__(message)
        self.reason = reason


def refusal(reason: str, bounds: Bounds) -> NotRead:
    """Returns the refusal for what the child process answers as `refused`."""
    match reason:
        case "password":
            sentence = "This workbook is protected by a password. Save it without the password and upload that."
        case "memory":
            sentence = (
                f"Reading this workbook takes more than {bounds.memory_bytes // MIB:,} MB of memory. {_AS_CSV}"
                " If the sheet looks small, something stands far below or beside the list."
            )
        case "time":
            sentence = f"Reading this workbook takes more than {bounds.seconds:,} seconds. {_AS_CSV}"
        case "unpacked":
            sentence = f"Unpacked, this workbook has more than {bounds.unpacked_bytes // MIB:,} MB. {_AS_CSV}"
        case "sheets":
            sentence = f"This workbook has more than {bounds.sheets:,} sheets. Put the list into a workbook of its own."
        case "cells":
            sentence = (
                f"The sheet spans more than {bounds.cells:,} cells, empty ones included. Delete what stands far below"
                " or beside the list."
            )
        case _:
            reason = "unreadable"
            sentence = f"This workbook is damaged, or of a kind that is not known here. {_AS_CSV}"
    return NotRead(sentence, reason)


def too_long(max_bytes: int) -> NotRead:
    return NotRead(
        f"As CSV, this sheet has more than {max_bytes // MIB:,} MB. Delete columns that are not about whom to invite,"
        " or split the list into several files.",
        "upload",
    )


def told_of_sheet(refusal: Refusal) -> Refusal:
    """Returns the refusal in words of rows, where it names lines of the CSV that was made of a sheet."""
    if isinstance(refusal, UnknownColumns):
        refusal = refusal.refusal
    return refusal.of_sheet() if isinstance(refusal, InvalidLines) else refusal


def no_sheet(name: str, sheets: Sequence[str]) -> InvalidCsv:
    names = ", ".join(f'"{each}"' for each in sheets[:MAX_NAMES])
    others = f" and {len(sheets) - MAX_NAMES:,} others" if len(sheets) > MAX_NAMES else ""
    return InvalidCsv(f'There is no sheet "{name[:MAX_NAME]}". Choose one that this workbook has: {names}{others}.')


def empty_workbook() -> InvalidCsv:
    return InvalidCsv("This workbook is empty. Download the template, fill it in and upload that.")
