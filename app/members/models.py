from tortoise import fields
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.contrib.postgres.indexes import GinIndex
from tortoise.fields.db_defaults import Now
from tortoise.models import Model

from app.database.ids import uuid7


class Membership(Model):
    """A user's place in an organization. `group_ids` are the device groups the person works with.

    `last_active_at` is a day old at most while the person is active; None: never, or not since this is kept.
    """

    id = fields.UUIDField(primary_key=True, default=uuid7)
    organization_id = fields.UUIDField()
    user_id = fields.UUIDField(db_index=True)
    role = fields.TextField()
    group_ids = ArrayField(element_type="uuid", default=list)
    joined_at = fields.DatetimeField(db_default=Now())
    last_active_at = fields.DatetimeField(null=True)

    class Meta:
        table = "memberships"
        unique_together = (("organization_id", "user_id"),)
        indexes = (GinIndex(fields=("group_ids",)),)
