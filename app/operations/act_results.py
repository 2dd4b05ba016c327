"""What an act that is done at once has changed."""

from dataclasses import replace

from app.database.sql import rows
from app.operations.acts import ActRecord


async def record_change(act: ActRecord, changed_count: int = 1) -> ActRecord:
    """Records how many the act has changed, in its transaction. Returns it as it is by then."""
    await rows("UPDATE operator_acts SET changed_count = $2 WHERE id = $1", act.id, changed_count)
    return replace(act, changed_count=changed_count)
