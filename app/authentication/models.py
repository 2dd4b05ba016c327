from tortoise import fields
from tortoise.fields.db_defaults import Now
from tortoise.models import Model

from app.database.ids import uuid7


class PasswordReset(Model):
    """What the newest password-reset link of a user is made from; the link itself is nowhere kept.

    `generation` counts the requested links: the newest alone is good, once, until `expires_at`. `nonce` is what
    its signature covers beside the id.
    """

    id = fields.UUIDField(primary_key=True, default=uuid7)
    user_id = fields.UUIDField(unique=True)
    nonce = fields.BinaryField()
    generation = fields.IntField(default=1)
    requested_at = fields.DatetimeField(db_default=Now())
    expires_at = fields.DatetimeField()
    used_at = fields.DatetimeField(null=True)

    class Meta:
        table = "password_resets"
