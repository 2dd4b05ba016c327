from tortoise import fields
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.contrib.postgres.indexes import GinIndex
from tortoise.fields.db_defaults import Now
from tortoise.models import Model

from app.database.ids import uuid7


class BounceDigest(Model):
    """One email that tells an inviter which of the organization's invitations came back: at most one a day.

    `nonce` is what the signature of its link covers beside the id, as an invitation's does.
    """

    id = fields.UUIDField(primary_key=True, default=uuid7)
    organization_id = fields.UUIDField()
    user_id = fields.UUIDField()
    nonce = fields.BinaryField()
    created_at = fields.DatetimeField(db_default=Now(), db_index=True)

    class Meta:
        table = "bounce_digests"
        indexes = (("user_id", "organization_id", "created_at"),)


class Invitation(Model):
    """An offer of a role to an email address.

    `generation` counts the emails sent for it: each resend, and each other address, makes a new one. Links of the
    generations from `oldest_valid_generation` up to `generation` are good. `nonce` is what the links' signatures cover
    beside the id, so that no link can be made without this row; another address makes a new one. At most one row per
    organization and `email_key` is pending: a partial unique index, by which an address finds what waits for it.
    `authorized_by_user_id` is the member whose rights stand behind the offer: who invited, or last sent it again or
    changed it; None: the service itself.
    """

    id = fields.UUIDField(primary_key=True, default=uuid7)
    organization_id = fields.UUIDField()
    email = fields.TextField()
    email_key = fields.CharField(max_length=254)
    role = fields.TextField()
    group_ids = ArrayField(element_type="uuid", default=list)
    status = fields.CharField(max_length=16, default="pending")
    nonce = fields.BinaryField()
    generation = fields.IntField(default=1)
    oldest_valid_generation = fields.IntField(default=1)
    invited_by_user_id = fields.UUIDField(null=True)
    invited_by_name = fields.TextField(null=True)
    authorized_by_user_id = fields.UUIDField(null=True)
    bulk_invite_id = fields.UUIDField(null=True)
    created_at = fields.DatetimeField(db_default=Now())
    expires_at = fields.DatetimeField(null=True)
    accepted_at = fields.DatetimeField(null=True)
    accepted_by_user_id = fields.UUIDField(null=True)
    declined_at = fields.DatetimeField(null=True)
    revoked_at = fields.DatetimeField(null=True)

    class Meta:
        table = "invitations"
        indexes = (
            ("organization_id", "status", "created_at", "id"),
            ("organization_id", "status", "email_key", "id"),
            GinIndex(fields=("group_ids",)),
        )
