from tortoise import fields, migrations
from tortoise.fields.db_defaults import Now
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from app.database.ids import uuid7
from app.database.migration_operations import LockFirst


class Migration(migrations.Migration):
    dependencies = [("app", "0002_beyond_models")]
    operations = [
        LockFirst("password_resets"),
        ops.CreateModel(
            name='AccountEvent',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('kind', fields.TextField(unique=False)),
                ('network', fields.TextField(unique=False)),
                ('user_id', fields.UUIDField(null=True)),
                ('organization_id', fields.UUIDField(null=True)),
                ('session_id', fields.UUIDField(null=True)),
                ('created_at', fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'account_events', 'app': 'app', 'indexes': [Index(fields=['user_id', 'created_at']), Index(fields=['created_at'])], 'pk_attr': 'id', 'table_description': 'A new session, a refused password or a reset, and from which network; kept for 90 days.'},
            bases=['Model'],
        ),
        ops.AddField(
            model_name='PasswordReset',
            name='last_reset_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name='PasswordReset',
            name='last_reset_network',
            field=fields.TextField(null=True, unique=False),
        ),
    ]
