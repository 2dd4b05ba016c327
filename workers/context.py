"""What every task of a worker process gets."""

import asyncio
from dataclasses import dataclass, field

from app.deliveries.emails import EmailKinds
from app.deliveries.sending_limit import SendingLimit
from app.mail import Mailer
from app.queues.limits import BULK_CONCURRENCY, EmailLimits
from app.queues.running_jobs import RunningJobs
from app.settings import Settings
from workers.schedule_runs import ScheduleRuns


@dataclass
class WorkerContext:
    """One worker process. `worker` is its unique name, which owns leases and heartbeats.

    `stopping` is set when the process is to stop, `wake` when a job of its queue has arrived. `sending_limit` is what
    the mail server was found to take, within `email_limits`, which are None until they have been read.
    `bulk_concurrency` is how many bulk invites are worked on at once. `running` and `schedule_runs` are what the
    heartbeat says of the process. `trouble` is why it does not do what it is there for; None where it does.
    `heartbeat_at` is when the last heartbeat was committed (`time.monotonic()`).
    """

    worker: str
    settings: Settings
    mailer: Mailer
    email_kinds: EmailKinds
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    sending_limit: SendingLimit = field(default_factory=SendingLimit)
    email_limits: EmailLimits | None = None
    bulk_concurrency: int = BULK_CONCURRENCY
    running: RunningJobs = field(default_factory=RunningJobs)
    schedule_runs: ScheduleRuns = field(default_factory=ScheduleRuns)
    heartbeat_at: float | None = None
    trouble: str | None = None
