"""The line that names the columns: which one it is, how its cells are separated, and which column holds what."""

import re
from collections.abc import Callable, Generator, Sequence
from contextlib import closing, suppress
from itertools import islice
from typing import NamedTuple

from app.bulk_invites.csv import errors
from app.bulk_invites.csv.address_cells import is_address
from app.bulk_invites.csv.column_names import EMAIL_RANKS, MEANINGS, USER_NAME_RANK, column_key
from app.bulk_invites.csv.columns import Columns, Layout, Record
from app.bulk_invites.csv.mapping import Mapping
from app.bulk_invites.csv.missing_header import UnknownColumns, missing_header
from app.characters import trimmed
from app.errors import InvalidCsv

DELIMITERS = ",;\t|"
# A title, or a table's name as Numbers writes it, may stand above the header.
MAX_LINES_TO_HEADER = 5
# Rows by which a column of user names is known to hold addresses.
MAX_SAMPLES = 20
_DECLARATION = re.compile(r'"?sep= ?(.?)"?[,;\t|]*+\s*+', re.IGNORECASE)


class _Header(NamedTuple):
    line: int
    cells: list[str]
    emails: list[int]
    """The places of the columns with the first rank of names that the file has."""


def find_columns(first_line: str, read: Callable[[Layout], Generator[Record]]) -> Columns:
    """Returns the columns, with the delimiter of a `sep=` line or else the one that suits the header.

    `read` returns the file's records when it is laid out so; its header does not matter. Raises InvalidCsv,
    UnknownColumns where nobody but a person can say what the columns mean.
    """
    declared = declared_delimiter(first_line)
    delimiters = [declared or ",", *(each for each in DELIMITERS if each != (declared or ","))]
    layouts = [Layout(0, each) for each in delimiters]
    nested = [Layout(0, each, is_nested=True) for each in delimiters]
    headers = _find_headers(layouts, read) or _find_headers(nested, read)
    if not headers:
        readings = [(each, *_first_records(read(each))) for each in (*layouts, *nested)]
        raise missing_header(readings, MAX_LINES_TO_HEADER)
    # The delimiter with which the header has the most known columns, and among equals the most columns.
    layout = max(headers, key=lambda each: (_known_columns(headers[each]), len(headers[each].cells)))
    return _read_columns(headers[layout], layout)


def _find_headers(layouts: Sequence[Layout], read: Callable[[Layout], Generator[Record]]) -> dict[Layout, _Header]:
    return {each: header for each in layouts if (header := _find_header(read(each))) is not None}


def declared_delimiter(first_line: str) -> str | None:
    """Returns the delimiter of a `sep=` line, as Excel writes it, or None. Raises InvalidCsv."""
    declared = _DECLARATION.fullmatch(first_line)
    if declared is None:
        return None
    if not declared[1] or declared[1] not in DELIMITERS:
        raise errors.unknown_delimiter(declared[1])
    return declared[1]


def _find_header(records: Generator[Record]) -> _Header | None:
    """Returns the first record that names an email column, unless more than titles stand above it."""
    with closing(records):
        try:
            for line, cells in islice(records, MAX_LINES_TO_HEADER):
                ranks = [EMAIL_RANKS.get(column_key(cell)) for cell in cells]
                emails = _first_ranked(ranks)
                if emails and ranks[emails[0]] == USER_NAME_RANK:
                    emails = _holding_addresses(emails, list(islice(records, MAX_SAMPLES)))
                if emails:
                    return _lower_of(_Header(line, cells, emails), records)
                if not _is_title(cells):
                    return None
        except InvalidCsv:
            return None
    return None


def _lower_of(header: _Header, records: Generator[Record]) -> _Header:
    """Returns what stands right below the header if it is one too and names more columns.

    So it is in a sheet where "Email" is merged down over two rows, and "Role" and "Groups" stand below "Access".
    """
    with suppress(InvalidCsv):
        for line, cells in islice(records, 1):
            below = _Header(line, cells, _first_ranked([EMAIL_RANKS.get(column_key(cell)) for cell in cells]))
            if below.emails == header.emails and _known_columns(below) > _known_columns(header):
                return below
    return header


def _first_ranked(ranks: Sequence[int | None]) -> list[int]:
    first = min((rank for rank in ranks if rank is not None), default=None)
    return [place for place, rank in enumerate(ranks) if rank is not None and rank == first]


def _holding_addresses(places: Sequence[int], samples: Sequence[Record]) -> list[int]:
    """Returns the first of the columns whose cells are all addresses, where there are any."""
    for place in places:
        filled = [cell for _, cells in samples for cell in cells[place : place + 1] if trimmed(cell)]
        if filled and all(map(is_address, filled)):
            return [place]
    return []


def _first_records(records: Generator[Record]) -> tuple[list[Record], InvalidCsv | None]:
    """Returns the first records, and the error that the file has among them."""
    found: list[Record] = []
    with closing(records):
        try:
            found.extend(islice(records, MAX_LINES_TO_HEADER + MAX_SAMPLES))
        except InvalidCsv as refusal:
            return found, refusal
    return found, None


def _is_title(cells: Sequence[str]) -> bool:
    """Whether it is one cell of text, as a `sep=` line is too. An address alone is somebody to invite."""
    filled = [cell for cell in cells if trimmed(cell)]
    return len(filled) == 1 and not is_address(filled[0])


def _read_columns(header: _Header, layout: Layout) -> Columns:
    layout = layout.below(header.line)
    names = tuple(map(trimmed, header.cells))
    places: dict[str, int] = {}
    for place, name in enumerate(names):
        meaning = "email" if place in header.emails else MEANINGS.get(column_key(name))
        if meaning is None:
            continue
        if meaning in places:
            refusal = errors.repeated_column(header.line, names[places[meaning]], name, [places[meaning], place])
            raise UnknownColumns(refusal, layout)
        places[meaning] = place
    return Columns(layout, names, Mapping(**places))


def _known_columns(header: _Header) -> int:
    return len(header.emails) + sum(MEANINGS.get(column_key(cell)) in {"role", "groups"} for cell in header.cells)
