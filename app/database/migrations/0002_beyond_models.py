"""What models cannot say: keys compared byte by byte, partial and expression indexes, foreign keys, checks, a trigger."""

from tortoise import migrations
from tortoise.migrations import operations as ops

COLUMNS = (
    'ALTER TABLE users ALTER COLUMN email_key TYPE text COLLATE "C"',
    'ALTER TABLE groups ALTER COLUMN name_key TYPE text COLLATE "C"',
    'ALTER TABLE invitations ALTER COLUMN email_key TYPE text COLLATE "C"',
    'ALTER TABLE bulk_invite_rows ALTER COLUMN email_key TYPE text COLLATE "C"',
    "ALTER TABLE bulk_invite_rows ALTER COLUMN id SET DEFAULT uuidv7()",
)

INDEXES = (
    'CREATE INDEX users_by_name ON users ((lower(name) COLLATE "pg_c_utf8"))',
    "CREATE UNIQUE INDEX sessions_token ON sessions (token_hash)",
    "CREATE INDEX sessions_expiry ON sessions (expires_at)",
    "CREATE INDEX memberships_joined ON memberships (organization_id, joined_at, id)",
    'CREATE INDEX memberships_by_role ON memberships (organization_id, role COLLATE "C", id)',
    # Both "one pending invitation per organization and address" and "what waits for this address".
    """CREATE UNIQUE INDEX invitations_waiting ON invitations (email_key, organization_id)
        WHERE status = 'pending'""",
    """CREATE INDEX invitations_lapsing ON invitations (expires_at)
        WHERE status = 'pending' AND expires_at IS NOT NULL""",
    """CREATE INDEX invitations_of_bulk_invite ON invitations (bulk_invite_id, id)
        WHERE bulk_invite_id IS NOT NULL""",
    """CREATE INDEX bulk_invites_at_work ON bulk_invites (created_at)
        WHERE status IN ('validating', 'sending') OR revoked_by_user_id IS NOT NULL""",
    "CREATE INDEX bulk_invites_emails ON bulk_invites (count_emails_at) WHERE NOT emails_settled",
    """CREATE INDEX bulk_invite_rows_address ON bulk_invite_rows (bulk_invite_id, email_key)
        WHERE email_key IS NOT NULL""",
    """CREATE INDEX bulk_invite_rows_problems ON bulk_invite_rows (bulk_invite_id, line)
        WHERE problems IS NOT NULL""",
    """CREATE INDEX deliveries_due ON deliveries (priority, due_at)
        WHERE status IN ('queued', 'deferred', 'unknown')""",
    "CREATE INDEX deliveries_leased ON deliveries (lease_until) WHERE status = 'sending'",
    # BRIN costs an attempt's update nothing, and is all that finding the attempts that ended lately needs.
    """CREATE INDEX delivery_attempts_finished ON delivery_attempts
        USING brin (finished_at) WITH (pages_per_range = 16, autosummarize = on)""",
)

# None from bulk_invite_rows: it would be checked for each of a million rows, and only the purge deletes any.
FOREIGN_KEYS = (
    "ALTER TABLE sessions ADD FOREIGN KEY (user_id) REFERENCES users ON DELETE CASCADE",
    "ALTER TABLE sessions ADD FOREIGN KEY (organization_id) REFERENCES organizations ON DELETE CASCADE",
    "ALTER TABLE password_resets ADD FOREIGN KEY (user_id) REFERENCES users ON DELETE CASCADE",
    "ALTER TABLE groups ADD FOREIGN KEY (organization_id) REFERENCES organizations ON DELETE CASCADE",
    "ALTER TABLE memberships ADD FOREIGN KEY (organization_id) REFERENCES organizations ON DELETE CASCADE",
    "ALTER TABLE memberships ADD FOREIGN KEY (user_id) REFERENCES users ON DELETE CASCADE",
    "ALTER TABLE invitations ADD FOREIGN KEY (organization_id) REFERENCES organizations ON DELETE CASCADE",
    "ALTER TABLE bulk_invites ADD FOREIGN KEY (organization_id) REFERENCES organizations ON DELETE CASCADE",
    "ALTER TABLE bulk_invite_pieces ADD FOREIGN KEY (bulk_invite_id) REFERENCES bulk_invites ON DELETE CASCADE",
    "ALTER TABLE delivery_attempts ADD FOREIGN KEY (delivery_id) REFERENCES deliveries ON DELETE CASCADE",
)

CHECKS = (
    "ALTER TABLE organizations ADD CHECK (invitation_ttl_days BETWEEN 1 AND 3650)",
    "ALTER TABLE organizations ADD CHECK (bulk_invite_row_limit BETWEEN 1 AND 1000000)",
    """ALTER TABLE memberships ADD CHECK (
        role IN ('admin', 'group_admin', 'investigator', 'analyst', 'broadcaster', 'remote'))""",
    """ALTER TABLE invitations ADD CHECK (
        role IN ('admin', 'group_admin', 'investigator', 'analyst', 'broadcaster', 'remote'))""",
    """ALTER TABLE invitations ADD CHECK (
        status IN ('pending', 'accepted', 'declined', 'revoked', 'expired'))""",
    "ALTER TABLE invitations ADD CHECK (oldest_valid_generation BETWEEN 1 AND generation)",
    """ALTER TABLE bulk_invites ADD CHECK (
        status IN ('validating', 'ready', 'sending', 'completed', 'canceled', 'failed'))""",
    """ALTER TABLE bulk_invite_rows ADD CHECK (
        status IN ('valid', 'warning', 'error', 'invited', 'skipped'))""",
    """ALTER TABLE deliveries ADD CHECK (
        status IN ('queued', 'sending', 'sent', 'deferred', 'unknown', 'failed', 'bounced', 'canceled'))""",
    "ALTER TABLE delivery_attempts ADD CHECK (outcome IN ('accepted', 'deferred', 'rejected', 'unknown'))",
    "ALTER TABLE email_pauses ADD CHECK (queue = 'email')",
)

# A bulk invite's sequence grows with every change that people can see, not with leases and schedules of the worker.
VISIBLE = (
    "status failure ignored_columns total_rows processed_rows valid_rows warning_rows error_rows invited_rows"
    " skipped_rows emails_sent emails_failed emails_waiting started_at finished_at"
).split()
BEFORE, AFTER = (", ".join(f"{row}.{column}" for column in VISIBLE) for row in ("OLD", "NEW"))

TRIGGERS = (
    """CREATE FUNCTION next_in_sequence() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            NEW.sequence := OLD.sequence + 1;
            NEW.changed_at := now();
            RETURN NEW;
        END $$""",
    f"""CREATE TRIGGER bulk_invites_sequence BEFORE UPDATE ON bulk_invites
        FOR EACH ROW WHEN (({BEFORE}) IS DISTINCT FROM ({AFTER}))
        EXECUTE FUNCTION next_in_sequence()""",
)


class Migration(migrations.Migration):
    dependencies = [("app", "0001_initial")]
    operations = [ops.RunSQL(statement) for statement in (*COLUMNS, *INDEXES, *FOREIGN_KEYS, *CHECKS, *TRIGGERS)]
