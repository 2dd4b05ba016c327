from tortoise import fields, migrations
from tortoise.fields.db_defaults import Now
from tortoise.migrations import operations as ops

from app.database.ids import uuid7
from app.database.migration_operations import LockFirst


class Migration(migrations.Migration):
    dependencies = [("app", "0005_bulk_invite_defaults")]
    operations = [
        LockFirst("deliveries"),
        ops.AddField(model_name="Delivery", name="is_held_back", field=fields.BooleanField(db_default=False)),
        ops.CreateModel(
            name="ServiceRefusal",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("refused", fields.CharField(max_length=32)),
                ("domain", fields.CharField(max_length=255)),
                ("refused_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "service_refusals",
                "app": "app",
                "unique_together": (("refused", "domain"),),
                "pk_attr": "id",
                "table_description": "A domain for whose recipients the mail server refused this service since it"
                " last accepted an email.",
            },
            bases=["Model"],
        ),
    ]
