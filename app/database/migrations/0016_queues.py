"""What operators set for queues, and what workers say of themselves: their version, what they run, their schedules."""

from tortoise import fields, migrations
from tortoise.fields.db_defaults import Now
from tortoise.migrations import operations as ops

from app.database.ids import uuid7
from app.database.migration_operations import LockFirst


class Migration(migrations.Migration):
    dependencies = [("app", "0015_operators")]
    operations = [
        LockFirst("worker_heartbeats"),
        ops.AddField(
            model_name="WorkerHeartbeat", name="version", field=fields.CharField(max_length=64, null=True)
        ),
        ops.AddField(
            model_name="WorkerHeartbeat", name="running", field=fields.JSONField[dict[str, object]](null=True)
        ),
        ops.CreateModel(
            name="ScheduleRun",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("kind", fields.CharField(max_length=32)),
                ("name", fields.CharField(max_length=64)),
                ("worker", fields.CharField(max_length=255)),
                ("interval_seconds", fields.FloatField()),
                ("started_at", fields.DatetimeField()),
                ("duration_ms", fields.IntField()),
                ("next_run_at", fields.DatetimeField()),
                ("last_error", fields.TextField(null=True)),
                ("last_error_at", fields.DatetimeField(null=True)),
            ],
            options={
                "table": "schedule_runs",
                "app": "app",
                "unique_together": (("kind", "name"),),
                "pk_attr": "id",
                "table_description": "The last run of a schedule by whichever worker of its kind ran it last, and the"
                " last one that failed.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="QueuePause",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("queue", fields.TextField()),
                ("recipient_domain", fields.TextField(null=True)),
                ("reason", fields.TextField()),
                ("paused_by_name", fields.TextField()),
                ("paused_at", fields.DatetimeField(db_default=Now())),
            ],
            options={
                "table": "queue_pauses",
                "app": "app",
                "pk_attr": "id",
                "table_description": "An operator's pause of a queue, or of the emails to one domain, until an operator"
                " resumes it.",
            },
            bases=["Model"],
        ),
        ops.RunSQL(
            "ALTER TABLE queue_pauses ADD CONSTRAINT queue_pauses_once"
            " UNIQUE NULLS NOT DISTINCT (queue, recipient_domain)"
        ),
        ops.CreateModel(
            name="QueueLimits",
            fields=[
                ("queue", fields.CharField(max_length=16, primary_key=True, unique=True, db_index=True)),
                ("concurrency", fields.IntField(null=True)),
                ("emails_per_minute", fields.IntField(null=True)),
                ("set_by_name", fields.TextField()),
                ("set_at", fields.DatetimeField(db_default=Now())),
            ],
            options={
                "table": "queue_limits",
                "app": "app",
                "pk_attr": "queue",
                "table_description": "What an operator has set for a queue in place of the settings that its workers"
                " were started with.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ReadinessCheck",
            fields=[
                ("process", fields.CharField(max_length=255, primary_key=True, unique=True, db_index=True)),
                ("checked_at", fields.DatetimeField(db_default=Now())),
            ],
            options={
                "table": "readiness_checks",
                "app": "app",
                "pk_attr": "process",
                "table_description": "What a process writes to find out whether the database takes it: one row each,"
                " see `app/database/probe.py`.",
            },
            bases=["Model"],
        ),
        ops.RunSQL("ALTER TABLE queue_pauses ADD CHECK (queue IN ('email', 'bulk'))"),
        ops.RunSQL("ALTER TABLE queue_limits ADD CHECK (queue IN ('email', 'bulk'))"),
    ]
