"""What operators do with emails: retry, discard, settle, and stop what workers go on with."""

from typing import TypeVar

import strawberry

from app.operations import delivery_acts
from app.operations.acts import ActRecord
from app.operations.delivery_acts import AT_ONCE, MAX_SPREAD_SECONDS, Settlement
from app.operations.reasons import MAX_REASON
from schema.api.context import Info
from schema.api.delivery_lists import DeliveryFilterInput
from schema.api.enums import register_enum
from schema.api.node import get_id
from schema.api.operations.access import require_operator
from schema.api.operations.acts import KEY, REASON, ActPayload, OperatorAct, SkippedDeliveries, skipped_deliveries
from schema.api.user_errors import RefusalsAsErrors

FILTER = "As of `Operations.deliveries`: without a part, all emails. A part that is given and empty is refused."
EXPECTED = "As many as were seen: CONFLICT where more match by now; fewer are fine."

register_enum(
    Settlement,
    "UnknownSettlement",
    "What was found out about emails of unknown outcome.",
    {
        "SENT": "The mail server has them: they count as sent.",
        "SEND_AGAIN": "It has not, or a second copy does no harm: they are sent again.",
    },
)


@strawberry.input(description="Which emails to send again, and when.")
class RetryDeliveriesInput:
    filter: DeliveryFilterInput = strawberry.field(description=FILTER)
    expected_count: int = strawberry.field(description=EXPECTED)
    spread_seconds: int | None = strawberry.field(
        default=0, description=f"They are due at random moments within this time, 0 to {MAX_SPREAD_SECONDS}."
    )
    canary: bool | None = strawberry.field(
        default=False,
        description="Send one email of each failure group first. The others of a group follow unless it fails again"
        " with the same words, or has no result within 5 minutes; if all fail, nothing follows.",
    )
    reason: str | None = strawberry.field(default=None, description=REASON)
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.input(description="Which emails to give up, and why.")
class DiscardDeliveriesInput:
    filter: DeliveryFilterInput = strawberry.field(description=FILTER)
    expected_count: int = strawberry.field(description=EXPECTED)
    reason: str = strawberry.field(
        description=f"Why: whoever may read the invitation reads it; up to {MAX_REASON} characters."
    )
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.input(description="Which emails of unknown outcome to decide about, and how.")
class SettleUnknownInput:
    filter: DeliveryFilterInput = strawberry.field(description=FILTER)
    settle_as: Settlement = strawberry.field(name="as", description="What was found out about them.")
    expected_count: int = strawberry.field(description=EXPECTED)
    reason: str | None = strawberry.field(default=None, description=REASON)
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.input(description="Which act to stop.")
class StopOperatorActInput:
    act_id: strawberry.ID = strawberry.field(description="Of an act that is TRYING or RUNNING.")


@strawberry.type
class DeliveryActPayload(ActPayload):
    changed_count: int = strawberry.field(
        default=0, description="How many were changed so far: follow `act` until it has ended."
    )
    skipped: list[SkippedDeliveries] = strawberry.field(
        default_factory=list, description="How many were left as they are so far, by the reason."
    )


@strawberry.type(description="What was retried so far, or why nothing was.")
class RetryDeliveriesPayload(DeliveryActPayload):
    pass


@strawberry.type(description="What was discarded so far, or why nothing was.")
class DiscardDeliveriesPayload(DeliveryActPayload):
    pass


@strawberry.type(description="What was settled so far, or why nothing was.")
class SettleUnknownPayload(DeliveryActPayload):
    pass


@strawberry.type(description="The act that was stopped, or why it was not.")
class StopOperatorActPayload(ActPayload):
    pass


Filled = TypeVar("Filled", bound=DeliveryActPayload)


@strawberry.type
class DeliveryActMutations:
    @strawberry.mutation(
        description="Sends emails again that failed, were deferred, bounced or have an unknown outcome. Up to"
        f" {AT_ONCE} are done at once; workers go on with more, and with canaries. For operators who may act.",
        extensions=[RefusalsAsErrors()],
    )
    async def retry_deliveries(self, info: Info, input: RetryDeliveriesInput) -> RetryDeliveriesPayload:  # noqa: A002
        act = await delivery_acts.retry_deliveries(
            require_operator(info),
            input.filter.parse_for_act(),
            input.expected_count,
            spread_seconds=input.spread_seconds or 0,
            canary=bool(input.canary),
            reason=input.reason,
            idempotency_key=input.idempotency_key,
        )
        return _fill(info, RetryDeliveriesPayload(), act)

    @strawberry.mutation(
        description="Gives up emails that wait, failed or have an unknown outcome. For operators who may act.",
        extensions=[RefusalsAsErrors()],
    )
    async def discard_deliveries(self, info: Info, input: DiscardDeliveriesInput) -> DiscardDeliveriesPayload:  # noqa: A002
        act = await delivery_acts.discard_deliveries(
            require_operator(info),
            input.filter.parse_for_act(),
            input.expected_count,
            input.reason,
            input.idempotency_key,
        )
        return _fill(info, DiscardDeliveriesPayload(), act)

    @strawberry.mutation(
        description="Decides about emails that a mail server may have or not, which `ON_UNKNOWN=hold` leaves to"
        " operators. For operators who may act.",
        extensions=[RefusalsAsErrors()],
    )
    async def settle_unknown(self, info: Info, input: SettleUnknownInput) -> SettleUnknownPayload:  # noqa: A002
        act = await delivery_acts.settle_unknown(
            require_operator(info),
            input.filter.parse_for_act(),
            input.settle_as,
            input.expected_count,
            reason=input.reason,
            idempotency_key=input.idempotency_key,
        )
        return _fill(info, SettleUnknownPayload(), act)

    @strawberry.mutation(
        description="Stops an act that workers go on with; what it did stays. For operators who may act.",
        extensions=[RefusalsAsErrors()],
    )
    async def stop_operator_act(self, info: Info, input: StopOperatorActInput) -> StopOperatorActPayload:  # noqa: A002
        operator = require_operator(info)
        act_id = get_id(input.act_id, "OperatorAct", "act of an operator", "actId")
        act = await delivery_acts.stop_act(operator, act_id)
        info.context.reset_loaders()
        return StopOperatorActPayload(act=OperatorAct.of(act))


def _fill(info: Info, payload: Filled, act: ActRecord) -> Filled:
    info.context.reset_loaders()  # an earlier mutation of the operation may have read what is another by now
    payload.act = OperatorAct.of(act)
    payload.changed_count = act.changed_count
    payload.skipped = skipped_deliveries(act)
    return payload
