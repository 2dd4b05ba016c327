"""Finds pages of lists by when invitations end and when members were last active, and whose rights invitations rest on."""

from tortoise import migrations

from app.database.migration_operations import ConcurrentIndex


class Migration(migrations.Migration):
    dependencies = [("app", "0012_readable_audit")]
    operations = [
        ConcurrentIndex(
            "invitations_by_expiry",
            "ON invitations (organization_id, status, (COALESCE(expires_at, 'infinity'::timestamptz)), id)",
        ),
        ConcurrentIndex(
            "invitations_by_authorizer",
            "ON invitations (organization_id, authorized_by_user_id, expires_at) WHERE status = 'pending'",
        ),
        ConcurrentIndex(
            "memberships_by_activity",
            "ON memberships (organization_id, (COALESCE(last_active_at, '-infinity'::timestamptz)), id)",
        ),
    ]
