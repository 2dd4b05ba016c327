"""What models cannot say: foreign keys, partial indexes, checks, and keys compared byte by byte."""

from tortoise import migrations
from tortoise.migrations import operations as ops

FORWARD = """
ALTER TABLE users ALTER COLUMN email_key TYPE text COLLATE "C";
ALTER TABLE invitations ALTER COLUMN email_key TYPE text COLLATE "C";
ALTER TABLE groups ALTER COLUMN name_key TYPE text COLLATE "C";

CREATE UNIQUE INDEX sessions_token ON sessions (token_hash);
CREATE INDEX sessions_expiry ON sessions (expires_at);

CREATE UNIQUE INDEX invitations_one_pending
    ON invitations (organization_id, email_key) WHERE status = 'pending';
CREATE INDEX invitations_lapsing ON invitations (expires_at) WHERE status = 'pending' AND expires_at IS NOT NULL;

CREATE INDEX deliveries_due ON deliveries (priority, due_at) WHERE status IN ('queued', 'deferred', 'unknown');
CREATE INDEX deliveries_leased ON deliveries (lease_until) WHERE status = 'sending';

CREATE INDEX memberships_joined ON memberships (organization_id, joined_at, id);

ALTER TABLE sessions ADD FOREIGN KEY (user_id) REFERENCES users ON DELETE CASCADE;
ALTER TABLE sessions ADD FOREIGN KEY (organization_id) REFERENCES organizations ON DELETE CASCADE;
ALTER TABLE groups ADD FOREIGN KEY (organization_id) REFERENCES organizations ON DELETE CASCADE;
ALTER TABLE memberships ADD FOREIGN KEY (organization_id) REFERENCES organizations ON DELETE CASCADE;
ALTER TABLE memberships ADD FOREIGN KEY (user_id) REFERENCES users ON DELETE CASCADE;
ALTER TABLE invitations ADD FOREIGN KEY (organization_id) REFERENCES organizations ON DELETE CASCADE;
ALTER TABLE delivery_attempts ADD FOREIGN KEY (delivery_id) REFERENCES deliveries ON DELETE CASCADE;

ALTER TABLE memberships ADD CHECK (
    role IN ('admin', 'group_admin', 'investigator', 'analyst', 'broadcaster', 'remote'));
ALTER TABLE invitations ADD CHECK (
    role IN ('admin', 'group_admin', 'investigator', 'analyst', 'broadcaster', 'remote'));
ALTER TABLE invitations ADD CHECK (status IN ('pending', 'accepted', 'declined', 'revoked', 'expired'));
ALTER TABLE invitations ADD CHECK (oldest_valid_generation BETWEEN 1 AND generation);
ALTER TABLE deliveries ADD CHECK (
    status IN ('queued', 'sending', 'sent', 'deferred', 'unknown', 'failed', 'bounced', 'canceled'));
ALTER TABLE delivery_attempts ADD CHECK (outcome IN ('accepted', 'deferred', 'rejected', 'unknown'));
ALTER TABLE email_pauses ADD CHECK (queue = 'email');
ALTER TABLE organizations ADD CHECK (invitation_ttl_days BETWEEN 1 AND 3650);
ALTER TABLE organizations ADD CHECK (bulk_invite_row_limit BETWEEN 1 AND 1000000);
"""


class Migration(migrations.Migration):
    dependencies = [("app", "0001_initial")]
    operations = [ops.RunSQL(statement.strip()) for statement in FORWARD.split(";") if statement.strip()]
