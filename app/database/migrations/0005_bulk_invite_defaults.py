"""What a bulk invite assumes: the encoding of its file, and the role and groups of rows that name none."""

from tortoise import fields, migrations
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.migrations import operations as ops

from app.database.migration_operations import LockFirst


class Migration(migrations.Migration):
    dependencies = [("app", "0004_declines")]
    operations = [
        LockFirst("bulk_invites"),
        ops.AddField(model_name="BulkInvite", name="encoding", field=fields.TextField(null=True)),
        ops.AddField(model_name="BulkInvite", name="default_role", field=fields.TextField(null=True)),
        ops.AddField(
            model_name="BulkInvite", name="default_group_ids", field=ArrayField(element_type="uuid", null=True)
        ),
    ]
