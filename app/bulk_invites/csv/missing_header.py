"""Says of a file without a header what is wrong with it: which line, which separator, which column."""

import re
from collections.abc import Sequence
from itertools import islice

from app.bulk_invites.csv import errors
from app.bulk_invites.csv.address_cells import has_address, is_address, is_meant_as_address
from app.bulk_invites.csv.column_names import EMAIL_RANKS, USER_NAME_RANK, column_key
from app.bulk_invites.csv.columns import Layout, Record
from app.characters import trimmed
from app.errors import InvalidCsv

Reading = tuple[Layout, list[Record], InvalidCsv | None]
_BETWEEN_NAMES = re.compile(r"[^\w\s@\"'().\[\]-]| {2,}")
# Different separators that are tried.
MAX_SEPARATORS = 20


class UnknownColumns(InvalidCsv):
    """The file does not say what its columns mean, so that a person has to. `layout` is how it is laid out."""

    def __init__(self, refusal: InvalidCsv, layout: Layout) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal
        self.layout = layout


def missing_header(readings: Sequence[Reading], max_lines_to_header: int) -> InvalidCsv:
    """Returns the error of the file, of which `readings` are the first records with each separator.

    It is looked for with the separator that gives the most columns: with another, quotation marks are in wrong places.
    """
    layout, records, refusal = max(filter(_is_plausible, readings), key=_width)
    if not records:
        return refusal or errors.empty()
    line, cells = header_line(records[:max_lines_to_header])
    if len(_filled(cells)) == 1 and (separated := _separated_otherwise(cells)):
        return separated(line)
    if (below := _header_below(records)) is not None:
        return UnknownColumns(errors.header_below(below), layout.below(below))
    if any(map(is_meant_as_address, cells)) or (not _is_several(cells) and any(map(has_address, cells))):
        return UnknownColumns(errors.no_header_above(line), layout)
    layout = layout.below(line)
    place = _column_of_addresses([record for record in records if record[0] > line])
    if place is not None:
        name = trimmed(cells[place]) if place < len(cells) else ""
        return UnknownColumns(errors.other_email_column(line, place, name), layout)
    return UnknownColumns(errors.no_email_column(line), layout)


def _is_plausible(reading: Reading) -> bool:
    """Whether lines that are a single cell of CSV, if they are any, hold addresses: others may be text with commas."""
    layout, records, _ = reading
    return not layout.is_nested or _column_of_addresses(records) is not None


def _width(reading: Reading) -> tuple[int, int]:
    """Returns how many columns there are, and how many records have as many."""
    widths = [len(cells) for _, cells in reading[1]]
    return max(widths, default=0), widths.count(max(widths, default=0))


def header_line(records: Sequence[Record]) -> Record:
    """Returns the record that ought to name the columns: the first that is no title."""
    place = next((place for place, (_, cells) in enumerate(records) if _is_several(cells)), 0)
    is_person = any(map(is_address, records[place][1]))
    # The names of all other columns may be missing.
    return records[place - 1] if is_person and place and len(records[place - 1][1]) > 1 else records[place]


def _header_below(records: Sequence[Record]) -> int | None:
    """Returns the line that names a column of addresses, with something above it that is no title or one too many."""
    for number, (line, cells) in enumerate(records):
        ranks = [EMAIL_RANKS.get(column_key(cell), USER_NAME_RANK) for cell in cells]
        place = next((place for place, rank in enumerate(ranks) if rank < USER_NAME_RANK), None)
        if place is None:
            continue
        if any(is_address(cell) for _, below in records[number + 1 :] for cell in below[place : place + 1]):
            return line
    return None


def _filled(cells: Sequence[str]) -> list[str]:
    return [cell for cell in cells if trimmed(cell)]


def _is_several(cells: Sequence[str]) -> bool:
    return len(_filled(cells)) > 1


def _separated_otherwise(cells: Sequence[str]) -> errors.AtLine | None:
    """Returns what is wrong with a header that is a single cell, where it names an email column within it."""
    (cell,) = _filled(cells)
    for separator in islice(dict.fromkeys(_BETWEEN_NAMES.findall(cell)), MAX_SEPARATORS):
        if any(column_key(name) in EMAIL_RANKS for name in cell.split(separator)):
            return errors.separated_by(separator)
    return None


def _column_of_addresses(records: Sequence[Record]) -> int | None:
    """Returns the place of the column in which most cells are addresses, empty ones aside; the first of several."""
    width = max((len(cells) for _, cells in records), default=0)
    columns = [_filled([cell for _, cells in records for cell in cells[place : place + 1]]) for place in range(width)]
    counts = [sum(map(is_address, column)) for column in columns]
    counts = [count if count * 2 > len(column) else 0 for count, column in zip(counts, columns, strict=True)]
    return counts.index(max(counts)) if any(counts) else None
