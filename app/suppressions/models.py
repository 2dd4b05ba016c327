from tortoise import fields
from tortoise.fields.db_defaults import Now
from tortoise.models import Model

from app.database.ids import uuid7


class Suppression(Model):
    """An address that an organization's emails do not reach, or whose owner called them spam: it is not invited.

    `kind`, `status` and `diagnostic`: see Bounce. Deleted when it is released.
    """

    id = fields.UUIDField(primary_key=True, default=uuid7)
    organization_id = fields.UUIDField()
    email = fields.TextField()
    email_key = fields.CharField(max_length=254)
    kind = fields.TextField()
    status = fields.TextField(null=True)
    diagnostic = fields.TextField(null=True)
    suppressed_at = fields.DatetimeField(db_default=Now())

    class Meta:
        table = "suppressions"
        unique_together = (("organization_id", "email_key"),)
        indexes = (("organization_id", "suppressed_at", "id"), ("email_key",))
