"""Makes PostgreSQL refuse to change one row, as a constraint would that only old rows break."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from app.database.sql import rows


@asynccontextmanager
async def refusing(act: str, table: str, column: str, row_id: UUID) -> AsyncIterator[None]:
    """While this lasts, an `act` (UPDATE or DELETE) of rows of `table` with this id in `column` fails."""
    await rows(
        """
        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION 'refused' USING ERRCODE = 'check_violation'; END $$
        """
    )
    await rows(
        f"CREATE TRIGGER refuses BEFORE {act} ON {table} FOR EACH ROW WHEN (OLD.{column} = '{row_id}')"
        " EXECUTE FUNCTION refuse()"
    )
    try:
        yield
    finally:
        await rows("DROP FUNCTION refuse CASCADE")
