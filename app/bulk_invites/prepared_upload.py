"""What of an upload is stored: the cells that are used, and what its bytes say about the whole file."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from app.bulk_invites.csv import errors
from app.bulk_invites.csv.kept_cells import write_kept_cells
from app.bulk_invites.csv.reader import CsvFile, RowsFile
from app.bulk_invites.uploaded_file import Content, FileContent

# Files up to this size are checked during the upload, which is refused where they have an error. Rows that came by
# the API always are: they have been parsed already.
SMALL_FILE_BYTES = 2**20


@dataclass(frozen=True)
class PreparedUpload:
    """`row_count` is None for a large file whose rows have not been read."""

    content: Content
    encoding: str | None
    ignored_columns: tuple[str, ...]
    row_count: int | None


@asynccontextmanager
async def prepare(content: Content, *, is_csv: bool) -> AsyncIterator[PreparedUpload]:
    """Yields what is to be stored while the context is open. Raises InvalidCsv."""
    with (
        cast("BinaryIO", SpooledTemporaryFile(SMALL_FILE_BYTES)) as uploaded,
        cast("BinaryIO", SpooledTemporaryFile(SMALL_FILE_BYTES)) as kept,
    ):
        async for piece in content.pieces():
            await asyncio.to_thread(uploaded.write, piece)
        read = _read_csv if is_csv else _read_rows
        prepared = await asyncio.to_thread(read, content, uploaded, kept)
        if prepared.row_count == 0:
            raise errors.no_rows()
        yield prepared


def _read_csv(content: Content, uploaded: BinaryIO, kept: BinaryIO) -> PreparedUpload:
    source = CsvFile(uploaded)
    if source.columns.ignored_places:
        count = write_kept_cells(source, kept)
        return PreparedUpload(FileContent(kept), source.encoding_name, source.ignored_columns, count)
    is_small = content.size <= SMALL_FILE_BYTES
    row_count = sum(1 for _ in source.rows()) if is_small else None
    return PreparedUpload(content, source.encoding_name, source.ignored_columns, row_count)


def _read_rows(content: Content, uploaded: BinaryIO, _: BinaryIO) -> PreparedUpload:
    return PreparedUpload(content, None, (), sum(1 for _ in RowsFile(uploaded).rows()))
