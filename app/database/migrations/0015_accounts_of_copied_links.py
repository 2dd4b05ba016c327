"""Marks the accounts that were made by a copied link, where only the audit tells.

Apart from the column's migration, which keeps everybody from the accounts until it is done: this one looks through the
audit, and holds no more than the few rows that it changes.
"""

from tortoise import migrations
from tortoise.migrations import operations as ops

MARK = """
    UPDATE users u SET is_address_confirmed = false
     WHERE EXISTS (SELECT FROM audit_entries e WHERE e.subject_id = u.id AND e.action = 'user.created'
                      AND e.changes -> 'address_confirmed' ->> 1 = 'false')
       AND NOT EXISTS (SELECT FROM audit_entries e WHERE e.subject_id = u.id AND e.action = 'user.password_reset')
"""


class Migration(migrations.Migration):
    dependencies = [("app", "0014_confirmed_addresses")]
    operations = [ops.RunSQL(MARK)]
