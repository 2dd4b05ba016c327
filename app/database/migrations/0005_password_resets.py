from tortoise import fields, migrations
from tortoise.fields.db_defaults import Now
from tortoise.migrations import operations as ops

from app.database.ids import uuid7


class Migration(migrations.Migration):
    dependencies = [("app", "0004_bulk_invite_indexes")]
    operations = [
        ops.CreateModel(
            name="PasswordReset",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("user_id", fields.UUIDField(unique=True)),
                ("nonce", fields.BinaryField()),
                ("generation", fields.IntField(default=1)),
                ("requested_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=False)),
                ("expires_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("used_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "password_resets",
                "app": "app",
                "pk_attr": "id",
                "table_description": "What the newest password-reset link of a user is made from; the link itself is"
                " nowhere kept.",
            },
            bases=["Model"],
        ),
        ops.RunSQL("ALTER TABLE password_resets ADD FOREIGN KEY (user_id) REFERENCES users ON DELETE CASCADE"),
    ]
