from tortoise import fields
from tortoise.fields.db_defaults import Now
from tortoise.models import Model

from app.database.ids import uuid7


class MailEventReceipt(Model):
    """A mail event that was recorded, so that the same one again changes nothing.

    `digest` is of the event's source and key: see MailEvent. Kept for RECEIPT_DAYS.
    """

    id = fields.UUIDField(primary_key=True, default=uuid7)
    digest = fields.BinaryField()
    received_at = fields.DatetimeField(db_default=Now(), db_index=True)

    class Meta:
        table = "mail_event_receipts"
