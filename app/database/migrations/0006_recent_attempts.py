"""Finds the email attempts that ended lately. BRIN, which costs an attempt's update nothing."""

from tortoise import migrations
from tortoise.migrations import operations as ops

STATEMENT = """
CREATE INDEX delivery_attempts_finished ON delivery_attempts
    USING brin (finished_at) WITH (pages_per_range = 16, autosummarize = on)
"""


class Migration(migrations.Migration):
    dependencies = [("app", "0004_bulk_invite_indexes"), ("app", "0003_worker_heartbeats")]
    operations = [ops.RunSQL(STATEMENT.strip())]
