"""Mappings that an organization confirmed, for its next files with the same header.

Positions are remembered, not what rows get by default: that is about the people of one file, and by whose rights.
"""

import hashlib
from collections.abc import Sequence
from uuid import UUID

import orjson

from app.bulk_invites.csv.stored_mapping import StoredMapping, read_mapping, write_mapping
from app.characters import trimmed
from app.database.ids import uuid7
from app.database.sql import rows, value

# Headers of an organization; of more, the oldest are forgotten.
MAX_REMEMBERED = 100


def header_key(names: Sequence[str], width: int) -> bytes:
    """Returns the same key for files with the same columns in the same order.

    `width` is how many columns a file has that does not name them.
    """
    keys = [trimmed(name).casefold() for name in names] or [""] * width
    return hashlib.sha256(orjson.dumps(keys)).digest()


async def remember(organization_id: UUID, key: bytes, confirmed: StoredMapping) -> None:
    """Keeps the mapping, without its layout, for files with this key, in the current transaction."""
    await rows(
        """
        INSERT INTO column_mappings (id, organization_id, header_key, mapping, updated_at)
        VALUES ($1, $2, $3, $4::jsonb, now())
        ON CONFLICT (organization_id, header_key) DO UPDATE SET mapping = excluded.mapping, updated_at = now()
        """,
        uuid7(),
        organization_id,
        key,
        write_mapping(StoredMapping(confirmed.mapping, confirmed.has_header)),
    )
    await rows(
        """
        DELETE FROM column_mappings WHERE id IN (
            SELECT id FROM column_mappings WHERE organization_id = $1
             ORDER BY updated_at DESC, id DESC OFFSET $2 FOR UPDATE SKIP LOCKED)
        """,
        organization_id,
        MAX_REMEMBERED,
    )


async def find_remembered(organization_id: UUID, key: bytes) -> StoredMapping | None:
    """Returns the mapping for files with this key, None where nobody confirmed one."""
    found: str | None = await value(
        "SELECT mapping FROM column_mappings WHERE organization_id = $1 AND header_key = $2", organization_id, key
    )
    return read_mapping(found) if found else None
