"""Keeps what a spreadsheet has beside the rows of a file, and the mappings of columns that people confirm.

The release before refuses a spreadsheet that it meets, and a file with columns that it does not understand.
"""

from tortoise import fields, migrations
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.fields.db_defaults import Now
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from app.database.ids import uuid7
from app.database.migration_operations import LockFirst

# A bulk invite's sequence grows with every change that people can see: see 0002.
VISIBLE = (
    "status failure ignored_columns total_rows processed_rows valid_rows warning_rows error_rows invited_rows"
    " skipped_rows emails_sent emails_failed emails_waiting started_at finished_at"
    " edit edit_count revoked_rows emails_canceled email_failures emails_bounced sheet sheets columns is_mapping_due mapping"
).split()
BEFORE, AFTER = (", ".join(f"{row}.{column}" for column in VISIBLE) for row in ("OLD", "NEW"))


class Migration(migrations.Migration):
    dependencies = [("app", "0018_bounces")]
    operations = [
        LockFirst("bulk_invites"),
        ops.AddField(model_name="BulkInvite", name="is_spreadsheet", field=fields.BooleanField(db_default=False)),
        ops.AddField(model_name="BulkInvite", name="sheet", field=fields.TextField(null=True)),
        ops.AddField(model_name="BulkInvite", name="sheets", field=ArrayField(element_type="text", null=True)),
        ops.AddField(model_name="BulkInvite", name="hidden_lines", field=fields.JSONField(null=True)),
        ops.AddField(model_name="BulkInvite", name="asks_for_columns", field=fields.BooleanField(db_default=False)),
        ops.AddField(model_name="BulkInvite", name="columns", field=fields.JSONField(null=True)),
        ops.AddField(model_name="BulkInvite", name="is_mapping_due", field=fields.BooleanField(db_default=False)),
        ops.AddField(model_name="BulkInvite", name="mapping", field=fields.JSONField(null=True)),
        ops.RunSQL(
            f"""CREATE OR REPLACE TRIGGER bulk_invites_sequence BEFORE UPDATE ON bulk_invites
                FOR EACH ROW WHEN (({BEFORE}) IS DISTINCT FROM ({AFTER}))
                EXECUTE FUNCTION next_in_sequence()"""
        ),
        ops.CreateModel(
            name="ColumnMapping",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("organization_id", fields.UUIDField()),
                ("header_key", fields.BinaryField()),
                ("mapping", fields.JSONField()),
                ("updated_at", fields.DatetimeField(db_default=Now())),
            ],
            options={
                "table": "column_mappings",
                "app": "app",
                "indexes": [Index(fields=["organization_id", "updated_at"])],
                "pk_attr": "id",
                "table_description": "A mapping that an organization confirmed, for its next files with the same header.",
            },
            bases=["Model"],
        ),
        ops.RunSQL("CREATE UNIQUE INDEX column_mappings_of_header ON column_mappings (organization_id, header_key)"),
        ops.RunSQL(
            "ALTER TABLE column_mappings ADD FOREIGN KEY (organization_id) REFERENCES organizations ON DELETE CASCADE"
        ),
    ]
