"""Every worker, job and schedule on one page."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from app.jobs import BULK_QUEUE, EMAIL_QUEUE
from app.queues.limits import MAX_CONCURRENCY
from app.queues.names import QueueName
from app.settings import Settings, SettingsError
from workers import bounces, bulk_invites, counting, heartbeat, housekeeping, sending
from workers.context import WorkerContext

MOST_BULK_INVITES = MAX_CONCURRENCY[QueueName.BULK]
Task = Callable[[WorkerContext], Awaitable[None]]


@dataclass(frozen=True)
class Schedule:
    """A task that runs again and again, `seconds` after it last ended, or at once when it is woken."""

    task: Task
    seconds: float
    wakeable: bool = False


@dataclass(frozen=True)
class WorkerClass:
    """A kind of process: its arq queue, if any, the jobs of that queue, and what it does by itself."""

    name: str
    queue: str | None
    jobs: Sequence[Callable[[dict[str, Any]], Awaitable[None]]]
    schedules: Sequence[Schedule]


def email_worker(settings: Settings) -> WorkerClass:
    return WorkerClass(
        name="email",
        queue=EMAIL_QUEUE,
        jobs=[sending.send_emails],
        schedules=[
            Schedule(sending.send_due, settings.email_poll_seconds, wakeable=True),
            Schedule(sending.follow_limits, 2),
            Schedule(sending.follow_pauses, 1),
            Schedule(sending.recover_expired_leases, 3),
            Schedule(sending.work_on_acts, 1),
            Schedule(heartbeat.heartbeat_of("email"), heartbeat.SECONDS),
            Schedule(counting.add_up_counts, counting.SECONDS),
            Schedule(counting.delete_old_counts, 3600),
            Schedule(counting.group_earlier_failures, 30),
            Schedule(counting.delete_empty_failure_groups, 3600),
            Schedule(housekeeping.expire_invitations, 30),
            Schedule(housekeeping.queue_bounce_digests, 60),
            Schedule(housekeeping.delete_idempotency_keys, 3600),
            Schedule(housekeeping.end_sessions, 3600),
            Schedule(housekeeping.delete_account_events, 3600),
            Schedule(housekeeping.delete_bounce_digests, 3600),
            Schedule(housekeeping.delete_mail_event_receipts, 3600),
            *_mailbox_schedules(settings),
        ],
    )


def _mailbox_schedules(settings: Settings) -> Sequence[Schedule]:
    if settings.bounce_imap_url is None:
        return ()
    return (Schedule(bounces.poll_bounce_mailbox, settings.bounce_imap_seconds),)


def bulk_worker(_: Settings) -> WorkerClass:
    """A process of its own, so that a large file delays no email. Some at a time, so that it delays no small file."""
    return WorkerClass(
        name="bulk",
        queue=BULK_QUEUE,
        jobs=[bulk_invites.work_on_bulk_invites],
        schedules=[
            *(Schedule(bulk_invites.work_in_slot(slot), 1, wakeable=True) for slot in range(MOST_BULK_INVITES)),
            Schedule(bulk_invites.follow_limits, 2),
            Schedule(bulk_invites.count_emails, 0.25),
            Schedule(bulk_invites.purge, 3600),
            Schedule(heartbeat.heartbeat_of("bulk"), heartbeat.SECONDS),
            Schedule(counting.add_up_counts, counting.SECONDS),
            Schedule(counting.delete_old_counts, 3600),
        ],
    )


def bounces_worker(settings: Settings) -> WorkerClass:
    """A process of its own, which mail servers connect to; off by default. It has no queue: they bring the work.

    Raises SettingsError where it is not said where to listen.
    """
    if settings.bounce_lmtp_listen is None:
        raise SettingsError(bounces.NOWHERE_TO_LISTEN)
    return WorkerClass(
        name="bounces",
        queue=None,
        jobs=[],
        schedules=[
            Schedule(bounces.take_bounces, bounces.LISTEN_AGAIN_SECONDS, wakeable=True),
            Schedule(heartbeat.heartbeat_of("bounces"), heartbeat.SECONDS),
        ],
    )


WORKERS: dict[str, Callable[[Settings], WorkerClass]] = {
    "email": email_worker,
    "bulk": bulk_worker,
    "bounces": bounces_worker,
}
