from tortoise import fields
from tortoise.fields.db_defaults import Now
from tortoise.models import Model

from app.database.ids import uuid7


class Group(Model):
    """A group of devices. `name_key`, the lower-cased name, is unique within the organization."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    organization_id = fields.UUIDField()
    name = fields.TextField()
    name_key = fields.CharField(max_length=100)
    created_at = fields.DatetimeField(db_default=Now())

    class Meta:
        table = "groups"
        unique_together = (("organization_id", "name_key"),)
