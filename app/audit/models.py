from tortoise import fields
from tortoise.fields.db_defaults import Now
from tortoise.models import Model

from app.database.ids import uuid7


class AuditEntry(Model):
    """Who changed what, from what to what, and when; written in the change's own transaction.

    `subject_name`, `subject_email` and `groups`, the names of groups by their id, are those of the subject as it was
    then: they outlive it. A change of groups names those before and after it. None: written before this was kept.
    """

    id = fields.UUIDField(primary_key=True, default=uuid7)
    organization_id = fields.UUIDField(null=True)
    actor_user_id = fields.UUIDField(null=True)
    actor_name = fields.TextField()
    action = fields.TextField()
    subject_type = fields.TextField()
    subject_id = fields.UUIDField()
    subject_name = fields.TextField(null=True)
    subject_email = fields.TextField(null=True)
    groups = fields.JSONField[dict[str, str]](null=True)
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
