"""The names of background jobs and their queues. A job only wakes a worker; the work is rows in PostgreSQL."""

from dataclasses import dataclass

EMAIL_QUEUE = "senturo:email"
BULK_QUEUE = "senturo:bulk"


@dataclass(frozen=True)
class WakeUp:
    """A job without arguments, at most one of it waiting in its queue."""

    queue: str
    job: str


SEND_EMAILS = WakeUp(EMAIL_QUEUE, "send_emails")
WORK_ON_BULK_INVITES = WakeUp(BULK_QUEUE, "work_on_bulk_invites")
