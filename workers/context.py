"""What every task of a worker process gets."""

import asyncio
from dataclasses import dataclass, field

from app.deliveries.emails import EmailKinds
from app.mail import Mailer
from app.settings import Settings


@dataclass
class WorkerContext:
    """One worker process. `worker` is its unique name, which owns leases and heartbeats.

    `stopping` is set when the process is to stop, `wake` when a job of its queue has arrived.
    """

    worker: str
    settings: Settings
    mailer: Mailer
    email_kinds: EmailKinds
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    wake: asyncio.Event = field(default_factory=asyncio.Event)
