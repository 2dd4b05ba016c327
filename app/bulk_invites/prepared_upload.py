"""What of an upload is stored: the cells that are used, and what its bytes say about the whole file."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from app.bulk_invites.csv import errors
from app.bulk_invites.csv.address_list import MAX_BYTES, AddressList, read_address_list
from app.bulk_invites.csv.encoding import NAMES, detect_encoding
from app.bulk_invites.csv.formats import is_spreadsheet
from app.bulk_invites.csv.kept_cells import write_kept_cells
from app.bulk_invites.csv.missing_header import UnknownColumns
from app.bulk_invites.csv.reader import CsvFile, RowsFile
from app.bulk_invites.uploaded_file import BytesContent, Content, FileContent

# Files up to this size are checked during the upload, which is refused where they have an error. Rows that came by
# the API always are: they have been parsed already.
SMALL_FILE_BYTES = 2**20


@dataclass(frozen=True)
class PreparedUpload:
    """`row_count` is None for a file whose rows have not been read: a large one, or one without a mapping yet.

    A spreadsheet is stored as it came: a worker reads it, in a process of its own.
    """

    content: Content
    encoding: str | None = None
    ignored_columns: tuple[str, ...] = ()
    row_count: int | None = None
    is_spreadsheet: bool = False
    is_csv: bool = True


@asynccontextmanager
async def prepare(
    content: Content, *, is_csv: bool, asks_for_columns: bool = False, has_role: bool = False
) -> AsyncIterator[PreparedUpload]:
    """Yields what is to be stored while the context is open. Raises InvalidCsv.

    With `asks_for_columns` a file is stored whole, also one whose columns are not understood. A list of addresses is
    read with it, or where `has_role`: where there is a default role.
    """
    with (
        cast("BinaryIO", SpooledTemporaryFile(SMALL_FILE_BYTES)) as uploaded,
        cast("BinaryIO", SpooledTemporaryFile(SMALL_FILE_BYTES)) as kept,
    ):
        async for piece in content.pieces():
            await asyncio.to_thread(uploaded.write, piece)
        if not is_csv:
            prepared = await asyncio.to_thread(_read_rows, content, uploaded)
        elif await asyncio.to_thread(is_spreadsheet, uploaded):
            prepared = PreparedUpload(content, is_spreadsheet=True)
        elif (found := await asyncio.to_thread(_read_address_list, content, uploaded)) is not None:
            prepared = _of_address_list(found, has_role=has_role, asks_for_columns=asks_for_columns)
        elif asks_for_columns:
            prepared = await asyncio.to_thread(_read_whole, content, uploaded)
        else:
            prepared = await asyncio.to_thread(_read_csv, content, uploaded, kept)
        if prepared.row_count == 0:
            raise errors.no_rows()
        yield prepared


def _read_address_list(content: Content, uploaded: BinaryIO) -> AddressList | None:
    if content.size > MAX_BYTES:
        return None
    uploaded.seek(0)
    return read_address_list(uploaded.read())


def _of_address_list(found: AddressList, *, has_role: bool, asks_for_columns: bool) -> PreparedUpload:
    """Returns rows where there is a role for them, or else CSV without a header, whose columns are to be mapped.

    Raises InvalidCsv where there is neither a role nor somebody to ask.
    """
    if not has_role and not asks_for_columns:
        raise errors.addresses_alone()
    if not has_role:
        return PreparedUpload(BytesContent(found.as_csv()), found.encoding)
    rows = BytesContent(RowsFile.write((each.address, "") for each in found.entries))
    return PreparedUpload(rows, found.encoding, row_count=len(found.entries), is_csv=False)


def _read_csv(content: Content, uploaded: BinaryIO, kept: BinaryIO) -> PreparedUpload:
    source = CsvFile(uploaded)
    if source.columns.ignored_places:
        count = write_kept_cells(source, kept)
        return PreparedUpload(FileContent(kept), source.encoding_name, source.ignored_columns, count)
    return _read_known(content, source)


def _read_whole(content: Content, uploaded: BinaryIO) -> PreparedUpload:
    try:
        return _read_known(content, CsvFile(uploaded))
    except UnknownColumns:
        return PreparedUpload(content, NAMES[detect_encoding(uploaded)])


def _read_known(content: Content, source: CsvFile) -> PreparedUpload:
    is_small = content.size <= SMALL_FILE_BYTES
    row_count = sum(1 for _ in source.rows()) if is_small else None
    return PreparedUpload(content, source.encoding_name, source.ignored_columns, row_count)


def _read_rows(content: Content, uploaded: BinaryIO) -> PreparedUpload:
    return PreparedUpload(content, row_count=sum(1 for _ in RowsFile(uploaded).rows()), is_csv=False)
