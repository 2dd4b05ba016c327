from tortoise import fields
from tortoise.fields.db_defaults import Now
from tortoise.models import Model

from app.database.ids import uuid7


class IdempotencyKey(Model):
    """A key under which a caller made a request, what it asked (hashed) and the ids it was answered."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    organization_id = fields.UUIDField()
    user_id = fields.UUIDField()
    operation = fields.CharField(max_length=64)
    key = fields.CharField(max_length=255)
    input_hash = fields.BinaryField()
    result = fields.JSONField[object](null=True)
    created_at = fields.DatetimeField(db_default=Now(), db_index=True)

    class Meta:
        table = "idempotency_keys"
        unique_together = (("organization_id", "user_id", "operation", "key"),)
