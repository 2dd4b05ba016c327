"""Keeps what an audit entry is about in words, which outlive the person, the group or the invitation."""

from typing import Any

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from app.database.migration_operations import LockFirst


class Migration(migrations.Migration):
    dependencies = [("app", "0011_bulk_repair")]
    operations = [
        LockFirst("audit_entries"),
        ops.AddField(model_name="AuditEntry", name="subject_name", field=fields.TextField(null=True)),
        ops.AddField(model_name="AuditEntry", name="subject_email", field=fields.TextField(null=True)),
        ops.AddField(model_name="AuditEntry", name="groups", field=fields.JSONField[Any](null=True)),
    ]
