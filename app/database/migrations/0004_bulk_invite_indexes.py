"""What models cannot say of bulk invites: partial indexes, checks, and a sequence that grows with every change."""

from tortoise import migrations
from tortoise.migrations import operations as ops

# No foreign key from the rows: it would be checked for each of a million of them, and only the purge deletes any.
STATEMENTS = (
    'ALTER TABLE bulk_invite_rows ALTER COLUMN email_key TYPE text COLLATE "C"',
    "ALTER TABLE bulk_invite_rows ALTER COLUMN id SET DEFAULT uuidv7()",
    """CREATE INDEX bulk_invite_rows_address ON bulk_invite_rows (bulk_invite_id, email_key)
        WHERE email_key IS NOT NULL""",
    "CREATE INDEX bulk_invite_rows_problems ON bulk_invite_rows (bulk_invite_id, line) WHERE problems IS NOT NULL",
    """CREATE INDEX bulk_invites_at_work ON bulk_invites (created_at)
        WHERE status IN ('validating', 'sending') OR revoked_by_user_id IS NOT NULL""",
    "CREATE INDEX bulk_invites_emails ON bulk_invites (count_emails_at) WHERE NOT emails_settled",
    "CREATE INDEX invitations_of_bulk_invite ON invitations (bulk_invite_id, id) WHERE bulk_invite_id IS NOT NULL",
    "ALTER TABLE bulk_invites ADD FOREIGN KEY (organization_id) REFERENCES organizations ON DELETE CASCADE",
    "ALTER TABLE bulk_invite_pieces ADD FOREIGN KEY (bulk_invite_id) REFERENCES bulk_invites ON DELETE CASCADE",
    """ALTER TABLE bulk_invites ADD CHECK (
        status IN ('validating', 'ready', 'sending', 'completed', 'canceled', 'failed'))""",
    """ALTER TABLE bulk_invite_rows ADD CHECK (
        status IN ('valid', 'warning', 'error', 'invited', 'skipped'))""",
    """CREATE FUNCTION next_in_sequence() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            NEW.sequence := OLD.sequence + 1;
            NEW.changed_at := now();
            RETURN NEW;
        END $$""",
    """CREATE TRIGGER bulk_invites_sequence BEFORE UPDATE ON bulk_invites
        FOR EACH ROW EXECUTE FUNCTION next_in_sequence()""",
)


class Migration(migrations.Migration):
    dependencies = [("app", "0003_bulk_invites")]
    operations = [ops.RunSQL(statement) for statement in STATEMENTS]
