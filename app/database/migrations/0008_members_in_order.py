"""Pages of members are read in their order, by name and by role, however many members there are."""

from tortoise import migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("app", "0005_password_resets"), ("app", "0007_bulk_invite_sequence")]
    operations = [
        ops.RunSQL('CREATE INDEX users_by_name ON users ((lower(name) COLLATE "pg_c_utf8"))'),
        ops.RunSQL('CREATE INDEX memberships_by_role ON memberships (organization_id, role COLLATE "C", id)'),
    ]
