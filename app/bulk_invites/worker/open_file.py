"""Opens an uploaded file with what its columns mean: by its mapping, by one that is remembered, or by its header."""

from dataclasses import dataclass, replace
from typing import BinaryIO

from app.bulk_invites.csv.columns import Columns, Layout
from app.bulk_invites.csv.file_columns import FileColumn, list_columns, with_meanings, without_unused_samples
from app.bulk_invites.csv.guesses import guess_meanings, holds_addresses
from app.bulk_invites.csv.header import find_columns
from app.bulk_invites.csv.mapping import Mapping
from app.bulk_invites.csv.missing_header import UnknownColumns
from app.bulk_invites.csv.reader import CsvFile, RowsFile, Source
from app.bulk_invites.csv.records import CsvRecords
from app.bulk_invites.csv.stored_mapping import StoredMapping, read_mapping
from app.bulk_invites.remembered_columns import find_remembered, header_key
from app.database.sql import Row, rows

# Rows by which the meaning of columns is guessed, and from which samples are shown.
FIRST_ROWS = 200
# Of a file whose columns are not understood yet: its rows can be counted with any mapping.
ANY_MAPPING = Mapping(0)


@dataclass(frozen=True)
class OpenedFile:
    """`columns` are those of a CSV file as people see them. `mapping` is what they mean, where that is to be stored.

    With `is_mapping_due`, a person has to say what they mean; until then, rows of `source` can be counted, not read.
    `to_remember` is a mapping that was just confirmed, with the key of the file's header.
    """

    source: Source
    columns: tuple[FileColumn, ...] = ()
    mapping: StoredMapping | None = None
    is_mapping_due: bool = False
    to_remember: tuple[bytes, StoredMapping] | None = None


async def open_file(bulk_invite: Row, file: BinaryIO) -> OpenedFile:
    """Opens the file of a bulk invite. Raises InvalidCsv."""
    if not bulk_invite["is_csv"]:
        return OpenedFile(RowsFile(file))
    if not bulk_invite["asks_for_columns"]:
        source = CsvFile(file)
        return OpenedFile(source, without_unused_samples(_file_columns(source)))
    records = CsvRecords(file)
    stored = read_mapping(bulk_invite["mapping"]) if bulk_invite["mapping"] else None
    if stored and stored.layout:
        return _understood(records, records.columns(stored.layout, stored.mapping))
    return await _find_columns(bulk_invite, records, stored)


async def _find_columns(bulk_invite: Row, records: CsvRecords, confirmed: StoredMapping | None) -> OpenedFile:
    found: Columns | None = None
    try:
        found = find_columns(records.first_line(), records.read)
        layout = found.layout
    except UnknownColumns as unknown:
        layout = unknown.layout
    first_rows = records.first_rows(layout, FIRST_ROWS)
    key = header_key(records.names(layout), max(map(len, first_rows), default=0))
    if confirmed is not None:
        # Of another file without names, the first person would be lost.
        is_remembered = layout.header_line or not confirmed.has_header
        return _understood(records, _mapped(records, layout, confirmed), (key, confirmed) if is_remembered else None)
    remembered = await find_remembered(bulk_invite["organization_id"], key)
    if remembered is not None and holds_addresses(first_rows, remembered.mapping.email):
        found = _remembered(records, layout, remembered, found)
    if found is not None and (found.mapping.role is not None or bulk_invite["default_role"]):
        return _understood(records, found)
    return await _guessed(bulk_invite, records, found or records.columns(layout, ANY_MAPPING), found is not None)


def _mapped(records: CsvRecords, layout: Layout, by: StoredMapping) -> Columns:
    if by.has_header is not None and by.has_header != (layout.header_line > 0):
        layout = layout.below(records.likely_header_line(layout) if by.has_header else 0)
    return records.columns(layout, by.mapping)


def _remembered(records: CsvRecords, layout: Layout, mapping: StoredMapping, by_header: Columns | None) -> Columns:
    """A column that the mapping left out, and that the header itself names, was left out of that file alone."""
    columns = _mapped(records, layout, mapping)
    if by_header is None or columns.layout != by_header.layout:
        return columns
    return replace(columns, mapping=columns.mapping.completed_by(by_header.mapping))


def _understood(
    records: CsvRecords, columns: Columns, to_remember: tuple[bytes, StoredMapping] | None = None
) -> OpenedFile:
    source = CsvFile(records, columns)
    mapping = StoredMapping(columns.mapping, layout=columns.layout)
    return OpenedFile(source, _file_columns(source), mapping, to_remember=to_remember)


async def _guessed(bulk_invite: Row, records: CsvRecords, columns: Columns, is_known: bool) -> OpenedFile:
    first_rows = records.first_rows(columns.layout, FIRST_ROWS)
    listed = list_columns(columns.names, first_rows)
    groups = await rows("SELECT name FROM groups WHERE organization_id = $1", bulk_invite["organization_id"])
    known = columns.mapping.meanings() if is_known else {}
    meanings = guess_meanings(listed, first_rows, [each["name"] for each in groups], known)
    return OpenedFile(CsvFile(records, columns), with_meanings(listed, meanings), is_mapping_due=True)


def _file_columns(source: CsvFile) -> tuple[FileColumn, ...]:
    columns = source.columns
    first_rows = source.file.first_rows(columns.layout, FIRST_ROWS)
    return with_meanings(list_columns(columns.names, first_rows), columns.mapping.meanings())
