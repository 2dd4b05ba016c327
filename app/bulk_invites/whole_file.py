"""Files that are stored with all of their cells: while somebody may say what columns mean, or before they are read."""

from app.bulk_invites import uploaded_file
from app.bulk_invites.csv.file_columns import read_columns, without_unused_samples, write_columns
from app.database.sql import Row, rows


async def drop_whole_file(bulk_invite: Row) -> None:
    """Deletes such a file, and what stood in columns that mean nothing.

    Call it in the transaction that sends, cancels or fails the bulk invite. Of others, only cells that are used have
    been stored: they stay with the rows.
    """
    if not (bulk_invite["asks_for_columns"] or bulk_invite["is_spreadsheet"]):
        return
    await uploaded_file.delete(bulk_invite["id"])
    columns = read_columns(bulk_invite["columns"])
    await rows(
        "UPDATE bulk_invites SET columns = $2::jsonb WHERE id = $1",
        bulk_invite["id"],
        write_columns(without_unused_samples(columns)) if columns else None,
    )
