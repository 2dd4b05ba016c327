from tortoise import fields
from tortoise.fields.db_defaults import Now
from tortoise.models import Model

from app.database.ids import uuid7


class PasswordReset(Model):
    """What the newest password-reset link of a user is made from; the link itself is nowhere kept.

    `generation` is the minute since 1970 in which the newest link was requested, which is good until `expires_at`;
    earlier ones of the last hour are good as well, until one of them is used. `nonce` is what their signatures cover
    beside the id; once one is used, the next link gets a new one. `last_reset_at` and `last_reset_network` are kept
    when another link is requested.
    """

    id = fields.UUIDField(primary_key=True, default=uuid7)
    user_id = fields.UUIDField(unique=True)
    nonce = fields.BinaryField()
    generation = fields.IntField(default=1)
    requested_at = fields.DatetimeField(db_default=Now())
    expires_at = fields.DatetimeField()
    used_at = fields.DatetimeField(null=True)
    last_reset_at = fields.DatetimeField(null=True)
    last_reset_network = fields.TextField(null=True)

    class Meta:
        table = "password_resets"
