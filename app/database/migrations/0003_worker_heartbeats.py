from tortoise import fields, migrations
from tortoise.fields.db_defaults import Now
from tortoise.indexes import Index
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("app", "0002_constraints")]

    initial = False

    operations = [
        ops.CreateModel(
            name="WorkerHeartbeat",
            fields=[
                ("worker", fields.CharField(primary_key=True, unique=True, db_index=True, max_length=255)),
                ("kind", fields.CharField(max_length=32)),
                ("host", fields.CharField(max_length=255)),
                ("started_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=False)),
                ("seen_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "worker_heartbeats",
                "app": "app",
                "indexes": [Index(fields=["host", "kind", "seen_at"])],
                "pk_attr": "worker",
                "table_description": "A worker process that says it lives. `worker` is the name it claims emails under, `kind` what it does.",
            },
            bases=["Model"],
        ),
    ]
