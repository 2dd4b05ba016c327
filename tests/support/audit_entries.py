"""What the audit has kept."""

from typing import Any
from uuid import UUID

import orjson

from app.database.sql import rows


async def audit_of(subject_id: UUID) -> list[dict[str, Any]]:
    """The entries about one thing, first to last."""
    found = await rows(
        "SELECT action, actor_user_id, actor_name, organization_id, changes FROM audit_entries"
        " WHERE subject_id = $1 ORDER BY created_at, id",
        subject_id,
    )
    return [{**each, "changes": orjson.loads(each["changes"])} for each in found]
