"""Edits of many rows at once, what became of those that a bulk invite invited, and its rows by how bad they are.

The release before sees a bulk invite that a worker edits as READY, may send it then, and takes every edited row for
one whose address was typed.
"""

from tortoise import fields, migrations
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.migrations import operations as ops

from app.database.migration_operations import ConcurrentIndex, DropIndex, LockFirst

# A bulk invite's sequence grows with every change that people can see: see 0002.
VISIBLE = (
    "status failure ignored_columns total_rows processed_rows valid_rows warning_rows error_rows invited_rows"
    " skipped_rows emails_sent emails_failed emails_waiting started_at finished_at"
    " edit edit_count revoked_rows emails_canceled email_failures"
).split()
BEFORE, AFTER = (", ".join(f"{row}.{column}" for column in VISIBLE) for row in ("OLD", "NEW"))


class Migration(migrations.Migration):
    dependencies = [("app", "0010_activity")]
    operations = [
        LockFirst("bulk_invites", "bulk_invite_rows"),
        ops.AddField(model_name="BulkInvite", name="edit", field=fields.JSONField[dict[str, object]](null=True)),
        ops.AddField(model_name="BulkInvite", name="edited_by_user_id", field=fields.UUIDField(null=True)),
        ops.AddField(model_name="BulkInvite", name="edit_count", field=fields.IntField(db_default=0)),
        ops.AddField(model_name="BulkInvite", name="revoked_rows", field=fields.IntField(db_default=0)),
        ops.AddField(model_name="BulkInvite", name="emails_canceled", field=fields.IntField(db_default=0)),
        ops.AddField(
            model_name="BulkInvite", name="email_failures", field=fields.JSONField[list[dict[str, object]]](null=True)
        ),
        ops.AddField(model_name="BulkInvite", name="is_count_due", field=fields.BooleanField(db_default=False)),
        ops.AddField(model_name="BulkInviteRow", name="is_email_kept", field=fields.BooleanField(db_default=False)),
        ops.AddField(
            model_name="BulkInviteRow", name="problem_values", field=ArrayField(element_type="text", null=True)
        ),
        ops.RunSQL(
            f"""CREATE OR REPLACE TRIGGER bulk_invites_sequence BEFORE UPDATE ON bulk_invites
                FOR EACH ROW WHEN (({BEFORE}) IS DISTINCT FROM ({AFTER}))
                EXECUTE FUNCTION next_in_sequence()"""
        ),
        ConcurrentIndex(
            "bulk_invites_due",
            "ON bulk_invites (created_at) WHERE status IN ('validating', 'sending')"
            " OR revoked_by_user_id IS NOT NULL OR edit IS NOT NULL",
        ),
        DropIndex("bulk_invites_at_work"),
        # Errors, then warnings, then the others, each by line: see `queries.WORST_FIRST`.
        ConcurrentIndex(
            "bulk_invite_rows_by_severity",
            """ON bulk_invite_rows (bulk_invite_id, (
                CASE status WHEN 'error' THEN 0 WHEN 'skipped' THEN 1 WHEN 'warning' THEN 2 ELSE 3 END * 4294967296
                + line))""",
        ),
        # With the status: what is pending of a long bulk invite is found, and counted, without reading the others.
        ConcurrentIndex(
            "invitations_of_bulk_invite_by_status",
            "ON invitations (bulk_invite_id, status, id) WHERE bulk_invite_id IS NOT NULL",
        ),
        DropIndex("invitations_of_bulk_invite"),
    ]
