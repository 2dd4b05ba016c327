"""Who may look at the background work and steer it, and what they did."""

from tortoise import fields, migrations
from tortoise.fields.db_defaults import Now
from tortoise.migrations import operations as ops

from app.database.ids import uuid7
from app.database.migration_operations import ConcurrentIndex, LockFirst


class Migration(migrations.Migration):
    dependencies = [("app", "0014_confirmed_addresses")]
    operations = [
        LockFirst("users"),
        ops.AddField(model_name="User", name="operator_may_act", field=fields.BooleanField(db_default=False)),
        ops.AddField(model_name="User", name="operator_sees_addresses", field=fields.BooleanField(db_default=False)),
        ops.CreateModel(
            name="OperatorAct",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("kind", fields.CharField(max_length=32)),
                ("actor_user_id", fields.UUIDField(null=True)),
                ("actor_name", fields.TextField()),
                ("input", fields.JSONField[dict[str, object]]()),
                ("reason", fields.TextField(null=True)),
                ("status", fields.CharField(max_length=16)),
                ("expected_count", fields.IntField(null=True)),
                ("changed_count", fields.IntField(default=0)),
                ("skipped", fields.JSONField[dict[str, int]](default=dict)),
                ("last_id", fields.UUIDField(null=True)),
                ("until_id", fields.UUIDField(null=True)),
                ("canaries", fields.JSONField[list[dict[str, object]]](default=list)),
                ("stop_reason", fields.TextField(null=True)),
                ("idempotency_key", fields.CharField(max_length=255, null=True)),
                ("input_hash", fields.BinaryField(null=True)),
                ("lease_owner", fields.TextField(null=True)),
                ("lease_until", fields.DatetimeField(null=True)),
                ("attempts", fields.SmallIntField(db_default=0)),
                ("created_at", fields.DatetimeField(db_default=Now())),
                ("finished_at", fields.DatetimeField(null=True)),
            ],
            options={
                "table": "operator_acts",
                "app": "app",
                "unique_together": (("actor_user_id", "kind", "idempotency_key"),),
                "pk_attr": "id",
                "table_description": "What an operator did: who, what, when and why, and how far it is. It is both the"
                " record and the job.",
            },
            bases=["Model"],
        ),
        ops.RunSQL(
            "CREATE INDEX operator_acts_unfinished ON operator_acts (created_at) WHERE status IN ('trying', 'running')"
        ),
        ConcurrentIndex("operators", "ON users (email_key) WHERE is_operator"),
    ]
