from tortoise import fields
from tortoise.fields.db_defaults import Now
from tortoise.models import Model


class WorkerHeartbeat(Model):
    """The heartbeat of a worker process. `worker` is the name it claims emails under, `kind` what it does."""

    worker = fields.CharField(max_length=255, primary_key=True)
    kind = fields.CharField(max_length=32)
    host = fields.CharField(max_length=255)
    started_at = fields.DatetimeField(db_default=Now())
    seen_at = fields.DatetimeField(db_default=Now())

    class Meta:
        table = "worker_heartbeats"
        indexes = (("host", "kind", "seen_at"),)
