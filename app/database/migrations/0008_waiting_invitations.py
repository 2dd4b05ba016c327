"""One index for "who is invited here" and "what waits for this address", instead of two."""

from tortoise import migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("app", "0005_password_resets"), ("app", "0007_bulk_invite_sequence")]
    operations = [
        ops.RunSQL(
            "CREATE UNIQUE INDEX invitations_waiting ON invitations (email_key, organization_id)"
            " WHERE status = 'pending'"
        ),
        ops.RunSQL("DROP INDEX invitations_one_pending"),
        ops.RemoveIndex(model_name="Invitation", fields=["email_key"]),
    ]
