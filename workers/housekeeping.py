"""What has to happen as time passes, without any request."""

from app.audit.account_events import forget_old_account_events
from app.idempotency.actions import forget_old_keys
from app.invitations.bounce_digests import forget_old_digests, queue_due_digests
from app.invitations.expire import expire_lapsed
from app.mail_events.receipts import delete_old_receipts
from app.users.sessions import end_expired_sessions
from workers.context import WorkerContext


async def expire_invitations(_: WorkerContext) -> None:
    while await expire_lapsed():
        pass


async def delete_idempotency_keys(_: WorkerContext) -> None:
    while await forget_old_keys():
        pass


async def end_sessions(_: WorkerContext) -> None:
    while await end_expired_sessions():
        pass


async def delete_account_events(_: WorkerContext) -> None:
    while await forget_old_account_events():
        pass


async def queue_bounce_digests(_: WorkerContext) -> None:
    while await queue_due_digests():
        pass


async def delete_bounce_digests(_: WorkerContext) -> None:
    while await forget_old_digests():
        pass


async def delete_mail_event_receipts(_: WorkerContext) -> None:
    while await delete_old_receipts():
        pass
