from tortoise import fields
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.fields.db_defaults import Now
from tortoise.models import Model

from app.database.ids import uuid7


class BulkInvite(Model):
    """An uploaded list of people, and the work on it.

    The work is done in chunks, each one transaction: `cursor_line` is the last line that is done in the running
    phase, so that whoever takes over goes on behind it. The lease says who works; whoever holds none changes
    nothing. `processed_rows` counts rows with their verdict in the running phase. Every change makes `sequence`
    grow. The `emails_*` figures are counted again and again until `emails_settled`. A take-back that is too long
    for one request is left to the worker by `revoked_by_user_id`. After `purged_at`, rows and file are gone.
    """

    id = fields.UUIDField(primary_key=True, default=uuid7)
    organization_id = fields.UUIDField()
    requested_by_user_id = fields.UUIDField()
    sent_by_user_id = fields.UUIDField(null=True)
    revoked_by_user_id = fields.UUIDField(null=True)
    status = fields.CharField(max_length=16, default="validating")
    is_csv = fields.BooleanField()
    is_reviewed = fields.BooleanField()
    filename = fields.TextField(null=True)
    failure = fields.JSONField[dict[str, object]](null=True)
    ignored_columns = ArrayField(element_type="text", default=list)
    total_rows = fields.IntField(default=0)
    processed_rows = fields.IntField(default=0)
    valid_rows = fields.IntField(default=0)
    warning_rows = fields.IntField(default=0)
    error_rows = fields.IntField(default=0)
    invited_rows = fields.IntField(default=0)
    skipped_rows = fields.IntField(default=0)
    emails_sent = fields.IntField(default=0)
    emails_failed = fields.IntField(default=0)
    emails_waiting = fields.IntField(default=0)
    emails_settled = fields.BooleanField(default=True)
    count_emails_at = fields.DatetimeField(null=True)
    cursor_line = fields.IntField(default=0)
    sequence = fields.BigIntField(default=1)
    created_at = fields.DatetimeField(db_default=Now())
    started_at = fields.DatetimeField(null=True)
    phase_started_at = fields.DatetimeField(null=True)
    finished_at = fields.DatetimeField(null=True)
    changed_at = fields.DatetimeField(db_default=Now())
    purged_at = fields.DatetimeField(null=True)
    lease_owner = fields.TextField(null=True)
    lease_until = fields.DatetimeField(null=True)

    class Meta:
        table = "bulk_invites"
        indexes = (("organization_id", "created_at", "id"),)


class BulkInviteRow(Model):
    """One person of a list, with the verdict; its invitation, once there is one, has the same id.

    `status` is valid, warning, error or skipped. A valid row, or one with warnings, has become an invitation once
    the sending has come to its line. `role` and `groups` are the file's words, `granted_role` and `group_ids` what
    they mean. `problems` is null where there are none: an index finds the others.
    """

    id = fields.UUIDField(primary_key=True, default=uuid7)
    bulk_invite_id = fields.UUIDField()
    line = fields.IntField()
    email = fields.TextField()
    email_key = fields.TextField(null=True)
    role = fields.TextField()
    groups = ArrayField(element_type="text", default=list)
    granted_role = fields.TextField(null=True)
    group_ids = ArrayField(element_type="uuid", default=list)
    has_surplus_cells = fields.BooleanField(default=False)
    is_edited = fields.BooleanField(default=False)
    status = fields.CharField(max_length=8)
    problems = fields.JSONField[list[dict[str, object]]](null=True)

    class Meta:
        table = "bulk_invite_rows"
        unique_together = (("bulk_invite_id", "line"),)


class BulkInvitePiece(Model):
    """A part of the uploaded bytes, in their order."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    bulk_invite_id = fields.UUIDField()
    number = fields.IntField()
    content = fields.BinaryField()

    class Meta:
        table = "bulk_invite_pieces"
        unique_together = (("bulk_invite_id", "number"),)
