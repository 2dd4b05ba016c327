"""A bulk invite's sequence grows with what people see of it; leases and schedules of the worker are no news."""

from tortoise import migrations
from tortoise.migrations import operations as ops

SEEN = (
    "status, failure, ignored_columns, total_rows, processed_rows, valid_rows, warning_rows, error_rows,"
    " invited_rows, skipped_rows, emails_sent, emails_failed, emails_waiting, started_at, finished_at"
)


def seen_of(record: str) -> str:
    return ", ".join(f"{record}.{column.strip()}" for column in SEEN.split(","))


STATEMENTS = (
    "DROP TRIGGER bulk_invites_sequence ON bulk_invites",
    f"""CREATE TRIGGER bulk_invites_sequence BEFORE UPDATE ON bulk_invites
        FOR EACH ROW WHEN (({seen_of("OLD")}) IS DISTINCT FROM ({seen_of("NEW")}))
        EXECUTE FUNCTION next_in_sequence()""",
)


class Migration(migrations.Migration):
    dependencies = [("app", "0006_recent_attempts")]
    operations = [ops.RunSQL(statement) for statement in STATEMENTS]
