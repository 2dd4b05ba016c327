"""Finds the emails in a state of one organization, whatever the others' are in, and counts its list from an index.

The release before goes on queueing emails without their organization, which the trigger adds. The release after this
one drops the trigger. The column has a name of its own, since the release before joins by `organization_id`.
"""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from app.database.backfill import Backfill
from app.database.migration_operations import ConcurrentIndex, DropIndex, LockFirst


class Migration(migrations.Migration):
    dependencies = [("app", "0008_long_lists")]
    operations = [
        LockFirst("deliveries"),
        ops.AddField(model_name="Delivery", name="inviting_organization_id", field=fields.UUIDField(null=True)),
        ops.RunSQL(
            """CREATE FUNCTION organization_of_delivery() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    NEW.inviting_organization_id := (SELECT organization_id FROM invitations WHERE id = NEW.subject_id);
                    RETURN NEW;
                END $$"""
        ),
        ops.RunSQL(
            """CREATE TRIGGER deliveries_organization BEFORE INSERT ON deliveries
                FOR EACH ROW WHEN (NEW.inviting_organization_id IS NULL AND NEW.kind = 'invitation')
                EXECUTE FUNCTION organization_of_delivery()"""
        ),
        ConcurrentIndex(
            "deliveries_of_organization",
            "ON deliveries (inviting_organization_id, status, subject_id, generation)"
            " WHERE inviting_organization_id IS NOT NULL",
            backfill=Backfill(
                table="deliveries",
                column="inviting_organization_id",
                source="invitations",
                condition="s.id = t.subject_id AND t.kind = 'invitation'",
                value="s.organization_id",
            ),
        ),
        DropIndex("deliveries_in_trouble"),
        # With what a count, and what became of an email, need of each row: neither reads the table.
        ConcurrentIndex(
            "invitations_in_roles",
            """ON invitations (organization_id, status, role COLLATE "C", id)
                INCLUDE (created_at, expires_at, generation)""",
        ),
        DropIndex("invitations_by_role"),
    ]
