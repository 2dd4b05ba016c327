from tortoise import fields
from tortoise.fields.db_defaults import Now
from tortoise.models import Model

from app.database.ids import uuid7

BULK_INVITE_ROW_LIMIT = 100


class Organization(Model):
    """A tenant. Invitations lapse after `invitation_ttl_days`; None: they stay pending for ever."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    name = fields.TextField()
    slug = fields.CharField(max_length=60, unique=True)
    invitation_ttl_days = fields.IntField(null=True)
    bulk_invite_row_limit = fields.IntField(default=BULK_INVITE_ROW_LIMIT)
    created_at = fields.DatetimeField(db_default=Now())

    class Meta:
        table = "organizations"
