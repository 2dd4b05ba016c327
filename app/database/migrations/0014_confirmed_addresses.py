"""Keeps whether a link from an email has shown whose mailbox an account's address is.

The release before makes accounts by links from emails alone, so that true is right for what it inserts.
"""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from app.database.migration_operations import LockFirst


class Migration(migrations.Migration):
    dependencies = [("app", "0013_lists")]
    operations = [
        LockFirst("users"),
        ops.AddField(model_name="User", name="is_address_confirmed", field=fields.BooleanField(db_default=True)),
    ]
