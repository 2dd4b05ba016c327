from tortoise import fields
from tortoise.fields.db_defaults import Now
from tortoise.models import Model

from app.database.ids import uuid7


class AuditEntry(Model):
    """Who changed what, from what to what, and when; written in the change's own transaction."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    organization_id = fields.UUIDField(null=True)
    actor_user_id = fields.UUIDField(null=True)
    actor_name = fields.TextField()
    action = fields.TextField()
    subject_type = fields.TextField()
    subject_id = fields.UUIDField()
    changes = fields.JSONField[dict[str, object]]()
    created_at = fields.DatetimeField(db_default=Now())

    class Meta:
        table = "audit_entries"
        indexes = (("organization_id", "created_at"), ("subject_id",))


class AccountEvent(Model):
    """A new session, a refused password or a reset, and from which network; kept for 90 days."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    kind = fields.TextField()
    network = fields.TextField()
    user_id = fields.UUIDField(null=True)
    organization_id = fields.UUIDField(null=True)
    session_id = fields.UUIDField(null=True)
    created_at = fields.DatetimeField(db_default=Now())

    class Meta:
        table = "account_events"
        indexes = (("user_id", "created_at"), ("created_at",))
