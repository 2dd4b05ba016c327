"""Keeps what came back about emails, the addresses that are not invited for it, and whom it was told.

The release before knows nothing of it: its emails have no return path that says which they are, and nobody releases or
suppresses an address with it.
"""

from tortoise import fields, migrations
from tortoise.fields.db_defaults import Now
from tortoise.migrations import operations as ops
from tortoise.indexes import Index

from app.database.ids import uuid7
from app.database.migration_operations import LockFirst

# A bulk invite's sequence grows with every change that people can see: see 0002.
VISIBLE = (
    "status failure ignored_columns total_rows processed_rows valid_rows warning_rows error_rows invited_rows"
    " skipped_rows emails_sent emails_failed emails_waiting started_at finished_at"
    " edit edit_count revoked_rows emails_canceled email_failures emails_bounced"
).split()
BEFORE, AFTER = (", ".join(f"{row}.{column}" for column in VISIBLE) for row in ("OLD", "NEW"))


class Migration(migrations.Migration):
    dependencies = [("app", "0017_queue_counts")]
    operations = [
        LockFirst("bulk_invites", "users", "deliveries"),
        ops.AddField(model_name="User", name="wants_bounce_digests", field=fields.BooleanField(db_default=True)),
        ops.AddField(model_name="Delivery", name="former_recipient", field=fields.TextField(null=True)),
        ops.AddField(model_name="BulkInvite", name="emails_bounced", field=fields.IntField(db_default=0)),
        ops.RunSQL(
            f"""CREATE OR REPLACE TRIGGER bulk_invites_sequence BEFORE UPDATE ON bulk_invites
                FOR EACH ROW WHEN (({BEFORE}) IS DISTINCT FROM ({AFTER}))
                EXECUTE FUNCTION next_in_sequence()"""
        ),
        ops.CreateModel(
            name="DeliveryBounce",
            fields=[
                ("delivery_id", fields.UUIDField(primary_key=True, unique=True, db_index=True)),
                ("kind", fields.TextField()),
                ("status", fields.TextField(null=True)),
                ("diagnostic", fields.TextField(null=True)),
                ("is_about_domain", fields.BooleanField(db_default=False)),
                ("bounced_at", fields.DatetimeField()),
                ("recorded_at", fields.DatetimeField(db_default=Now())),
                ("inviter_id", fields.UUIDField(null=True)),
                ("organization_id", fields.UUIDField(null=True)),
                ("digest_id", fields.UUIDField(null=True)),
            ],
            options={
                "table": "delivery_bounces",
                "app": "app",
                "indexes": [Index(fields=["organization_id", "recorded_at"])],
                "pk_attr": "delivery_id",
                "table_description": "What came back about an email, the gravest of it: see Bounce. It is BOUNCED unless it was"
                " sent again.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Suppression",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("organization_id", fields.UUIDField()),
                ("email", fields.TextField()),
                ("email_key", fields.CharField(max_length=254)),
                ("kind", fields.TextField()),
                ("status", fields.TextField(null=True)),
                ("diagnostic", fields.TextField(null=True)),
                ("suppressed_at", fields.DatetimeField(db_default=Now())),
            ],
            options={
                "table": "suppressions",
                "app": "app",
                "unique_together": (("organization_id", "email_key"),),
                "indexes": [Index(fields=["organization_id", "suppressed_at", "id"]), Index(fields=["email_key"])],
                "pk_attr": "id",
                "table_description": "An address that an organization's emails do not reach, or whose owner called them"
                " spam: it is not invited.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="MailEventReceipt",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("digest", fields.BinaryField()),
                ("received_at", fields.DatetimeField(db_default=Now(), db_index=True)),
            ],
            options={
                "table": "mail_event_receipts",
                "app": "app",
                "pk_attr": "id",
                "table_description": "A mail event that was recorded, so that the same one again changes nothing.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="BounceDigest",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("organization_id", fields.UUIDField()),
                ("user_id", fields.UUIDField()),
                ("nonce", fields.BinaryField()),
                ("created_at", fields.DatetimeField(db_default=Now(), db_index=True)),
            ],
            options={
                "table": "bounce_digests",
                "app": "app",
                "indexes": [Index(fields=["user_id", "organization_id", "created_at"])],
                "pk_attr": "id",
                "table_description": "One email that tells an inviter which of the organization's invitations came back:"
                " at most one a day.",
            },
            bases=["Model"],
        ),
        ops.RunSQL('ALTER TABLE suppressions ALTER COLUMN email_key TYPE text COLLATE "C"'),
        ops.RunSQL("CREATE UNIQUE INDEX mail_event_receipts_once ON mail_event_receipts (digest)"),
        ops.RunSQL(
            "CREATE INDEX delivery_bounces_untold ON delivery_bounces (inviter_id, organization_id, recorded_at)"
            " WHERE digest_id IS NULL AND inviter_id IS NOT NULL"
        ),
        ops.RunSQL(
            "CREATE INDEX delivery_bounces_of_digest ON delivery_bounces (digest_id) WHERE digest_id IS NOT NULL"
        ),
        ops.RunSQL(
            "ALTER TABLE delivery_bounces ADD FOREIGN KEY (delivery_id) REFERENCES deliveries ON DELETE CASCADE"
        ),
        ops.RunSQL(
            "ALTER TABLE suppressions ADD FOREIGN KEY (organization_id) REFERENCES organizations ON DELETE CASCADE"
        ),
        ops.RunSQL(
            "ALTER TABLE bounce_digests ADD FOREIGN KEY (organization_id) REFERENCES organizations ON DELETE CASCADE"
        ),
        ops.RunSQL("ALTER TABLE bounce_digests ADD FOREIGN KEY (user_id) REFERENCES users ON DELETE CASCADE"),
        ops.RunSQL("ALTER TABLE delivery_bounces ADD CHECK (kind IN ('hard', 'soft', 'complaint'))"),
        ops.RunSQL("ALTER TABLE suppressions ADD CHECK (kind IN ('hard', 'complaint'))"),
    ]
