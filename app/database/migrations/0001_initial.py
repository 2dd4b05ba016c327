from orjson import loads
from tortoise import fields, migrations
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.contrib.postgres.indexes import GinIndex
from tortoise.fields.data import JSON_DUMPS
from tortoise.fields.db_defaults import Now
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from app.database.ids import uuid7


class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name="AuditEntry",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("organization_id", fields.UUIDField(null=True)),
                ("actor_user_id", fields.UUIDField(null=True)),
                ("actor_name", fields.TextField(unique=False)),
                ("action", fields.TextField(unique=False)),
                ("subject_type", fields.TextField(unique=False)),
                ("subject_id", fields.UUIDField()),
                ("changes", fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ("created_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "audit_entries",
                "app": "app",
                "indexes": [Index(fields=["organization_id", "created_at"]), Index(fields=["subject_id"])],
                "pk_attr": "id",
                "table_description": "Who changed what, from what to what, and when; written in the change's own transaction.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Delivery",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("kind", fields.CharField(max_length=32)),
                ("subject_id", fields.UUIDField()),
                ("generation", fields.IntField()),
                ("status", fields.TextField(default="queued", unique=False)),
                ("priority", fields.SmallIntField(default=0)),
                ("message_id", fields.CharField(unique=True, max_length=255)),
                ("attempt_count", fields.IntField(default=0)),
                ("retry_count", fields.IntField(default=0)),
                ("retrying_since", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("due_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("lease_owner", fields.TextField(null=True, unique=False)),
                ("lease_until", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("sent_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("created_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "deliveries",
                "app": "app",
                "unique_together": (("kind", "subject_id", "generation"),),
                "pk_attr": "id",
                "table_description": "One email to be handed to a mail server.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="DeliveryAttempt",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("delivery_id", fields.UUIDField()),
                ("number", fields.IntField()),
                ("worker", fields.TextField(unique=False)),
                ("started_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=False)),
                ("finished_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("outcome", fields.TextField(null=True, unique=False)),
                ("reply_code", fields.IntField(null=True)),
                ("reply", fields.TextField(null=True, unique=False)),
            ],
            options={
                "table": "delivery_attempts",
                "app": "app",
                "unique_together": (("delivery_id", "number"),),
                "pk_attr": "id",
                "table_description": "One SMTP conversation; `reply_code` and `reply` are the server's own words.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="EmailPause",
            fields=[
                (
                    "queue",
                    fields.CharField(primary_key=True, default="email", unique=True, db_index=True, max_length=16),
                ),
                ("paused_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=False)),
                ("resume_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("reason", fields.TextField(unique=False)),
            ],
            options={
                "table": "email_pauses",
                "app": "app",
                "pk_attr": "queue",
                "table_description": "Why and until when no email is sent: the mail server refuses us, not a recipient. At most one row.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Group",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("organization_id", fields.UUIDField()),
                ("name", fields.TextField(unique=False)),
                ("name_key", fields.CharField(max_length=100)),
                ("created_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "groups",
                "app": "app",
                "unique_together": (("organization_id", "name_key"),),
                "pk_attr": "id",
                "table_description": "A group of devices. `name_key`, the lower-cased name, is unique within the organization.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="IdempotencyKey",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("organization_id", fields.UUIDField()),
                ("user_id", fields.UUIDField()),
                ("operation", fields.CharField(max_length=64)),
                ("key", fields.CharField(max_length=255)),
                ("input_hash", fields.BinaryField()),
                ("result", fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads)),
                (
                    "created_at",
                    fields.DatetimeField(db_index=True, db_default=Now(), auto_now=False, auto_now_add=False),
                ),
            ],
            options={
                "table": "idempotency_keys",
                "app": "app",
                "unique_together": (("organization_id", "user_id", "operation", "key"),),
                "pk_attr": "id",
                "table_description": "A key under which a caller made a request, what it asked (hashed) and the ids it was answered.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Invitation",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("organization_id", fields.UUIDField()),
                ("email", fields.TextField(unique=False)),
                ("email_key", fields.CharField(max_length=254)),
                ("role", fields.TextField(unique=False)),
                ("group_ids", ArrayField(default=list, element_type="UUID")),
                ("status", fields.CharField(default="pending", max_length=16)),
                ("nonce", fields.BinaryField()),
                ("generation", fields.IntField(default=1)),
                ("oldest_valid_generation", fields.IntField(default=1)),
                ("invited_by_user_id", fields.UUIDField(null=True)),
                ("invited_by_name", fields.TextField(null=True, unique=False)),
                ("authorized_by_user_id", fields.UUIDField(null=True)),
                ("bulk_invite_id", fields.UUIDField(null=True)),
                ("created_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=False)),
                ("expires_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("accepted_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("accepted_by_user_id", fields.UUIDField(null=True)),
                ("declined_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("revoked_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "invitations",
                "app": "app",
                "indexes": [
                    Index(fields=["organization_id", "status", "created_at", "id"]),
                    Index(fields=["organization_id", "status", "email_key", "id"]),
                    Index(fields=["email_key"]),
                    GinIndex(fields=["group_ids"]),
                ],
                "pk_attr": "id",
                "table_description": "An offer of a role to an email address.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Membership",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("organization_id", fields.UUIDField()),
                ("user_id", fields.UUIDField(db_index=True)),
                ("role", fields.TextField(unique=False)),
                ("group_ids", ArrayField(default=list, element_type="UUID")),
                ("joined_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "memberships",
                "app": "app",
                "unique_together": (("organization_id", "user_id"),),
                "indexes": [GinIndex(fields=["group_ids"])],
                "pk_attr": "id",
                "table_description": "A user's place in an organization. `group_ids` are the device groups the person works with.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Organization",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("name", fields.TextField(unique=False)),
                ("slug", fields.CharField(unique=True, max_length=60)),
                ("invitation_ttl_days", fields.IntField(null=True)),
                ("bulk_invite_row_limit", fields.IntField(default=100)),
                ("created_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "organizations",
                "app": "app",
                "pk_attr": "id",
                "table_description": "A tenant. Invitations lapse after `invitation_ttl_days`; None: they stay pending for ever.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Session",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("token_hash", fields.BinaryField()),
                ("user_id", fields.UUIDField(db_index=True)),
                ("organization_id", fields.UUIDField(null=True)),
                ("created_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=False)),
                ("expires_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "sessions",
                "app": "app",
                "pk_attr": "id",
                "table_description": "One signed-in browser or client, in one organization. Only the hash of its token is kept.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="User",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("email", fields.TextField(unique=False)),
                ("email_key", fields.CharField(unique=True, max_length=254)),
                ("name", fields.TextField(unique=False)),
                ("password_hash", fields.TextField(unique=False)),
                ("is_operator", fields.BooleanField(default=False)),
                ("last_organization_id", fields.UUIDField(null=True)),
                ("created_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "users",
                "app": "app",
                "pk_attr": "id",
                "table_description": "A person who can sign in. `email` is shown as it was typed; `email_key` is what makes it unique.",
            },
            bases=["Model"],
        ),
    ]
