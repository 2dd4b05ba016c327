"""The process that reads one spreadsheet: it may use so much memory and time, and may die of the file.

It answers each line of JSON on its standard input with one on its standard output, and ends with its input:
`{"do": "sheets"}`, `{"do": "head", "sheet": …, "rows": …}` and `{"do": "write", "sheet": …, "path": …}`. `refused` in an
answer says which bound was reached, or that the file cannot be read.
"""

import csv
import json
import resource
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile, is_zipfile

from python_calamine import CalamineError, PasswordError

from app.bulk_invites.spreadsheets.child.workbook import Page, Source, TooManyCells, Workbook

MAX_HEAD_CELLS = 100
MAX_HEAD_TEXT = 200


class Refused(Exception):  # noqa: N818 - an answer
    pass


def main() -> None:
    bounds = json.loads(sys.argv[2])
    for limit in (resource.RLIMIT_AS, bounds["memory_bytes"]), (resource.RLIMIT_CPU, bounds["seconds"]):
        resource.setrlimit(limit[0], (limit[1], limit[1]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    path = Path(sys.argv[1])
    source: Source | None = None
    for line in sys.stdin:
        try:
            source = source or _open(path, bounds)
            answer = _answer(source, json.loads(line), bounds)
        except Refused as refused:
            answer = {"refused": str(refused)}
        except MemoryError:
            answer = {"refused": "memory"}
        except TooManyCells:
            answer = {"refused": "cells"}
        except PasswordError:
            answer = {"refused": "password"}
        except CalamineError as error:
            answer = {"refused": "password" if "assword" in str(error) else "unreadable"}
        except BaseException as error:
            # A panic of the Rust code is no Exception.
            if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
                raise
            answer = {"refused": "unreadable"}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def _open(path: Path, bounds: dict[str, int]) -> Source:
    with path.open("rb") as file:
        head = file.read(64)
    if head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<"):
        return Page(path)
    if is_zipfile(path):
        try:
            with ZipFile(path) as archive:
                unpacked = sum(entry.file_size for entry in archive.infolist())
        except BadZipFile:
            raise Refused("unreadable") from None
        if unpacked > bounds["unpacked_bytes"]:
            raise Refused("unpacked")
    source = Workbook(path, bounds["cells"])
    if len(source.sheets) > bounds["sheets"]:
        raise Refused("sheets")
    return source


def _answer(source: Source, request: dict[str, Any], bounds: dict[str, int]) -> dict[str, object]:
    match request["do"]:
        case "sheets":
            return {"sheets": source.sheets}
        case "head":
            rows = _filled(source.rows(request["sheet"]))
            return {
                "rows": [
                    [number, [cell[:MAX_HEAD_TEXT] for cell in cells[:MAX_HEAD_CELLS]]]
                    for number, cells in islice(rows, request["rows"])
                ]
            }
        case "write":
            return _write(source, request["sheet"], Path(request["path"]), bounds["unpacked_bytes"])
    raise Refused("unreadable")


def _write(source: Source, sheet: str, path: Path, max_bytes: int) -> dict[str, object]:
    """Writes CSV in UTF-8 with every row in the line of its number."""
    next_line = 1
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        for number, cells in _filled(source.rows(sheet)):
            file.write("\r\n" * (number - next_line))
            writer.writerow(cells)
            next_line = number + 1
        if file.tell() > max_bytes:
            raise Refused("unpacked")
    return {"hidden": source.hidden_rows(sheet), "rows": next_line - 1}


def _filled(rows: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """Yields the rows that hold any text, with their numbers, without empty cells at their ends."""
    for number, cells in enumerate(rows, start=1):
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            yield number, cells


if __name__ == "__main__":
    main()
