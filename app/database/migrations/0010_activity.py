"""When members were last there, and what their sessions are."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from app.database.migration_operations import LockFirst


class Migration(migrations.Migration):
    dependencies = [("app", "0009_deliveries_of_organizations")]
    operations = [
        LockFirst("sessions", "memberships"),
        ops.AddField(model_name="Session", name="last_used_at", field=fields.DatetimeField(null=True)),
        ops.AddField(model_name="Session", name="network", field=fields.TextField(null=True)),
        ops.AddField(model_name="Session", name="user_agent", field=fields.TextField(null=True)),
        ops.AddField(model_name="Membership", name="last_active_at", field=fields.DatetimeField(null=True)),
    ]
