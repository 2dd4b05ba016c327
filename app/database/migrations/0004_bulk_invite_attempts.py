"""How often the work on a bulk invite was begun without getting on."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("app", "0002_beyond_models")]
    operations = [
        ops.AddField(model_name="BulkInvite", name="attempts", field=fields.SmallIntField(db_default=0)),
    ]
