"""Finds who declined by the mailbox of the address: see `app/mailboxes.py`."""

from tortoise import migrations
from tortoise.migrations import operations as ops

WITHOUT_TAG = r"regexp_replace(email_key, '^([^+@]+)\+[^@]*@', '\1@')"
INDEX = f"""
    CREATE INDEX invitations_declined ON invitations (
        organization_id,
        (CASE WHEN email_key ~ '@(gmail|googlemail)[.]com$'
              THEN replace(split_part({WITHOUT_TAG}, '@', 1), '.', '') || '@gmail.com'
              ELSE {WITHOUT_TAG} END),
        declined_at)
     WHERE status = 'declined'
"""


class Migration(migrations.Migration):
    dependencies = [("app", "0002_beyond_models")]
    operations = [ops.RunSQL(INDEX)]
