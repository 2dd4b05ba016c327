"""What time does, whoever calls."""

from app.deliveries.send_loop import Sender
from app.idempotency.actions import forget_old_keys
from app.invitations.expire import expire_lapsed
from app.users.sessions import end_expired_sessions


async def expire_invitations(_: Sender) -> None:
    while await expire_lapsed():
        pass


async def forget_keys(_: Sender) -> None:
    await forget_old_keys()


async def end_sessions(_: Sender) -> None:
    await end_expired_sessions()
