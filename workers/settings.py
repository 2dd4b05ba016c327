"""Every worker, job and schedule on one page."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from app.jobs import EMAIL_QUEUE
from app.sending.actions import Sender
from app.settings import Settings
from workers import heartbeat, housekeeping, sending

Task = Callable[[Sender], Awaitable[None]]


@dataclass(frozen=True)
class Schedule:
    """A task that runs again and again, `seconds` after it last ended, or at once when it is woken."""

    task: Task
    seconds: float
    wakeable: bool = False


@dataclass(frozen=True)
class WorkerClass:
    """A kind of process: the arq queue it listens to, the jobs it knows, and what it does by itself."""

    name: str
    queue: str
    jobs: Sequence[Callable[[dict[str, Any]], Awaitable[None]]]
    schedules: Sequence[Schedule]


def email_worker(settings: Settings) -> WorkerClass:
    return WorkerClass(
        name="email",
        queue=EMAIL_QUEUE,
        jobs=[sending.send_emails],
        schedules=[
            Schedule(sending.send_due, settings.email_poll_seconds, wakeable=True),
            Schedule(sending.recover_lost, 3),
            Schedule(heartbeat.sign_of_life("email"), heartbeat.SECONDS),
            Schedule(housekeeping.expire_invitations, 30),
            Schedule(housekeeping.forget_keys, 3600),
            Schedule(housekeeping.end_sessions, 3600),
        ],
    )


WORKERS: dict[str, Callable[[Settings], WorkerClass]] = {"email": email_worker}
