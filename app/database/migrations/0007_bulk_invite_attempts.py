"""How often the work on a bulk invite was begun without getting on."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from app.database.migration_operations import LockFirst


class Migration(migrations.Migration):
    dependencies = [("app", "0006_held_back_emails")]
    operations = [
        LockFirst("bulk_invites"),
        ops.AddField(model_name="BulkInvite", name="attempts", field=fields.SmallIntField(db_default=0)),
    ]
