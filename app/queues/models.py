"""Tables of the queues: what is in them in numbers, and what operators set. The first line is the table's comment."""

from tortoise import fields
from tortoise.fields.db_defaults import Now
from tortoise.models import Model

from app.database.ids import uuid7


class QueueCountChange(Model):
    """What one statement changed of the counts of a queue, not yet added to them.

    Written by triggers, so that no two statements wait for each other. `entered` are those that came into the state,
    `delta` is by how many there are more in it.
    """

    id = fields.BigIntField(primary_key=True)
    queue = fields.TextField()
    state = fields.TextField()
    failure_group_id = fields.UUIDField(null=True)
    minute = fields.DatetimeField()
    entered = fields.BigIntField()
    delta = fields.BigIntField()

    class Meta:
        table = "queue_count_changes"


class QueueCount(Model):
    """How many jobs of a queue are in a state, of one failure group or of none; with its changes it is exact."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    queue = fields.TextField()
    state = fields.TextField()
    failure_group_id = fields.UUIDField(null=True)
    count = fields.BigIntField()

    class Meta:
        table = "queue_counts"


class QueueMinute(Model):
    """How many jobs of a queue came into a state within one minute."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    queue = fields.TextField()
    minute = fields.DatetimeField()
    state = fields.TextField()
    count = fields.BigIntField()

    class Meta:
        table = "queue_minutes"
        unique_together = (("queue", "minute", "state"),)


class QueuePause(Model):
    """An operator's pause of a queue, or of the emails to one domain, until an operator resumes it."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    queue = fields.TextField()

    # Of the recipients, in lower case; null: all of the queue.
    recipient_domain = fields.TextField(null=True)

    reason = fields.TextField()
    paused_by_name = fields.TextField()
    paused_at = fields.DatetimeField(db_default=Now())

    class Meta:
        table = "queue_pauses"


class QueueLimits(Model):
    """What an operator has set for a queue in place of the settings that its workers were started with."""

    queue = fields.CharField(max_length=16, primary_key=True)

    # How many jobs one worker runs at once; null: as configured.
    concurrency = fields.IntField(null=True)

    # How many emails all workers together begin within a minute; null: as many as the mail server takes.
    emails_per_minute = fields.IntField(null=True)

    set_by_name = fields.TextField()
    set_at = fields.DatetimeField(db_default=Now())

    class Meta:
        table = "queue_limits"
