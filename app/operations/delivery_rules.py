"""Which deliveries an act of an operator changes, and why it leaves others as they are."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from app.deliveries.queries import DeliveryStatus


class Change(StrEnum):
    """What becomes of a delivery. SEND_AGAIN and SETTLE_SENT are for those of unknown outcome alone."""

    RETRY = "retry"
    DISCARD = "discard"
    SEND_AGAIN = "send_again"
    SETTLE_SENT = "sent"

    @property
    def sends(self) -> bool:
        return self in {Change.RETRY, Change.SEND_AGAIN}


class SkipReason(StrEnum):
    """As stored. OTHER: what a later version has recorded."""

    BEING_SENT = "being_sent"
    ALREADY_SENT = "already_sent"
    ALREADY_WAITING = "already_waiting"
    NOT_WANTED = "not_wanted"
    NOT_UNKNOWN = "not_unknown"
    NOT_WAITING = "not_waiting"
    CANARY_FAILED = "canary_failed"
    CHANGED_MEANWHILE = "changed_meanwhile"
    OTHER = "other"

    @classmethod
    def _missing_(cls, _value: object) -> "SkipReason":
        return cls.OTHER


_STATUS = DeliveryStatus
CHANGED: Mapping[Change, frozenset[DeliveryStatus]] = {
    Change.RETRY: frozenset({_STATUS.FAILED, _STATUS.DEFERRED, _STATUS.UNKNOWN, _STATUS.BOUNCED}),
    Change.DISCARD: frozenset({_STATUS.QUEUED, _STATUS.DEFERRED, _STATUS.UNKNOWN, _STATUS.FAILED}),
    Change.SEND_AGAIN: frozenset({_STATUS.UNKNOWN}),
    Change.SETTLE_SENT: frozenset({_STATUS.UNKNOWN}),
}
_OTHERWISE = {
    Change.RETRY: SkipReason.NOT_WANTED,
    Change.DISCARD: SkipReason.NOT_WAITING,
    Change.SEND_AGAIN: SkipReason.NOT_UNKNOWN,
    Change.SETTLE_SENT: SkipReason.NOT_UNKNOWN,
}


def skip_reason(change: Change, status: DeliveryStatus, *, is_wanted: bool) -> SkipReason | None:
    """Why the delivery is left as it is; None: it is changed. `is_wanted`: its email would still be sent."""
    if status in CHANGED[change]:
        return None if is_wanted or not change.sends else SkipReason.NOT_WANTED
    if status is DeliveryStatus.SENDING:
        return SkipReason.BEING_SENT
    if status is DeliveryStatus.SENT:
        return SkipReason.ALREADY_SENT
    if status is DeliveryStatus.QUEUED and change is Change.RETRY:
        return SkipReason.ALREADY_WAITING
    return _OTHERWISE[change]


@dataclass(frozen=True)
class CanaryResult:
    """What came of the delivery that was sent first. `outcome` is None while nothing has.

    `group_id` is the failure group that it is in now. `is_over`: nothing will come of it any more. `recipient` is its
    address, empty where that is not known.
    """

    outcome: str | None
    group_id: UUID | None
    words: tuple[int | None, str | None]
    words_before: tuple[int | None, str | None]
    is_over: bool
    recipient: str = ""


def is_same_again(group_id_before: UUID | None, result: CanaryResult) -> bool | None:
    """Whether the delivery failed as before; None where that is not known, or not yet."""
    if result.outcome is None:
        return None
    if result.outcome == "accepted":
        return False
    is_same_group = group_id_before is not None and group_id_before == result.group_id
    return is_same_group or result.words == result.words_before
