"""How far an act about deliveries is, as its row says."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

import orjson

from app.database.sql import row, rows
from app.operations.acts import COLUMNS, ActRecord, ActStatus
from app.operations.delivery_changes import Changed, DeliveryJob, change_deliveries
from app.operations.matching_deliveries import IdRange, find_matching_ids

ADVISORY_LOCKS: Final = 7_238_005  # any number that nothing else locks; the second is the act's


async def change_next(act: ActRecord, limit: int) -> ActRecord:
    """Changes the next deliveries of an act; returns it as it is by then. Its row has to be locked.

    What comes to match while the act goes on is done in the place of what no longer does, and never beyond the number
    that was expected.
    """
    job = DeliveryJob.of(act)
    limit = min(limit, _left(act))
    ids = await find_matching_ids(job.filters, limit, IdRange(above=act.last_id, until=act.until_id))
    changed = await change_deliveries(job, [each for each in ids if each not in job.canary_ids])
    act = add(act, changed)
    if ids:
        act = replace(act, last_id=ids[-1])
    is_over = len(ids) < limit or not _left(act)
    return await save(replace(act, status=ActStatus.DONE) if is_over else act)


def _left(act: ActRecord) -> int:
    assert act.expected_count is not None, "acts about deliveries have a number"
    return max(0, act.expected_count - act.changed_count - sum(act.skipped.values()))


def add(act: ActRecord, changed: Changed) -> ActRecord:
    """Returns the act with what was done counted."""
    skipped = Counter(act.skipped)
    skipped.update(changed.skipped)
    return replace(act, changed_count=act.changed_count + len(changed.ids), skipped=dict(skipped))


async def save(act: ActRecord) -> ActRecord:
    """Writes how far the act is. What has ended has no lease, and whoever got on with it starts counting anew."""
    saved = await row(
        f"""
        UPDATE operator_acts a SET status = $2::text, changed_count = $3, skipped = $4::jsonb, last_id = $5,
               until_id = $6, canaries = $7::jsonb, stop_reason = $8, attempts = 0,
               finished_at = CASE WHEN $2::text IN ('trying', 'running') THEN NULL ELSE now() END,
               lease_owner = CASE WHEN $2::text IN ('trying', 'running') THEN lease_owner END,
               lease_until = CASE WHEN $2::text IN ('trying', 'running') THEN lease_until END
         WHERE a.id = $1 RETURNING {COLUMNS}
        """,
        act.id,
        act.status,
        act.changed_count,
        _json(act.skipped),
        act.last_id,
        act.until_id,
        _json(act.canaries),
        act.stop_reason,
    )
    assert saved is not None, "acts are not deleted"
    return ActRecord.of(saved)


async def wait_for_turn(act_id: UUID) -> None:
    """Whoever changes how far an act is does so first, in its transaction: they come in the order in which they asked.

    By the row alone, a worker that is quick with its next chunk would be before an operator who waits to stop it.
    """
    await rows("SELECT pg_advisory_xact_lock($1, hashtext($2))", ADVISORY_LOCKS, str(act_id))


async def forget_canaries(delivery_ids: Sequence[UUID]) -> None:
    """They wait like all others again, also those that are being sent, should their worker give them back."""
    await rows(
        """
        UPDATE deliveries SET is_canary = false WHERE id IN (
            SELECT id FROM deliveries WHERE id = ANY($1) AND is_canary ORDER BY id FOR UPDATE)
        """,
        list(delivery_ids),
    )


def _json(data: Mapping[str, Any] | Sequence[Any]) -> str:
    return orjson.dumps(data).decode()
