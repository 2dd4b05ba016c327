"""What a worker does chunk by chunk is one act to people: the first chunk's entry stands for all of them."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import orjson

from app.audit.action_names import AuditAction
from app.database.sql import Where, rows

ACTIONS = (AuditAction.BULK_INVITE_ROWS_INVITED, AuditAction.BULK_INVITE_INVITATIONS_REVOKED)
COUNTS = ("invited", "skipped", "revoked")
# After a longer pause it is another act: "Revoke all that are pending" is there also days later.
PAUSE = "interval '1 hour'"


def add_whole_acts(where: Where) -> None:
    """Leaves out, of entries `e`, those of chunks that go on with an act which began before."""
    where.add(
        f"""
        e.action <> ALL(?) OR NOT EXISTS (
            SELECT FROM audit_entries earlier
             WHERE earlier.subject_id = e.subject_id AND earlier.action = e.action
               AND earlier.actor_user_id IS NOT DISTINCT FROM e.actor_user_id
               AND (earlier.created_at, earlier.id) < (e.created_at, e.id)
               AND earlier.created_at > e.created_at - {PAUSE})
        """,
        list(ACTIONS),
    )


async def load_totals(first_ids: Sequence[UUID], subject_ids: Sequence[UUID]) -> dict[UUID, Mapping[str, object]]:
    """Returns the changes of whole acts, by the id of the first chunk's entry, whose subjects these are."""
    found = await rows(
        f"""
        WITH chunks AS (
            SELECT *, coalesce(created_at - lag(created_at) OVER act >= {PAUSE}, true) AS is_first
              FROM audit_entries WHERE subject_id = ANY($2) AND action = ANY($3)
            WINDOW act AS (PARTITION BY subject_id, action, actor_user_id ORDER BY created_at, id)
        ), acts AS (
            SELECT *, count(*) FILTER (WHERE is_first) OVER act AS number FROM chunks
            WINDOW act AS (PARTITION BY subject_id, action, actor_user_id ORDER BY created_at, id)
        )
        SELECT (array_agg(id ORDER BY created_at, id))[1] AS first_id, (array_agg(changes ORDER BY created_at, id))[1]
               AS changes, {", ".join(f"sum((changes->>'{count}')::bigint)::bigint AS {count}" for count in COUNTS)},
               min((changes->'lines'->>0)::bigint) AS first_line, max((changes->'lines'->>1)::bigint) AS last_line
          FROM acts GROUP BY subject_id, action, actor_user_id, number
        HAVING (array_agg(id ORDER BY created_at, id))[1] = ANY($1)
        """,
        list(first_ids),
        list(subject_ids),
        list(ACTIONS),
    )
    return {each["first_id"]: _total(each) for each in found}


def _total(found: Mapping[str, object]) -> Mapping[str, object]:
    changes: dict[str, object] = orjson.loads(str(found["changes"]))
    counts = {count: found[count] for count in COUNTS if found[count] is not None}
    lines = {"lines": [found["first_line"], found["last_line"]]} if found["first_line"] is not None else {}
    return changes | counts | lines
