"""The process that reads one spreadsheet: it may use so much memory and time, and may die of the file.

Its arguments are the descriptors of the file and of the CSV to be written, and the bounds as JSON. It answers each
line of JSON on its standard input with one on its standard output, and ends with its input: `{"do": "sheets"}`,
`{"do": "head", "sheet": …, "rows": …}` and `{"do": "write", "sheet": …}`, with a sheet's place among those it told.
`refused` in an answer says which bound was reached, that the file cannot be read, or that the disk is full.
"""

import csv
import errno
import json
import os
import sys
from collections.abc import Iterator
from itertools import islice
from typing import IO, Any

from app.bulk_invites.spreadsheets.bounds import DISK_FULL, Bounds
from app.bulk_invites.spreadsheets.child.archive import check_archive
from app.bulk_invites.spreadsheets.child.confinement import confine
from app.bulk_invites.spreadsheets.child.limits import apply_limits
from app.bulk_invites.spreadsheets.child.refused import Refused
from app.bulk_invites.spreadsheets.child.sheet_details import bounded_runs
from app.bulk_invites.spreadsheets.child.workbook import Page, Source, Workbook

# What is needed to recognize columns; texts in characters.
MAX_HEAD_CELLS = 100
MAX_HEAD_TEXT = 200
ZIP = b"PK\x03\x04"
BEFORE_TAG = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"


def main() -> None:
    file, into, bounds = int(sys.argv[1]), int(sys.argv[2]), Bounds(**json.loads(sys.argv[3]))
    apply_limits(bounds)
    if sys.platform == "linux":
        confine(file)
    source: Source | None = None
    for line in sys.stdin:
        try:
            source = source or _open(file, bounds)
            answer = _answer(source, json.loads(line), into)
        except BaseException as error:  # noqa: BLE001 - a panic of Rust is no Exception
            answer = {"refused": _reason(error)}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def _reason(error: BaseException) -> str:
    match error:
        case Refused():
            return error.reason
        case MemoryError():
            return "memory"
        case OSError() if error.filename is None and error.errno == errno.EFBIG:
            return "unpacked"
        case OSError() if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            return DISK_FULL
    return "unreadable"


def _open(descriptor: int, bounds: Bounds) -> Source:
    # Opened anew: calamine needs a path, and the worker's place in the file is its own.
    path = f"/dev/fd/{descriptor}"
    file = open(path, "rb")  # noqa: SIM115, PTH123 - open as long as the process runs
    head = file.read(64)
    if head.lstrip(BEFORE_TAG).startswith(b"<"):
        file.seek(0)
        source: Source = Page(file.read(), bounds.cells)
    else:
        if head.startswith(ZIP):
            check_archive(file, bounds.unpacked_bytes)
        source = Workbook(file, path, bounds.cells)
    if len(source.sheets) > bounds.sheets:
        raise Refused("sheets")
    return source


def _answer(source: Source, request: dict[str, Any], into: int) -> dict[str, object]:
    match request["do"]:
        case "sheets":
            return {"sheets": source.sheets, "visible": source.visible}
        case "head":
            found = islice(_filled(source.head(request["sheet"])), request["rows"])
            return {"rows": [[number, _cut(cells)] for number, cells in found]}
        case "write":
            rows, hidden = source.read(request["sheet"])
            with os.fdopen(into, "w", encoding="utf-8", newline="", closefd=False) as file:
                _write(rows, file)
            return {"hidden": bounded_runs(hidden)}
    raise Refused("unreadable")


def _cut(cells: list[str]) -> list[str]:
    return [cell[:MAX_HEAD_TEXT] for cell in cells[:MAX_HEAD_CELLS]]


def _write(rows: Iterator[list[str]], file: IO[str]) -> None:
    """Writes CSV with every row in the line of its number."""
    writer = csv.writer(file, lineterminator="\r\n")
    next_line = 1
    for number, cells in _filled(rows):
        file.write("\r\n" * (number - next_line))
        writer.writerow(cells)
        next_line = number + 1


def _filled(rows: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """Yields the rows that hold any text, with their numbers, without empty cells at their ends."""
    for number, cells in enumerate(rows, start=1):
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            yield number, cells


if __name__ == "__main__":
    main()
