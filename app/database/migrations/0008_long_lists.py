"""Finds pages of an organization's many invitations: by role, and by what became of their emails."""

from tortoise import migrations

from app.database.migration_operations import ConcurrentIndex


class Migration(migrations.Migration):
    dependencies = [("app", "0007_bulk_invite_attempts")]
    operations = [
        ConcurrentIndex("invitations_by_role", 'ON invitations (organization_id, status, role COLLATE "C", id)'),
        # An email that is sent at once is in none of these states: it costs no write.
        ConcurrentIndex(
            "deliveries_in_trouble",
            """ON deliveries (status, subject_id, generation) WHERE kind = 'invitation'
                AND status IN ('deferred', 'unknown', 'failed', 'bounced', 'canceled')""",
        ),
    ]
