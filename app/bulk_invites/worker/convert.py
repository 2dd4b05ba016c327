"""Makes the CSV of one sheet from an uploaded spreadsheet, before its rows are validated."""

import asyncio
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from os import SEEK_END
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import BinaryIO

import orjson

from app.bulk_invites import uploaded_file
from app.bulk_invites.csv.kept_cells import write_kept_cells
from app.bulk_invites.csv.reader import CsvFile
from app.bulk_invites.lifecycle import Status
from app.bulk_invites.spreadsheets.bounds import Bounds
from app.bulk_invites.spreadsheets.choice import choose_sheet
from app.bulk_invites.spreadsheets.reading import Runs, open_spreadsheet
from app.bulk_invites.spreadsheets.refusals import NotRead, too_long
from app.bulk_invites.worker.leases import Lease, renew_lease
from app.bulk_invites.worker.stopping import Stopping
from app.database.sql import Row, rows
from app.database.transaction import transaction
from app.pubsub.after_commit import publish_after_commit
from app.pubsub.events import bulk_invite_changed
from app.settings import get_settings

logger = logging.getLogger(__name__)
# How often to look whether the work is still wanted, in seconds.
LOOK_SECONDS = 1.0


@dataclass(frozen=True)
class _Sheet:
    name: str
    names: Sequence[str]
    hidden: Runs


async def convert(lease: Lease, stopping: Stopping, bulk_invite: Row, file: BinaryIO) -> Row | None:
    """Replaces the spreadsheet, here and in the database, by the CSV of the sheet that was chosen or fits best.

    Returns the bulk invite as it is then, or None where `stopping` is set before. Meanwhile the lease is renewed; the
    process that reads ends with it. Nothing is left on the disk. Raises InvalidCsv, LeaseLost, QueuePaused.
    """
    began = time.monotonic()
    with TemporaryFile() as written:
        reading = asyncio.create_task(_read(bulk_invite, file, written))
        try:
            while not reading.done():
                if stopping.is_set():
                    return None
                async with transaction():
                    await renew_lease(lease, Status.VALIDATING)
                await asyncio.wait({reading}, timeout=min(LOOK_SECONDS, lease.seconds / 3))
            sheet = await reading
        except NotRead as refusal:
            logger.info("bulk_invite_spreadsheet_refused", extra={"reason": refusal.reason})
            raise
        finally:
            reading.cancel()
            await asyncio.wait({reading})
        async with transaction():
            await renew_lease(lease, Status.VALIDATING)
            await _replace(lease, sheet, file)
            converted = await renew_lease(lease, Status.VALIDATING)
    logger.info("bulk_invite_spreadsheet_read", extra={"seconds": round(time.monotonic() - began, 3)})
    return converted


async def _read(bulk_invite: Row, file: BinaryIO, written: BinaryIO) -> _Sheet:
    async with open_spreadsheet(file, written, _bounds()) as spreadsheet:
        names = await spreadsheet.sheets()
        place = await choose_sheet(spreadsheet, names, bulk_invite["sheet"])
        hidden = await spreadsheet.write_csv(place)
    await asyncio.to_thread(_keep, written, file, is_whole=bulk_invite["asks_for_columns"])
    return _Sheet(names[place], names, hidden)


def _keep(written: BinaryIO, file: BinaryIO, *, is_whole: bool) -> None:
    """Writes over the file what is to be stored, UPLOAD_BYTES at most. Raises InvalidCsv."""
    source, limit = None if is_whole else CsvFile(written), get_settings().upload_bytes
    file.seek(0)
    file.truncate()
    if source is not None and source.columns.ignored_places:
        write_kept_cells(source, file)
    else:
        written.seek(0)
        copyfileobj(written, file)
    if file.seek(0, SEEK_END) > limit:
        raise too_long(limit)
    file.flush()


async def _replace(lease: Lease, sheet: _Sheet, file: BinaryIO) -> None:
    await uploaded_file.delete(lease.bulk_invite_id)
    await uploaded_file.store(lease.bulk_invite_id, uploaded_file.FileContent(file))
    await rows(
        """
        UPDATE bulk_invites SET is_spreadsheet = false, is_csv = true, sheet = $2, sheets = $3, hidden_lines = $4::jsonb
         WHERE id = $1
        """,
        lease.bulk_invite_id,
        sheet.name,
        list(sheet.names),
        orjson.dumps(sheet.hidden).decode() if sheet.hidden else None,
    )
    publish_after_commit(bulk_invite_changed(lease.bulk_invite_id))


def _bounds() -> Bounds:
    settings = get_settings()
    return Bounds(
        memory_bytes=settings.spreadsheet_memory_bytes,
        seconds=settings.spreadsheet_seconds,
        unpacked_bytes=settings.spreadsheet_unpacked_bytes,
        sheets=settings.spreadsheet_sheets,
        cells=settings.spreadsheet_cells,
    )
