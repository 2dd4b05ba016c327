"""What operators do with deliveries: retry, discard, settle. What is long is gone on with by workers."""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from uuid import UUID

from app.database.sql import row, value
from app.database.transaction import transaction
from app.errors import ActHasEnded, CountChanged, NotFound, OutOfRange
from app.jobs import SEND_EMAILS
from app.operations.act_progress import change_next, forget_canaries, save, wait_for_turn
from app.operations.acts import COLUMNS, ActKind, ActRecord, ActStatus, begin_act
from app.operations.delivery_filters import DeliveryFilter
from app.operations.delivery_rules import Change
from app.operations.matching_deliveries import IdRange, count_matching
from app.operations.reasons import require_reason
from app.pubsub.after_commit import wake_after_commit
from app.users.operators import Operator

AT_ONCE = 500
MAX_COUNTED = 10_000
MAX_EXPECTED = 2**31 - 1
MAX_SPREAD_SECONDS = 86_400


class Settlement(StrEnum):
    """What an operator found out about emails of unknown outcome. SENT: the mail server has them."""

    SENT = "sent"
    SEND_AGAIN = "send_again"


async def retry_deliveries(
    operator: Operator,
    filters: DeliveryFilter,
    expected_count: int,
    *,
    spread_seconds: int = 0,
    canary: bool = False,
    reason: str | None = None,
    idempotency_key: str | None = None,
) -> ActRecord:
    """Sends again what failed, waits for its next attempt or may have been sent, as if it had never been tried.

    They are due at random moments within `spread_seconds`. `canary`: one of each failure group first. Returns the act
    as it is by then, which workers go on with where it is not over. Raises NotPermitted, IdempotencyKeyReused,
    TooLong, OutOfRange, and CountChanged where more than `expected_count` match.
    """
    if not 0 <= spread_seconds <= MAX_SPREAD_SECONDS:
        bounds = f"from 0 to {MAX_SPREAD_SECONDS:,} seconds"
        raise OutOfRange("spreadSeconds", "The time to spread emails over", bounds)
    parameters = {"change": Change.RETRY, "spread_seconds": spread_seconds, "canary": canary}
    return await _act(operator, ActKind.RETRY_DELIVERIES, filters, expected_count, parameters, reason, idempotency_key)


async def discard_deliveries(
    operator: Operator,
    filters: DeliveryFilter,
    expected_count: int,
    reason: str,
    idempotency_key: str | None = None,
) -> ActRecord:
    """Gives up what waits, failed or may have been sent. Whoever reads the invitation reads the reason.

    Raises the same as a retry, and Required.
    """
    operator.require_may_act()
    require_reason(reason, "a reason: whoever invited reads it")
    parameters = {"change": Change.DISCARD}
    return await _act(
        operator, ActKind.DISCARD_DELIVERIES, filters, expected_count, parameters, reason, idempotency_key
    )


async def settle_unknown(
    operator: Operator,
    filters: DeliveryFilter,
    settlement: Settlement,
    expected_count: int,
    *,
    reason: str | None = None,
    idempotency_key: str | None = None,
) -> ActRecord:
    """Decides about emails of which nobody knows whether a mail server has them. Raises the same as a retry."""
    parameters = {"change": Change(settlement)}
    return await _act(operator, ActKind.SETTLE_UNKNOWN, filters, expected_count, parameters, reason, idempotency_key)


async def stop_act(operator: Operator, act_id: UUID) -> ActRecord:
    """Ends an act that workers go on with; what it did stays. Returns it.

    Raises NotPermitted, NotFound, ActHasEnded.
    """
    async with transaction():
        await begin_act(operator, ActKind.STOP_ACT, {"act_id": str(act_id)})
        await wait_for_turn(act_id)
        found = await row(f"SELECT {COLUMNS} FROM operator_acts a WHERE a.id = $1 FOR UPDATE", act_id)
        if found is None:
            raise NotFound("act of an operator", "actId")
        act = ActRecord.of(found)
        if act.status not in {ActStatus.TRYING, ActStatus.RUNNING}:
            raise ActHasEnded
        await forget_canaries([UUID(each["delivery_id"]) for each in act.canaries])
        return await save(act.ended(ActStatus.STOPPED, f"Stopped by {operator.name}."))


async def _act(
    operator: Operator,
    kind: ActKind,
    filters: DeliveryFilter,
    expected_count: int,
    parameters: Mapping[str, object],
    reason: str | None,
    idempotency_key: str | None,
) -> ActRecord:
    filters.require_bounded()
    if not 0 <= expected_count <= MAX_EXPECTED:
        raise OutOfRange("expectedCount", "The number expected", f"from 0 to {MAX_EXPECTED:,}")
    act_input = {"filter": filters.as_data(), **parameters}
    has_canaries = bool(parameters.get("canary"))
    async with transaction():
        act, is_new = await begin_act(
            operator,
            kind,
            act_input,
            reason=reason,
            idempotency_key=idempotency_key,
            status=ActStatus.TRYING if has_canaries else ActStatus.RUNNING,
            expected_count=expected_count,
        )
        if not is_new:
            return act
        until_id: UUID | None = await value("SELECT id FROM deliveries ORDER BY id DESC LIMIT 1")
        counted = max(expected_count, MAX_COUNTED)
        count = await count_matching(filters, counted, IdRange(until=until_id))
        if count > expected_count:
            raise CountChanged(expected_count, count, counted).at("expectedCount")
        act = replace(act, until_id=until_id)
        if not count:
            return await save(act.ended(ActStatus.DONE))
        if has_canaries or count > AT_ONCE:
            wake_after_commit(SEND_EMAILS)
            return await save(act)
        while act.status is ActStatus.RUNNING:
            act = await change_next(act, AT_ONCE + 1)
        return act
