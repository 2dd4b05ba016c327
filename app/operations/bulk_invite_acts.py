"""What operators do to bulk invites."""

from uuid import UUID

from app.bulk_invites.actions import stop_bulk_invite as stop
from app.database.transaction import transaction
from app.operations.act_results import record_change
from app.operations.acts import ActKind, ActRecord, begin_act
from app.operations.reasons import require_reason
from app.users.operators import Operator


async def stop_bulk_invite(
    operator: Operator, bulk_invite_id: UUID, reason: str, idempotency_key: str | None = None
) -> ActRecord:
    """Cancels a bulk invite of whatever organization; what was invited stays so. One that is over stays as it is.

    The organization's activity says that it was canceled by the service's operators; `reason` is for operators alone.
    Raises NotPermitted, NotFound, Required, TooLong, IdempotencyKeyReused.
    """
    operator.require_may_act()
    require_reason(reason)
    async with transaction():
        act_input = {"bulk_invite_id": bulk_invite_id}
        act, is_new = await begin_act(
            operator, ActKind.STOP_BULK_INVITE, act_input, reason=reason, idempotency_key=idempotency_key
        )
        if not is_new:
            return act
        status = await stop(bulk_invite_id)
        return await record_change(act, 0 if status.is_final else 1)
