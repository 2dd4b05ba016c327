from tortoise import fields
from tortoise.fields.db_defaults import Now
from tortoise.models import Model

from app.database.ids import uuid7


class Delivery(Model):
    """One email to be handed to a mail server.

    What it says belongs to `kind` and `subject_id`, which this table does not look into. `attempt_count` fences:
    a worker may record the answer of the attempt it claimed, and of no other. `due_at` is None when nothing
    more will be tried; `retrying_since` is when the first attempt failed.
    """

    id = fields.UUIDField(primary_key=True, default=uuid7)
    kind = fields.CharField(max_length=32)
    subject_id = fields.UUIDField()
    generation = fields.IntField()
    status = fields.TextField(default="queued")
    priority = fields.SmallIntField(default=0)
    message_id = fields.CharField(max_length=255, unique=True)
    attempt_count = fields.IntField(default=0)
    retry_count = fields.IntField(default=0)
    retrying_since = fields.DatetimeField(null=True)
    due_at = fields.DatetimeField(null=True)
    lease_owner = fields.TextField(null=True)
    lease_until = fields.DatetimeField(null=True)
    sent_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField(db_default=Now())

    class Meta:
        table = "deliveries"
        unique_together = (("kind", "subject_id", "generation"),)


class DeliveryAttempt(Model):
    """One SMTP conversation; `reply_code` and `reply` are the server's own words."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    delivery_id = fields.UUIDField()
    number = fields.IntField()
    worker = fields.TextField()
    started_at = fields.DatetimeField(db_default=Now())
    finished_at = fields.DatetimeField(null=True)
    outcome = fields.TextField(null=True)
    reply_code = fields.IntField(null=True)
    reply = fields.TextField(null=True)

    class Meta:
        table = "delivery_attempts"
        unique_together = (("delivery_id", "number"),)


class EmailPause(Model):
    """Why and until when no email is sent: the mail server refuses us, not a recipient. At most one row."""

    queue = fields.CharField(max_length=16, primary_key=True, default="email")
    paused_at = fields.DatetimeField(db_default=Now())
    resume_at = fields.DatetimeField()
    reason = fields.TextField()

    class Meta:
        table = "email_pauses"
