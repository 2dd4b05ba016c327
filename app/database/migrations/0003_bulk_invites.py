from orjson import loads
from tortoise import fields, migrations
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.fields.data import JSON_DUMPS
from tortoise.fields.db_defaults import Now
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from app.database.ids import uuid7


class Migration(migrations.Migration):
    dependencies = [("app", "0002_constraints")]

    initial = False

    operations = [
        ops.CreateModel(
            name="BulkInvite",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("organization_id", fields.UUIDField()),
                ("requested_by_user_id", fields.UUIDField()),
                ("sent_by_user_id", fields.UUIDField(null=True)),
                ("revoked_by_user_id", fields.UUIDField(null=True)),
                ("status", fields.CharField(default="validating", max_length=16)),
                ("is_csv", fields.BooleanField()),
                ("is_reviewed", fields.BooleanField()),
                ("filename", fields.TextField(null=True, unique=False)),
                ("failure", fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads)),
                ("ignored_columns", ArrayField(default=list, element_type="TEXT")),
                ("total_rows", fields.IntField(default=0)),
                ("processed_rows", fields.IntField(default=0)),
                ("valid_rows", fields.IntField(default=0)),
                ("warning_rows", fields.IntField(default=0)),
                ("error_rows", fields.IntField(default=0)),
                ("invited_rows", fields.IntField(default=0)),
                ("skipped_rows", fields.IntField(default=0)),
                ("emails_sent", fields.IntField(default=0)),
                ("emails_failed", fields.IntField(default=0)),
                ("emails_waiting", fields.IntField(default=0)),
                ("emails_settled", fields.BooleanField(default=True)),
                ("count_emails_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("cursor_line", fields.IntField(default=0)),
                ("sequence", fields.BigIntField(default=1)),
                ("created_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=False)),
                ("started_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("phase_started_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("finished_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("changed_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=False)),
                ("purged_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("lease_owner", fields.TextField(null=True, unique=False)),
                ("lease_until", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "bulk_invites",
                "app": "app",
                "indexes": [Index(fields=["organization_id", "created_at", "id"])],
                "pk_attr": "id",
                "table_description": "An uploaded list of people, and the work on it.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="BulkInvitePiece",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("bulk_invite_id", fields.UUIDField()),
                ("number", fields.IntField()),
                ("content", fields.BinaryField()),
            ],
            options={
                "table": "bulk_invite_pieces",
                "app": "app",
                "unique_together": (("bulk_invite_id", "number"),),
                "pk_attr": "id",
                "table_description": "A part of the uploaded bytes, in their order.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="BulkInviteRow",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("bulk_invite_id", fields.UUIDField()),
                ("line", fields.IntField()),
                ("email", fields.TextField(unique=False)),
                ("email_key", fields.TextField(null=True, unique=False)),
                ("role", fields.TextField(unique=False)),
                ("groups", ArrayField(default=list, element_type="TEXT")),
                ("granted_role", fields.TextField(null=True, unique=False)),
                ("group_ids", ArrayField(default=list, element_type="UUID")),
                ("has_surplus_cells", fields.BooleanField(default=False)),
                ("is_edited", fields.BooleanField(default=False)),
                ("status", fields.CharField(max_length=8)),
                ("problems", fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads)),
            ],
            options={
                "table": "bulk_invite_rows",
                "app": "app",
                "unique_together": (("bulk_invite_id", "line"),),
                "pk_attr": "id",
                "table_description": "One person of a list, with the verdict; its invitation, once there is one, has the same id.",
            },
            bases=["Model"],
        ),
    ]
