"""Counts what is in the queues as it changes, so that nobody has to count deliveries, and groups those that failed.

Triggers count for the release before as well. What is there already is counted after them, while everybody works: a
million deliveries in 0.7 seconds. The tables are locked for 0.2 seconds, however many rows they have. What failed before
belongs to no group until a worker has found its group.
"""

from tortoise import fields, migrations
from tortoise.fields.db_defaults import Now
from tortoise.migrations import operations as ops

from app.database.ids import uuid7
from app.database.migration_operations import ConcurrentIndex, LockFirst

# The rows before and after are not joined: a session keeps the plan of its first statement, most often of one row, and
# by that a later one of 20,000 rows would compare each with each. What came into a state is thus what it has more of:
# the same, as no statement moves some jobs into a state and others out of it.
COUNT_DELIVERIES = """CREATE FUNCTION count_deliveries() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'INSERT' THEN
            INSERT INTO queue_count_changes (queue, state, failure_group_id, minute, entered, delta)
            SELECT 'email', status, failure_group_id, date_trunc('minute', now()), count(*), count(*)
              FROM new_rows GROUP BY status, failure_group_id;
        ELSIF TG_OP = 'DELETE' THEN
            INSERT INTO queue_count_changes (queue, state, failure_group_id, minute, entered, delta)
            SELECT 'email', status, failure_group_id, date_trunc('minute', now()), 0, -count(*)
              FROM old_rows GROUP BY status, failure_group_id;
        ELSE
            INSERT INTO queue_count_changes (queue, state, failure_group_id, minute, entered, delta)
            SELECT 'email', status, failure_group_id, date_trunc('minute', now()),
                   CASE row_number() OVER of_status
                   WHEN 1 THEN greatest(sum(delta) OVER of_status, 0) ELSE 0 END, delta
              FROM (SELECT status, failure_group_id, sum(delta) AS delta
                      FROM (SELECT status, failure_group_id, 1 AS delta FROM new_rows
                            UNION ALL
                            SELECT status, failure_group_id, -1 FROM old_rows) AS changed
                     GROUP BY status, failure_group_id HAVING sum(delta) <> 0) AS c
            WINDOW of_status AS (PARTITION BY status ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING);
        END IF;
        RETURN NULL;
    END $$"""

COUNT_BULK_INVITES = """CREATE FUNCTION count_bulk_invites() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'INSERT' THEN
            INSERT INTO queue_count_changes (queue, state, minute, entered, delta)
            SELECT 'bulk', status, date_trunc('minute', now()), count(*), count(*) FROM new_rows GROUP BY status;
        ELSIF TG_OP = 'DELETE' THEN
            INSERT INTO queue_count_changes (queue, state, minute, entered, delta)
            SELECT 'bulk', status, date_trunc('minute', now()), 0, -count(*) FROM old_rows GROUP BY status;
        ELSE
            INSERT INTO queue_count_changes (queue, state, minute, entered, delta)
            SELECT 'bulk', status, date_trunc('minute', now()), greatest(sum(delta), 0), sum(delta)
              FROM (SELECT status, 1 AS delta FROM new_rows UNION ALL SELECT status, -1 FROM old_rows) AS changed
             GROUP BY status HAVING sum(delta) <> 0;
        END IF;
        RETURN NULL;
    END $$"""

# Also where the release before sends one that it knows no group of.
LEAVE_FAILURE_GROUP = (
    """CREATE FUNCTION leave_failure_group() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        NEW.failure_group_id := NULL;
        RETURN NEW;
    END $$""",
    """CREATE TRIGGER deliveries_failure_group BEFORE UPDATE ON deliveries
        FOR EACH ROW WHEN (NEW.failure_group_id IS NOT NULL AND NEW.status IN ('sent', 'canceled'))
        EXECUTE FUNCTION leave_failure_group()""",
)

# By one snapshot: by how much what is there is more than what the triggers have counted. Run again, that is nothing.
COUNT_WHAT_IS_THERE = """INSERT INTO queue_count_changes (queue, state, failure_group_id, minute, entered, delta)
    SELECT queue, state, failure_group_id, date_trunc('minute', now()), 0, sum(count)
      FROM (SELECT 'email' AS queue, status AS state, failure_group_id, count(*) AS count
              FROM deliveries GROUP BY status, failure_group_id
            UNION ALL
            SELECT 'bulk', status, NULL, count(*) FROM bulk_invites GROUP BY status
            UNION ALL
            SELECT queue, state, failure_group_id, -count FROM queue_counts
            UNION ALL
            SELECT queue, state, failure_group_id, -delta FROM queue_count_changes) AS counted
     GROUP BY queue, state, failure_group_id HAVING sum(count) <> 0"""

# Who truncates a table waits for all who write to it and keeps them out: what is counted then is of no one's half work.
COUNT_WHAT_IS_LEFT = f"""CREATE FUNCTION count_what_is_left() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        {COUNT_WHAT_IS_THERE};
        RETURN NULL;
    END $$"""


def _triggers(table: str) -> list[str]:
    """One for each kind of statement: PostgreSQL gives the rows before and after to no trigger of several."""
    rows = {
        "INSERT": "NEW TABLE AS new_rows",
        "UPDATE": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
        "DELETE": "OLD TABLE AS old_rows",
    }
    return [
        f"CREATE TRIGGER {table}_count_{event.lower()} AFTER {event} ON {table} REFERENCING {referencing}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION count_{table}()"
        for event, referencing in rows.items()
    ] + [f"CREATE TRIGGER {table}_count_truncate AFTER TRUNCATE ON {table} EXECUTE FUNCTION count_what_is_left()"]


class Migration(migrations.Migration):
    dependencies = [("app", "0016_queues")]
    operations = [
        ops.CreateModel(
            name="FailureGroup",
            fields=[
                ("id", fields.UUIDField(primary_key=True, unique=True, db_index=True)),
                ("reply_code", fields.IntField(null=True)),
                ("reply", fields.TextField()),
                ("recipient_domain", fields.TextField(null=True)),
                ("first_at", fields.DatetimeField(db_default=Now())),
                ("last_at", fields.DatetimeField(db_default=Now())),
            ],
            options={
                "table": "failure_groups",
                "app": "app",
                "pk_attr": "id",
                "table_description": "What mail servers said in the same words, to emails for one domain: many failures"
                " with one cause.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="QueueCountChange",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("queue", fields.TextField()),
                ("state", fields.TextField()),
                ("failure_group_id", fields.UUIDField(null=True)),
                ("minute", fields.DatetimeField()),
                ("entered", fields.BigIntField()),
                ("delta", fields.BigIntField()),
            ],
            options={
                "table": "queue_count_changes",
                "app": "app",
                "pk_attr": "id",
                "table_description": "What one statement changed of the counts of a queue, not yet added to them.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="QueueCount",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("queue", fields.TextField()),
                ("state", fields.TextField()),
                ("failure_group_id", fields.UUIDField(null=True)),
                ("count", fields.BigIntField()),
            ],
            options={
                "table": "queue_counts",
                "app": "app",
                "pk_attr": "id",
                "table_description": "How many jobs of a queue are in a state, of one failure group or of none; with"
                " its changes it is exact.",
            },
            bases=["Model"],
        ),
        ops.RunSQL(
            "ALTER TABLE queue_counts ADD CONSTRAINT queue_counts_once"
            " UNIQUE NULLS NOT DISTINCT (queue, state, failure_group_id)"
        ),
        ops.CreateModel(
            name="QueueMinute",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("queue", fields.TextField()),
                ("minute", fields.DatetimeField()),
                ("state", fields.TextField()),
                ("count", fields.BigIntField()),
            ],
            options={
                "table": "queue_minutes",
                "app": "app",
                "unique_together": (("queue", "minute", "state"),),
                "pk_attr": "id",
                "table_description": "How many jobs of a queue came into a state within one minute.",
            },
            bases=["Model"],
        ),
        # New tables lock nothing: before the lock, which lasts until everything is done.
        LockFirst("bulk_invites", "deliveries"),
        ops.AddField(model_name="Delivery", name="recipient_domain", field=fields.TextField(null=True)),
        ops.AddField(model_name="Delivery", name="failure_group_id", field=fields.UUIDField(null=True)),
        ops.AddField(model_name="Delivery", name="is_paused", field=fields.BooleanField(db_default=False)),
        ops.AddField(model_name="Delivery", name="is_canary", field=fields.BooleanField(db_default=False)),
        ops.AddField(model_name="Delivery", name="discard_reason", field=fields.TextField(null=True)),
        ops.AddField(model_name="Delivery", name="trace_parent", field=fields.TextField(null=True)),
        ops.RunSQL(
            [COUNT_DELIVERIES, COUNT_BULK_INVITES, COUNT_WHAT_IS_LEFT, *LEAVE_FAILURE_GROUP]
            + [*_triggers("bulk_invites"), *_triggers("deliveries")]
        ),
        ConcurrentIndex("bulk_invites_by_age", "ON bulk_invites (created_at, id)"),
        ConcurrentIndex(
            "bulk_invites_by_status",
            "ON bulk_invites ((CASE WHEN status = 'ready' AND edit IS NOT NULL THEN 'validating' ELSE status END))",
        ),
        ConcurrentIndex(
            "deliveries_of_failure_group",
            "ON deliveries (failure_group_id, status, id) WHERE failure_group_id IS NOT NULL",
        ),
        ConcurrentIndex("deliveries_by_status", "ON deliveries (status, id)"),
        ConcurrentIndex(
            "deliveries_of_domain",
            "ON deliveries (recipient_domain, status, id) WHERE recipient_domain IS NOT NULL",
        ),
        # What has failed in the release before, until a worker has found its group: no row soon, and none from then on.
        ConcurrentIndex(
            "deliveries_without_failure_group",
            "ON deliveries (id) WHERE failure_group_id IS NULL"
            " AND status IN ('deferred', 'unknown', 'failed', 'bounced')",
            prepare=COUNT_WHAT_IS_THERE,
        ),
        ConcurrentIndex(
            "deliveries_of_organization_by_id",
            "ON deliveries (inviting_organization_id, status, id) WHERE inviting_organization_id IS NOT NULL",
        ),
        ConcurrentIndex("deliveries_paused", "ON deliveries (recipient_domain, id) WHERE is_paused"),
        ConcurrentIndex("deliveries_canaries", "ON deliveries (due_at) WHERE is_canary"),
    ]
