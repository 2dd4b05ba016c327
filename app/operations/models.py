from tortoise import fields
from tortoise.fields.db_defaults import Now
from tortoise.models import Model

from app.database.ids import uuid7


class WorkerHeartbeat(Model):
    """The heartbeat of a worker process. `worker` is the name it claims emails under, `kind` what it does.

    `running` is what it works on, as `app/operations/workers.py` stores it; null from an earlier version.
    """

    worker = fields.CharField(max_length=255, primary_key=True)
    kind = fields.CharField(max_length=32)
    host = fields.CharField(max_length=255)
    started_at = fields.DatetimeField(db_default=Now())
    seen_at = fields.DatetimeField(db_default=Now())
    version = fields.CharField(max_length=64, null=True)
    running = fields.JSONField[dict[str, object]](null=True)

    class Meta:
        table = "worker_heartbeats"
        indexes = (("host", "kind", "seen_at"),)


class ReadinessCheck(Model):
    """What a process writes to find out whether the database takes it: one row each, see `app/database/probe.py`."""

    process = fields.CharField(max_length=255, primary_key=True)
    checked_at = fields.DatetimeField(db_default=Now())

    class Meta:
        table = "readiness_checks"


class ScheduleRun(Model):
    """The last run of a schedule by whichever worker of its kind ran it last, and the last one that failed."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    kind = fields.CharField(max_length=32)
    name = fields.CharField(max_length=64)
    worker = fields.CharField(max_length=255)

    # How long after a run ends the next one begins.
    interval_seconds = fields.FloatField()

    started_at = fields.DatetimeField()
    duration_ms = fields.IntField()
    next_run_at = fields.DatetimeField()

    # The type of the exception and where it was raised, never its text, which may hold an address.
    last_error = fields.TextField(null=True)
    last_error_at = fields.DatetimeField(null=True)

    class Meta:
        table = "schedule_runs"
        unique_together = (("kind", "name"),)


class OperatorAct(Model):
    """What an operator did: who, what, when and why, and how far it is. It is both the record and the job.

    What is too long for one request is gone on with by the email workers, in chunks, each in a transaction of its own
    that holds the lease.
    """

    id = fields.UUIDField(primary_key=True, default=uuid7)

    # An ActKind.
    kind = fields.CharField(max_length=32)

    # Null: by the command line, whose user and host are the name.
    actor_user_id = fields.UUIDField(null=True)
    actor_name = fields.TextField()

    # What was asked for, such as the filter. It holds ids, domains and numbers, and no address.
    input = fields.JSONField[dict[str, object]]()
    reason = fields.TextField(null=True)

    # An ActStatus.
    status = fields.CharField(max_length=16)

    expected_count = fields.IntField(null=True)
    changed_count = fields.IntField(default=0)

    # Those that were left as they are, by the reason.
    skipped = fields.JSONField[dict[str, int]](default=dict)

    # The last delivery that was looked at, in the order of ids; the next chunk begins after it.
    last_id = fields.UUIDField(null=True)

    # The last delivery that there was when the act was asked for; what was queued later is not part of it.
    until_id = fields.UUIDField(null=True)

    # The emails that are sent first, one of each failure group, and what became of each.
    canaries = fields.JSONField[list[dict[str, object]]](default=list)

    # Why it ended before its end; null unless it did.
    stop_reason = fields.TextField(null=True)

    idempotency_key = fields.CharField(max_length=255, null=True)
    input_hash = fields.BinaryField(null=True)

    # Which lease allows to go on with it, null where no worker does, and until when no other lease is given.
    lease_owner = fields.TextField(null=True)
    lease_until = fields.DatetimeField(null=True)

    # Leases since a worker last got on with it; after MAX_ATTEMPTS it is FAILED.
    attempts = fields.SmallIntField(db_default=0)
    created_at = fields.DatetimeField(db_default=Now())
    finished_at = fields.DatetimeField(null=True)

    class Meta:
        table = "operator_acts"
        unique_together = (("actor_user_id", "kind", "idempotency_key"),)
