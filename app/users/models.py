from tortoise import fields
from tortoise.fields.db_defaults import Now
from tortoise.models import Model

from app.database.ids import uuid7


class User(Model):
    """A person who can sign in. `email` is shown as it was typed; `email_key` is what makes it unique.

    `is_operator`: may look at the background work; the two after it say whether to steer it and see addresses as well.
    `is_address_confirmed`: a link from an email has shown whose mailbox it is, see `app/users/confirmed_addresses.py`.
    `wants_bounce_digests`: is told by email which invitations came back, see `app/invitations/bounce_digests.py`.
    """

    id = fields.UUIDField(primary_key=True, default=uuid7)
    email = fields.TextField()
    email_key = fields.CharField(max_length=254, unique=True)
    name = fields.TextField()
    password_hash = fields.TextField()
    is_operator = fields.BooleanField(default=False)
    operator_may_act = fields.BooleanField(db_default=False)
    operator_sees_addresses = fields.BooleanField(db_default=False)
    is_address_confirmed = fields.BooleanField(db_default=True)
    wants_bounce_digests = fields.BooleanField(db_default=True)
    last_organization_id = fields.UUIDField(null=True)
    created_at = fields.DatetimeField(db_default=Now())

    class Meta:
        table = "users"


class Session(Model):
    """One signed-in browser or client, in one organization. Only the hash of its token is kept.

    `last_used_at` is an hour old at most while it is used; None: not since this is kept. `network` and `user_agent` are
    those of the sign-in, so that the owner recognises it.
    """

    id = fields.UUIDField(primary_key=True, default=uuid7)
    token_hash = fields.BinaryField()
    user_id = fields.UUIDField(db_index=True)
    organization_id = fields.UUIDField(null=True)
    created_at = fields.DatetimeField(db_default=Now())
    expires_at = fields.DatetimeField()
    last_used_at = fields.DatetimeField(null=True)
    network = fields.TextField(null=True)
    user_agent = fields.TextField(null=True)

    class Meta:
        table = "sessions"
