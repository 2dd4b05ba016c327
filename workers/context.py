"""What every task of a worker process gets."""

import asyncio
from dataclasses import dataclass, field

from app.deliveries.emails import EmailKinds
from app.deliveries.sending_limit import SendingLimit
from app.mail import Mailer
from app.settings import Settings


@dataclass
class WorkerContext:
    """One worker process. `worker` is its unique name, which owns leases and heartbeats.

    `stopping` is set when the process is to stop, `wake` when a job of its queue has arrived. `sending_limit` is what
    the mail server was found to take, `heartbeat_at` is when the last heartbeat was committed (`time.monotonic()`).
    """

    worker: str
    settings: Settings
    mailer: Mailer
    email_kinds: EmailKinds
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    sending_limit: SendingLimit = field(default_factory=SendingLimit)
    heartbeat_at: float | None = None
