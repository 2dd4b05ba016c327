"""Leaves out of an uploaded file the cells of columns that mean nothing here, before any of it is stored."""

import csv
import io
from collections.abc import Iterator
from typing import BinaryIO

from app.bulk_invites.csv.cells import count_line_ends
from app.bulk_invites.csv.reader import CsvFile

# Stands for the text of a row that has none in any column that is kept: the row would be lost as an empty line.
SOME_TEXT = "*"


def write_kept_cells(source: CsvFile, into: BinaryIO) -> int:
    """Writes the file's header and its rows in UTF-8, every row in the line where it was. Returns how many rows.

    Of a cell that is left out remain its newlines, by which lines are counted. Raises InvalidCsv.
    """
    columns = source.columns
    written = io.TextIOWrapper(into, "utf-8", newline="")
    writer = csv.writer(written, delimiter=columns.layout.delimiter, lineterminator="\r\n")
    # Quoted, the header can be read with this delimiter alone.
    header = csv.writer(written, delimiter=columns.layout.delimiter, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    count, next_line = 0, 1
    for line, cells in source.records():
        if line < columns.layout.header_line:
            continue
        written.write("\r\n" * (line - next_line))
        is_header = line == columns.layout.header_line
        kept = cells if is_header else list(_kept(cells, columns.used, len(columns.names)))
        (header if is_header else writer).writerow(kept)
        next_line = line + 1 + sum(map(count_line_ends, kept))
        count += not is_header
    written.flush()
    written.detach()
    return count


def _kept(cells: list[str], used: frozenset[int], width: int) -> Iterator[str]:
    """Yields the cells of the columns that are used, and surplus ones, which only tell that the row is wrong."""
    is_kept = [place in used or place >= width for place in range(len(cells))]
    needs_text = not any(cell.strip() for cell, kept in zip(cells, is_kept, strict=True) if kept)
    for cell, kept in zip(cells, is_kept, strict=True):
        if kept:
            yield cell
            continue
        newlines = "\n" * count_line_ends(cell)
        if needs_text and cell.strip():
            yield SOME_TEXT + newlines
            needs_text = False
        else:
            yield newlines
