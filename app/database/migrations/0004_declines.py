"""Finds who declined by the mailbox of the address: see `app/mailboxes.py`."""

from tortoise import migrations

from app.database.migration_operations import ConcurrentIndex

WITHOUT_TAG = r"regexp_replace(email_key, '^([^+@]+)\+[^@]*@', '\1@')"
MAILBOX = f"""CASE WHEN email_key ~ '@(gmail|googlemail)[.]com$'
    THEN replace(split_part({WITHOUT_TAG}, '@', 1), '.', '') || '@gmail.com'
    ELSE {WITHOUT_TAG} END"""


class Migration(migrations.Migration):
    dependencies = [("app", "0003_account_events")]
    operations = [
        ConcurrentIndex(
            "invitations_declined",
            f"ON invitations (organization_id, ({MAILBOX}), declined_at) WHERE status = 'declined'",
        )
    ]
